// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cliproject.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// The JSON that scripts rely on: every field name of the contract, one by one.
class TestCliJson : public QObject
{
    Q_OBJECT

private slots:
    void status();
    void check();
    void plan();
    void rehearse();
    void diff();
    void diffTellsWhatIsDestroyed();
    void applyEvents();
    void blockedApplyIsAnEvent();
    void dryRun();
    void backup();
    void backups();
    void everyCommandPrintsOneDocument_data();
    void everyCommandPrintsOneDocument();
};

namespace {

#define COMPARE_CODE(result, expected)                                                                                                     \
    do {                                                                                                                                   \
        const CliResult once = (result);                                                                                                   \
        QVERIFY2(once.code == (expected), qPrintable(u"exit %1\n%2\n%3"_s.arg(once.code).arg(once.out, once.err)));                      \
    } while (false)
#define HAS(object, name) QVERIFY2((object).contains(QLatin1StringView(name)), name)

QJsonObject documentOf(const CliResult &result)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(result.out.toUtf8(), &error);
    return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

QList<QJsonObject> linesOf(const CliResult &result)
{
    QList<QJsonObject> objects;
    for (const QString &line : result.out.split(u'\n', Qt::SkipEmptyParts))
        objects << QJsonDocument::fromJson(line.toUtf8()).object();
    return objects;
}

} // namespace

void TestCliJson::status()
{
    const CliProject project;
    QCOMPARE(project.run({u"apply"_s, u"--to"_s, u"0001"_s, u"--yes"_s}).code, 0);
    const CliResult result = project.run({u"status"_s, u"--json"_s});
    COMPARE_CODE(result, 0);
    const QJsonObject status = documentOf(result);
    QCOMPARE(status[u"project"_s].toString(), u"Shop"_s);
    QCOMPARE(status[u"environment"_s].toString(), u"development"_s);
    QCOMPARE(status[u"format"_s].toString(), u"plain"_s);
    QCOMPARE(status[u"tracking_table"_s].toString(), u"lockkeeper_migrations"_s);
    const QJsonObject database = status[u"database"_s].toObject();
    QCOMPARE(database[u"engine"_s].toString(), u"sqlite"_s);
    QVERIFY(database[u"version"_s].toString().startsWith(u"3."_s));
    QCOMPARE(database[u"name"_s].toString(), u"shop.db"_s);
    QCOMPARE(status[u"counts"_s].toObject(), (QJsonObject{{u"applied"_s, 1}, {u"pending"_s, 2}}));
    const QJsonArray migrations = status[u"migrations"_s].toArray();
    QCOMPARE(migrations.size(), 3);
    for (const QJsonValue &value : migrations) {
        const QJsonObject migration = value.toObject();
        for (const char *name : {"version", "description", "state", "applied_at", "applied_by", "duration_ms", "checksum", "reversible", "file"})
            HAS(migration, name);
    }
    const QJsonObject first = migrations.first().toObject();
    QCOMPARE(first[u"version"_s].toString(), u"0001"_s);
    QCOMPARE(first[u"state"_s].toString(), u"applied"_s);
    QVERIFY(QDateTime::fromString(first[u"applied_at"_s].toString(), Qt::ISODate).isValid());
    QCOMPARE(first[u"file"_s].toString(), u"migrations/0001_orders.sql"_s);
    QVERIFY(first[u"reversible"_s].toBool());
    const QJsonObject last = migrations.last().toObject();
    QVERIFY(last[u"applied_at"_s].isNull());
    QVERIFY(!last[u"reversible"_s].toBool());
}

void TestCliJson::check()
{
    const CliProject project;
    const CliResult result = project.run({u"check"_s, u"--json"_s});
    const QJsonObject object = documentOf(result);
    const QJsonObject counts = object[u"counts"_s].toObject();
    for (const char *severity : {"blocks", "caution", "note"})
        HAS(counts, severity);
    const QJsonArray findings = object[u"findings"_s].toArray();
    QCOMPARE(int(findings.size()), counts[u"blocks"_s].toInt() + counts[u"caution"_s].toInt() + counts[u"note"_s].toInt());
    QVERIFY(!findings.isEmpty()); // 0003 has no down script
    for (const QJsonValue &value : findings) {
        const QJsonObject finding = value.toObject();
        for (const char *name : {"rule", "severity", "file", "line", "column", "statement", "message", "fix"})
            HAS(finding, name);
    }
}

void TestCliJson::plan()
{
    const CliProject project;
    const CliResult result = project.run({u"plan"_s, u"--to"_s, u"0001"_s, u"--json"_s});
    COMPARE_CODE(result, 0);
    const QJsonObject plan = documentOf(result);
    QCOMPARE(plan[u"fingerprint"_s].toString().size(), 64);
    QCOMPARE(plan[u"direction"_s].toString(), u"up"_s);
    QCOMPARE(plan[u"steps"_s].toArray().size(), 1);
    const QJsonObject step = plan[u"steps"_s].toArray().first().toObject();
    QCOMPARE(step[u"version"_s].toString(), u"0001"_s);
    QCOMPARE(step[u"file"_s].toString(), u"migrations/0001_orders.sql"_s);
    QCOMPARE(step[u"transaction"_s].toString(), u"own"_s);
    const QJsonArray statements = step[u"statements"_s].toArray();
    for (const QJsonValue &value : statements) {
        for (const char *name : {"number", "line", "sql"})
            HAS(value.toObject(), name);
    }
    QCOMPARE(statements[1].toObject()[u"line"_s].toInt(), 3);
    QCOMPARE(statements[1].toObject()[u"sql"_s].toString(), u"CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, total INTEGER)"_s);
}

void TestCliJson::rehearse()
{
    const CliProject project;
    const CliResult result = project.run({u"rehearse"_s, u"--to"_s, u"0002"_s, u"--json"_s});
    COMPARE_CODE(result, 0);
    const QJsonObject rehearsal = documentOf(result);
    for (const char *name : {"fingerprint", "scratch", "ok", "statements", "round_trip", "idempotent", "diff"})
        HAS(rehearsal, name);
    QCOMPARE(rehearsal[u"fingerprint"_s], documentOf(project.run({u"plan"_s, u"--to"_s, u"0002"_s, u"--json"_s}))[u"fingerprint"_s]);
    QCOMPARE(rehearsal[u"ok"_s], QJsonValue(true));
    QCOMPARE(rehearsal[u"idempotent"_s], QJsonValue(true));
    const QJsonObject scratch = rehearsal[u"scratch"_s].toObject();
    QCOMPARE(scratch[u"engine"_s].toString(), u"sqlite"_s);
    QVERIFY(scratch[u"version"_s].toString().startsWith(u"3."_s));
    QCOMPARE(scratch[u"data"_s].toString(), u"full"_s);
    const QJsonObject roundTrip = rehearsal[u"round_trip"_s].toObject();
    QCOMPARE(roundTrip[u"schema_equal"_s], QJsonValue(true));
    QCOMPARE(roundTrip[u"rows_equal"_s], QJsonValue(true));
    QVERIFY(roundTrip[u"differences"_s].isArray());
    QVERIFY(!rehearsal[u"statements"_s].toArray().isEmpty());
    for (const QJsonValue &statement : rehearsal[u"statements"_s].toArray()) {
        for (const char *name : {"version", "number", "line", "ms", "rows", "locks", "rewrites", "error"})
            HAS(statement.toObject(), name);
    }
    QCOMPARE(rehearsal[u"diff"_s].toObject()[u"equal"_s], QJsonValue(false));
    QCOMPARE(rehearsal[u"index_advice"_s], QJsonValue(QJsonArray()));
    const QJsonArray statements = rehearsal[u"statements"_s].toArray();
    const auto created = std::find_if(statements.begin(), statements.end(), [](const QJsonValue &statement) { return statement[u"script"_s].toBool(); });
    QCOMPARE((*created)[u"locks"_s], QJsonValue(QJsonArray{QJsonObject{{u"object"_s, u"the database"_s}, {u"mode"_s, u"RESERVED"_s}, {u"stops"_s, u"writers"_s}}}));

    const CliResult bare = project.run({u"rehearse"_s, u"--data"_s, u"none"_s, u"--json"_s});
    COMPARE_CODE(bare, 0);
    QCOMPARE(documentOf(bare)[u"scratch"_s].toObject()[u"data"_s].toString(), u"none"_s);
}

void TestCliJson::diff()
{
    const CliProject project;
    const CliResult result = project.run({u"diff"_s, u"--json"_s});
    COMPARE_CODE(result, 0);
    const QJsonObject diff = documentOf(result);
    QCOMPARE(diff[u"equal"_s], QJsonValue(false));
    QStringList changed;
    for (const QJsonValue &value : diff[u"changes"_s].toArray()) {
        const QJsonObject change = value.toObject();
        for (const char *name : {"kind", "object", "name", "table", "before", "after"})
            HAS(change, name);
        changed << change[u"kind"_s].toString() + u' ' + change[u"object"_s].toString() + u' ' + change[u"name"_s].toString();
    }
    changed.sort();
    QCOMPARE(changed, (QStringList{u"added index orders_total"_s, u"added table orders"_s}));
    QCOMPARE(documentOf(project.run({u"diff"_s, u"--from"_s, u"live"_s, u"--to"_s, u"live"_s, u"--output"_s, u"json"_s}))[u"equal"_s], QJsonValue(true));
}

void TestCliJson::diffTellsWhatIsDestroyed()
{
    const CliProject project;
    QCOMPARE(project.run({u"apply"_s, u"--yes"_s}).code, 0);
    project.write(u"migrations/0004_drop.sql"_s, "-- Away with the orders.\nDROP TABLE orders;\n");
    const CliResult result = project.run({u"rehearse"_s, u"--json"_s});
    COMPARE_CODE(result, 0);
    for (const QJsonValue &value : documentOf(result)[u"diff"_s].toObject()[u"changes"_s].toArray()) {
        if (value[u"object"_s].toString() != u"table")
            continue;
        QCOMPARE(value[u"kind"_s].toString(), u"removed"_s);
        QCOMPARE(value[u"name"_s].toString(), u"orders"_s);
        QCOMPARE(value[u"destroys"_s].toObject()[u"rows"_s].toInt(), 2);
        return;
    }
    QFAIL("the table is not in the diff");
}

void TestCliJson::applyEvents()
{
    const CliProject project;
    const CliResult result = project.run({u"apply"_s, u"--to"_s, u"0002"_s, u"--yes"_s, u"--json"_s});
    COMPARE_CODE(result, 0);
    const QList<QJsonObject> events = linesOf(result);
    QStringList names;
    for (const QJsonObject &event : events) {
        names << event[u"event"_s].toString();
        QVERIFY2(QDateTime::fromString(event[u"at"_s].toString(), Qt::ISODateWithMs).isValid(), qPrintable(names.last()));
    }
    QCOMPARE(names.first(), u"run_started"_s);
    QCOMPARE(names.last(), u"run_done"_s);
    QCOMPARE(names.count(u"step_started"_s), 2);
    QCOMPARE(names.count(u"step_done"_s), 2);
    QCOMPARE(names.count(u"statement_started"_s), names.count(u"statement_done"_s));
    QCOMPARE(events.last()[u"outcome"_s].toString(), u"committed"_s);

    const CliResult revert = project.run({u"revert"_s, u"--yes"_s, u"--json"_s});
    COMPARE_CODE(revert, 0);
    QCOMPARE(linesOf(revert).first()[u"direction"_s].toString(), u"down"_s);

    project.write(u"migrations/0003_first_orders.sql"_s, "INSERT INTO nowhere VALUES (1);\n");
    const CliResult failed = project.run({u"apply"_s, u"--yes"_s, u"--json"_s});
    COMPARE_CODE(failed, 1);
    bool told = false;
    for (const QJsonObject &event : linesOf(failed)) {
        QVERIFY(event.contains(u"event"_s));
        told = told || (event[u"event"_s].toString() == u"error" && event[u"why"_s].toString().contains(u"no such table: nowhere"_s));
    }
    QVERIFY2(told, qPrintable(failed.out));
    QCOMPARE(linesOf(failed).last()[u"outcome"_s].toString(), u"rolled back"_s);
}

void TestCliJson::blockedApplyIsAnEvent()
{
    const CliProject project;
    const CliResult result = project.run({u"-e"_s, u"production"_s, u"apply"_s, u"--yes"_s, u"--confirm"_s, u"live.db"_s, u"--json"_s});
    COMPARE_CODE(result, 3);
    const QList<QJsonObject> events = linesOf(result);
    QCOMPARE(events.size(), 1);
    QCOMPARE(events.first()[u"event"_s].toString(), u"error"_s);
    const QJsonArray blockers = events.first()[u"blockers"_s].toArray();
    QVERIFY(!blockers.isEmpty());
    QCOMPARE(blockers.first()[u"id"_s].toString(), u"rollback-planned"_s);
    QVERIFY(!blockers.first()[u"why"_s].toString().isEmpty());
}

void TestCliJson::dryRun()
{
    const CliProject project;
    const CliResult allowed = project.run({u"apply"_s, u"--dry-run"_s, u"--json"_s});
    COMPARE_CODE(allowed, 0);
    QCOMPARE(documentOf(allowed)[u"permitted"_s], QJsonValue(true));
    QCOMPARE(documentOf(allowed)[u"steps"_s].toArray().size(), 3);
    const CliResult blocked = project.run({u"-e"_s, u"production"_s, u"apply"_s, u"--dry-run"_s, u"--json"_s});
    COMPARE_CODE(blocked, 3);
    QCOMPARE(documentOf(blocked)[u"permitted"_s], QJsonValue(false));
}

void TestCliJson::backup()
{
    const CliProject project;
    QCOMPARE(project.run({u"apply"_s, u"--yes"_s}).code, 0);
    const CliResult result = project.run({u"backup"_s, u"--verify"_s, u"list"_s, u"--json"_s});
    COMPARE_CODE(result, 0);
    const QJsonObject record = documentOf(result);
    QVERIFY(QFile::exists(record[u"file"_s].toString()));
    QCOMPARE(record[u"bytes"_s].toInteger(), QFileInfo(record[u"file"_s].toString()).size());
    QCOMPARE(record[u"sha256"_s].toString().size(), 64);
    QCOMPARE(record[u"engine"_s].toString(), u"sqlite"_s);
    QCOMPARE(record[u"format"_s].toString(), u"sqlite"_s);
    QCOMPARE(record[u"verified"_s].toString(), u"list"_s);
    QCOMPARE(record[u"encrypted"_s], QJsonValue(false));
}

void TestCliJson::backups()
{
    const CliProject project;
    QCOMPARE(project.run({u"apply"_s, u"--yes"_s}).code, 0);
    QVERIFY(documentOf(project.run({u"backups"_s, u"--json"_s}))[u"backups"_s].toArray().isEmpty());
    const QString file = documentOf(project.run({u"backup"_s, u"--json"_s}))[u"file"_s].toString();
    const QJsonArray list = documentOf(project.run({u"backups"_s, u"--json"_s}))[u"backups"_s].toArray();
    QCOMPARE(list.size(), 1);
    QCOMPARE(list.first()[u"file"_s].toString(), file);
    QCOMPARE(list.first()[u"verified"_s].toString(), u"restore"_s);
}

void TestCliJson::everyCommandPrintsOneDocument_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("field");
    QTest::newRow("verify") << QStringList{u"verify"_s} << u"checks"_s;
    QTest::newRow("snapshot") << QStringList{u"snapshot"_s} << u"file"_s;
    QTest::newRow("new") << QStringList{u"new"_s, u"more"_s} << u"files"_s;
    QTest::newRow("patterns") << QStringList{u"new"_s, u"--list"_s} << u"patterns"_s;
    QTest::newRow("checklist") << QStringList{u"checklist"_s} << u"items"_s;
    QTest::newRow("review") << QStringList{u"review"_s} << u"reviews"_s;
    QTest::newRow("log") << QStringList{u"log"_s} << u"entries"_s;
    QTest::newRow("report") << QStringList{u"report"_s} << u"outcome"_s;
    QTest::newRow("formats") << QStringList{u"formats"_s} << u"formats"_s;
    QTest::newRow("doctor") << QStringList{u"doctor"_s} << u"checks"_s;
}

void TestCliJson::everyCommandPrintsOneDocument()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, field);
    const CliProject project;
    QCOMPARE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, u"--yes"_s}).code, 0);
    const CliResult result = project.run(arguments + QStringList{u"--json"_s});
    COMPARE_CODE(result, 0);
    QVERIFY2(documentOf(result).contains(field), qPrintable(result.out));
}

QTEST_GUILESS_MAIN(TestCliJson)
#include "tst_clijson.moc"
