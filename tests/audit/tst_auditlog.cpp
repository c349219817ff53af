// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/audit/auditlog.h"
#include "tests/support/temporaryproject.h"

#include <QFileInfo>
#include <QTest>

using namespace lk;

class TestAuditLog : public QObject
{
    Q_OBJECT

private slots:
    void chainsItsEntries();
    void noticesEdits_data();
    void noticesEdits();
    void survivesATornLine();
};

namespace {

AuditEntry entryFor(const QString &action)
{
    AuditEntry entry;
    entry.action = action;
    entry.environment = QStringLiteral("production");
    return entry;
}

void fill(const QString &path)
{
    AuditLog log(path);
    for (const char *action : {"backup", "apply", "verify"}) {
        if (auto appended = log.append(entryFor(QLatin1String(action))); !appended)
            qFatal("%s", qPrintable(appended.error().text()));
    }
}

} // namespace

void TestAuditLog::chainsItsEntries()
{
    TemporaryProject project;
    const QString path = project.path(QStringLiteral(".lockkeeper/audit.jsonl"));
    QCOMPARE(AuditLog(path).entries()->size(), size_t(0));
    fill(path);
    const auto entries = AuditLog(path).entries();
    QVERIFY(entries);
    QCOMPARE(entries->size(), size_t(3));
    QCOMPARE(entries->at(2).number, 3);
    QCOMPARE(entries->at(2).previousHash, entries->at(1).hash);
    QCOMPARE(entries->at(0).who, currentUser());
    QCOMPARE(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther), QFile::Permissions());
}

void TestAuditLog::noticesEdits_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("another action") << QByteArray("\"apply\"") << QByteArray("\"plan\"");
    QTest::newRow("another environment") << QByteArray("production") << QByteArray("staging");
}

void TestAuditLog::noticesEdits()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    TemporaryProject project;
    const QString path = project.path(QStringLiteral(".lockkeeper/audit.jsonl"));
    fill(path);
    project.write(QStringLiteral(".lockkeeper/audit.jsonl"), project.read(QStringLiteral(".lockkeeper/audit.jsonl")).replace(from, to));
    const auto entries = AuditLog(path).entries();
    QVERIFY(!entries);
    QCOMPARE(entries.error().code, ErrorCode::Disagreement);
}

void TestAuditLog::survivesATornLine()
{
    TemporaryProject project;
    const QString path = project.path(QStringLiteral(".lockkeeper/audit.jsonl"));
    fill(path);
    project.write(QStringLiteral(".lockkeeper/audit.jsonl"), project.read(QStringLiteral(".lockkeeper/audit.jsonl")) + "{\"number\":4,\"act");
    QCOMPARE(AuditLog(path).entries()->size(), size_t(3));
    QVERIFY(AuditLog(path).append(entryFor(QStringLiteral("revert"))));
    QCOMPARE(AuditLog(path).entries()->size(), size_t(4));
}

QTEST_GUILESS_MAIN(TestAuditLog)
#include "tst_auditlog.moc"
