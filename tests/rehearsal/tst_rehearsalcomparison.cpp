// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/rehearsalcomparison.h"

#include "models/base/jsonfile.h"
#include "models/rehearsal/earlierrehearsals.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

RehearsedStatement statement(const QString &sql, double ms = 5)
{
    RehearsedStatement one;
    one.version = u"1"_s;
    one.sql = sql;
    one.ms = ms;
    one.rows = 0;
    one.seen.locks.emplace();
    one.seen.rewrites.emplace();
    one.seen.scans.emplace();
    return one;
}

Rehearsal rehearsal(std::vector<RehearsedStatement> statements, const QDateTime &at = QDateTime(QDate(2026, 1, 1), QTime(), Qt::UTC))
{
    Rehearsal one;
    one.environment = u"staging"_s;
    one.fingerprint = u"f"_s;
    one.at = at;
    one.ok = true;
    one.statements = std::move(statements);
    return one;
}

} // namespace

class TestRehearsalComparison : public QObject
{
    Q_OBJECT
private slots:
    void statementsDiffer_data();
    void statementsDiffer();
    void addedAndRemovedStatements();
    void conditionsAndOutcomes();
    void theOneBeforeIsFound();
    void theOldestGo();
};

void TestRehearsalComparison::statementsDiffer_data()
{
    QTest::addColumn<RehearsedStatement>("before");
    QTest::addColumn<RehearsedStatement>("now");
    QTest::addColumn<QStringList>("differences");
    const RehearsedStatement plain = statement(u"A"_s);
    const auto with = [&](auto change) {
        RehearsedStatement one = plain;
        change(one);
        return one;
    };
    QTest::newRow("the same") << plain << plain << QStringList();
    QTest::newRow("a little slower") << plain << statement(u"A"_s, 20) << QStringList();
    QTest::newRow("much slower") << plain << statement(u"A"_s, 500) << QStringList{u"time: 5.0 ms before, 500 ms now"_s};
    QTest::newRow("rows") << plain << with([](auto &one) { one.rows = 7; }) << QStringList{u"rows: 0 before, 7 now"_s};
    QTest::newRow("rows unknown") << plain << with([](auto &one) { one.rows = -1; }) << QStringList{u"rows: 0 before, unknown now"_s};
    QTest::newRow("a stronger lock") << with([](auto &one) { one.seen.locks->push_back({u"t"_s, u"SHARE"_s, Stops::Writers}); })
                                     << with([](auto &one) { one.seen.locks->push_back({u"t"_s, u"EXCLUSIVE"_s, Stops::Everybody}); })
                                     << QStringList{u"locks t EXCLUSIVE, not before"_s, u"no longer locks t SHARE"_s};
    QTest::newRow("locks unknown now") << plain << with([](auto &one) { one.seen.locks.reset(); }) << QStringList{u"what it locks was seen before, and is unknown now"_s};
    QTest::newRow("rewrites") << plain << with([](auto &one) { *one.seen.rewrites << u"t"_s; }) << QStringList{u"rewrites t, not before"_s};
    QTest::newRow("reads no more") << with([](auto &one) { *one.seen.scans << u"t"_s; }) << plain << QStringList{u"no longer reads whole t"_s};
    QTest::newRow("algorithm") << plain << with([](auto &one) { one.seen.algorithm = u"COPY"_s; }) << QStringList{u"algorithm: nothing before, COPY now"_s};
    QTest::newRow("fails now") << plain << with([](auto &one) { one.error = u"no such table"_s; }) << QStringList{u"error: nothing before, no such table now"_s};
}

void TestRehearsalComparison::statementsDiffer()
{
    QFETCH(RehearsedStatement, before);
    QFETCH(RehearsedStatement, now);
    const RehearsalComparison comparison = compare(rehearsal({before}), rehearsal({now}));
    QCOMPARE(comparison.statements.size(), 1U);
    QTEST(comparison.statements[0].differences, "differences");
    QCOMPARE(comparison.statements[0].nowMs.has_value(), now.error.isEmpty());
}

void TestRehearsalComparison::addedAndRemovedStatements()
{
    const RehearsalComparison comparison = compare(rehearsal({statement(u"A"_s), statement(u"B"_s), statement(u"D"_s)}), rehearsal({statement(u"A"_s), statement(u"C"_s), statement(u"D"_s)}));
    QStringList lines;
    for (const ComparedStatement &one : comparison.statements)
        lines << one.sql + u": "_s + one.differences.join(u',');
    QCOMPARE(lines, (QStringList{u"A: "_s, u"C: was not there before"_s, u"B: is no longer there"_s, u"D: "_s}));
}

void TestRehearsalComparison::conditionsAndOutcomes()
{
    Rehearsal before = rehearsal({});
    before.steps.push_back({u"1"_s, 1, {}, {Shown::No, Shown::Unknown, {}}, Shown::Yes, {}, {}, 12, {}, {}});
    Rehearsal now = before;
    now.data = ScratchData::None;
    now.fingerprint = u"other"_s;
    now.steps[0].roundTrip.schemaEqual = Shown::Yes;
    now.steps[0].rowsDestroyed = 0;
    SchemaObject table;
    table.kind = u"table"_s;
    table.name = u"orders"_s;
    table.definition = u"CREATE TABLE orders ()"_s;
    now.schemaAfter.objects.push_back(table);
    const RehearsalComparison comparison = compare(before, now);
    QCOMPARE(comparison.conditions, (QStringList{u"data: with rows before, without rows now"_s, u"the files, or what was applied before them, are others"_s}));
    QCOMPARE(comparison.outcomes, (QStringList{u"1, schema comes back: no before, yes now"_s, u"1, rows destroyed: 12 before, 0 now"_s, u"the schema afterwards: + table orders"_s}));
    QCOMPARE(compare(before, before).outcomes, QStringList());
}

void TestRehearsalComparison::theOneBeforeIsFound()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"staging-f.json"_s);
    const QDateTime day(QDate(2026, 1, 1), QTime(), Qt::UTC);
    const auto write = [&](const Rehearsal &one) {
        QVERIFY(setAside(path));
        QVERIFY(writeJsonFile(path, toJson(one)));
    };
    const Rehearsal first = rehearsal({statement(u"A"_s)}, day);
    write(first);
    QVERIFY(!earlierThan(first, folder.path()));
    Rehearsal other = rehearsal({statement(u"A"_s)}, day.addSecs(1));
    other.environment = u"production"_s;
    write(other);
    const Rehearsal last = rehearsal({statement(u"B"_s)}, day.addSecs(2));
    write(last);
    const auto found = earlierThan(last, folder.path());
    QVERIFY(found);
    QCOMPARE(*found, first);
    Rehearsal ofOthers = last;
    ofOthers.statements[0].version = u"2"_s;
    QVERIFY(!earlierThan(ofOthers, folder.path()));
}

void TestRehearsalComparison::theOldestGo()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"staging-f.json"_s);
    for (int i = 0; i < 40; ++i) {
        QVERIFY(setAside(path));
        QVERIFY(writeJsonFile(path, toJson(rehearsal({statement(u"A"_s)}))));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.setFileTime(QDateTime(QDate(2026, 1, 1), QTime(), Qt::UTC).addSecs(i), QFileDevice::FileModificationTime));
    }
    const QStringList kept = QDir(folder.filePath(u"earlier"_s)).entryList(QDir::Files, QDir::Name);
    QCOMPARE(kept.size(), 30);
    QVERIFY2(kept.last().startsWith(u"20260101T000038"_s), qPrintable(kept.last()));
}

QTEST_GUILESS_MAIN(TestRehearsalComparison)
#include "tst_rehearsalcomparison.moc"
