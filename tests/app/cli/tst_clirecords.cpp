// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cliproject.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// `mark`, `baseline` and the tracking table's part of `repair`.
class TestCliRecords : public QObject
{
    Q_OBJECT

private slots:
    void marks();
    void baselines();
    void wantsAYes();
    void protectedWantsItsName();
    void repairsChecksums();

private:
    static QString states(const CliProject &project);
};

QString TestCliRecords::states(const CliProject &project)
{
    QStringList states;
    const CliResult status = project.run({u"--json"_s, u"status"_s});
    for (const QJsonValue &migration : QJsonDocument::fromJson(status.out.toUtf8()).object()[u"migrations"_s].toArray())
        states << migration[u"state"_s].toString();
    return states.join(u' ');
}

void TestCliRecords::marks()
{
    const CliProject project;
    const QString first = QJsonDocument::fromJson(project.run({u"--json"_s, u"status"_s}).out.toUtf8()).object()[u"migrations"_s][0][u"version"_s].toString();
    QCOMPARE(project.run({u"mark"_s, first}).code, 2);
    QCOMPARE(project.run({u"mark"_s, first, u"--applied"_s, u"--pending"_s}).code, 2);
    QCOMPARE(project.run({u"mark"_s, u"nine"_s, u"--applied"_s, u"--yes"_s}).code, 2);
    const CliResult dry = project.run({u"mark"_s, first, u"--applied"_s, u"--dry-run"_s});
    QCOMPARE(dry.code, 0);
    QVERIFY2(dry.out.contains(u"INSERT INTO lockkeeper_migrations"_s) && dry.out.contains(u"Nothing was written"_s), qPrintable(dry.out));
    QCOMPARE(states(project), u"pending pending pending"_s);

    const CliResult done = project.run({u"--json"_s, u"mark"_s, first, u"--applied"_s, u"--yes"_s});
    QVERIFY2(done.code == 0, qPrintable(done.err));
    const QJsonObject object = QJsonDocument::fromJson(done.out.toUtf8()).object();
    QCOMPARE(object[u"action"_s].toString(), u"mark"_s);
    QVERIFY(object[u"written"_s].toBool());
    QCOMPARE(object[u"steps"_s].toArray().size(), 1);
    QCOMPARE(states(project), u"applied pending pending"_s);
    QCOMPARE(project.run({u"mark"_s, first, u"--applied"_s, u"--yes"_s}).code, 2); // it is already
    QCOMPARE(project.run({u"mark"_s, first, u"--pending"_s, u"--yes"_s}).code, 0);
    QCOMPARE(states(project), u"pending pending pending"_s);
}

void TestCliRecords::baselines()
{
    const CliProject project;
    const QString second = QJsonDocument::fromJson(project.run({u"--json"_s, u"status"_s}).out.toUtf8()).object()[u"migrations"_s][1][u"version"_s].toString();
    const CliResult done = project.run({u"baseline"_s, second, u"--yes"_s});
    QVERIFY2(done.code == 0, qPrintable(done.err));
    QCOMPARE(states(project), u"baseline baseline pending"_s);
    QVERIFY(project.run({u"log"_s}).out.contains(u"baseline"_s));
}

void TestCliRecords::wantsAYes()
{
    const CliProject project;
    const CliResult unasked = project.run({u"mark"_s, u"1"_s, u"--applied"_s});
    QCOMPARE(unasked.code, 2);
    const CliResult no = project.runAnswering({u"mark"_s, u"1"_s, u"--applied"_s}, "n\n");
    QCOMPARE(no.code, 130);
    QCOMPARE(states(project), u"pending pending pending"_s);
    const CliResult yes = project.runAnswering({u"mark"_s, u"1"_s, u"--applied"_s}, "y\n");
    QVERIFY2(yes.code == 0, qPrintable(yes.err));
    QCOMPARE(states(project), u"applied pending pending"_s);
}

void TestCliRecords::protectedWantsItsName()
{
    const CliProject project;
    QCOMPARE(project.run({u"-e"_s, u"production"_s, u"mark"_s, u"1"_s, u"--applied"_s, u"--yes"_s}).code, 3);
    QCOMPARE(project.run({u"--url"_s, u"sqlite:live.db"_s, u"mark"_s, u"1"_s, u"--applied"_s, u"--yes"_s}).code, 3);
}

void TestCliRecords::repairsChecksums()
{
    const CliProject project;
    QVERIFY(project.run({u"baseline"_s, u"1"_s, u"--yes"_s}).code == 0);
    const QString file = QJsonDocument::fromJson(project.run({u"--json"_s, u"status"_s}).out.toUtf8()).object()[u"migrations"_s][0][u"file"_s].toString();
    project.write(file, project.read(file) + "-- edited\n");
    QVERIFY2(states(project).startsWith(u"changed"_s), qPrintable(states(project)));
    const CliResult left = project.run({u"repair"_s});
    QCOMPARE(left.code, 4);
    QVERIFY2(left.out.contains(u"--accept"_s), qPrintable(left.out));
    const CliResult done = project.run({u"repair"_s, u"--accept"_s, u"1"_s, u"--yes"_s});
    QVERIFY2(done.code == 0, qPrintable(done.err + done.out));
    QVERIFY2(!states(project).startsWith(u"changed"_s), qPrintable(states(project)));
    QCOMPARE(project.run({u"repair"_s, u"--accept"_s, u"1"_s, u"--yes"_s}).code, 2); // it is not changed any more
}

QTEST_GUILESS_MAIN(TestCliRecords)
#include "tst_clirecords.moc"
