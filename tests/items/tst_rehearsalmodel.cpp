// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/rehearsalmodel.h"

#include "models/items/locktexts.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

using Column = RehearsalModel::Column;
using Mark = RehearsalModel::Mark;
using Weight = RehearsalModel::Weight;

void add(PlanStep &step, const QByteArray &sql, qint64 line, StatementOrigin origin = StatementOrigin::Script)
{
    Statement statement;
    statement.source = sql;
    statement.length = sql.size();
    statement.line = line;
    statement.file = origin == StatementOrigin::Script ? step.migration.upFile : QString();
    statement.number = int(step.statements.size()) + 1;
    statement.origin = origin;
    step.statements.push_back(statement);
}

Plan twoSteps()
{
    Plan plan;
    plan.fingerprint = u"f1"_s;
    plan.engine = u"postgresql"_s;
    PlanStep first;
    first.migration.version = u"0010"_s;
    first.migration.description = u"orders"_s;
    first.migration.upFile = u"migrations/0010_orders.sql"_s;
    add(first, "ALTER TABLE orders ADD COLUMN note text", 3);
    add(first, "CREATE INDEX orders_note\n  ON orders (note)", 4);
    add(first, "INSERT INTO lockkeeper_migrations", 0, StatementOrigin::Record);
    PlanStep second;
    second.migration.version = u"0011"_s;
    second.migration.upFile = u"migrations/0011.sql"_s;
    add(second, "TRUNCATE log", 1);
    plan.steps = {first, second};
    return plan;
}

RehearsedStatement seenOf(const QString &version, int number, double ms, const QString &sql)
{
    RehearsedStatement statement;
    statement.version = version;
    statement.number = number;
    statement.line = number + 2;
    statement.file = u"migrations/0010_orders.sql"_s;
    statement.sql = sql;
    statement.ms = ms;
    statement.seen.locks.emplace();
    statement.seen.rewrites.emplace();
    statement.seen.scans.emplace();
    statement.seen.logBytes = 512;
    return statement;
}

Rehearsal rehearsalOfBoth()
{
    Rehearsal made;
    made.fingerprint = u"f1"_s;
    made.scratchEngine = u"PostgreSQL"_s;
    made.scratchVersion = u"15.9"_s;
    made.data = ScratchData::None;
    made.at = QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC);
    made.ms = 1200;
    made.ok = true;
    RehearsedStatement alter = seenOf(u"0010"_s, 1, 40, u"ALTER TABLE orders ADD COLUMN note text"_s);
    alter.seen.locks = {{u"public.orders"_s, u"ACCESS EXCLUSIVE"_s, Stops::Everybody}, {u"index public.orders_pkey"_s, u"SHARE"_s, Stops::Writers}};
    alter.seen.rewrites = QStringList{u"public.orders"_s};
    RehearsedStatement index = seenOf(u"0010"_s, 2, 10, u"CREATE INDEX orders_note\n  ON orders (note)"_s);
    index.rows = 12'040;
    index.seen.locks = {{u"public.orders"_s, u"SHARE"_s, Stops::Writers}};
    index.seen.scans = QStringList{u"public.orders"_s};
    index.seen.algorithm = u"INPLACE"_s;
    RehearsedStatement record = seenOf(u"0010"_s, 3, 900, u"INSERT INTO lockkeeper_migrations"_s);
    record.script = false;
    record.file.clear();
    record.seen = {};
    RehearsedStatement truncate = seenOf(u"0011"_s, 1, 1, u"TRUNCATE log"_s);
    truncate.file = u"migrations/0011.sql"_s;
    truncate.seen = {};
    truncate.seen.emptied = {u"public.log"_s};
    truncate.seen.unknown = {u"locks: nobody looked"_s, u"bytes of the log, scans: the server does not tell"_s};
    made.statements = {alter, index, record, truncate};
    RehearsedStep first;
    first.version = u"0010"_s;
    first.ms = 951;
    first.roundTrip.schemaEqual = first.roundTrip.rowsEqual = Shown::Yes;
    first.idempotent = Shown::No;
    first.idempotentWhy = u"the second run fails: column exists"_s;
    RehearsedStep second;
    second.version = u"0011"_s;
    second.rowsDestroyed = 7;
    second.roundTrip.differences = {u"there is no down script"_s};
    made.steps = {first, second};
    return made;
}

QStringList texts(const QModelIndex &index)
{
    QStringList found;
    for (const Mark &mark : index.siblingAtColumn(Column::SeenColumn).data(RehearsalModel::MarksRole).value<QList<Mark>>())
        found << mark.text;
    return found;
}

QString text(const QModelIndex &index, Column column)
{
    return index.siblingAtColumn(column).data().toString();
}

} // namespace

class TestRehearsalModel : public QObject
{
    Q_OBJECT

private slots:
    void showsStepsAndStatements();
    void statementsTellWhatWasSeen();
    void stepsTellWhatComesOfThem();
    void estimatesAndGrowthAreMarked();
    void heldLocksStayUntilTheEnd();
    void unknownIsSaid();
    void failureIsSaid();
    void anotherPlanHasNoRows();
    void manyStatements();
    void summary();
    void worstLock_data();
    void worstLock();
    void objectsAreShort_data();
    void objectsAreShort();
};

void TestRehearsalModel::showsStepsAndStatements()
{
    RehearsalModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRehearsal(twoSteps(), rehearsalOfBoth());
    QCOMPARE(model.rowCount(), 2);
    const QModelIndex step = model.index(0, 0);
    QCOMPARE(step.data().toString(), u"0010 orders"_s);
    QCOMPARE(model.rowCount(step), 2); // not that of the tracking table
    QCOMPARE(model.index(1, 0, step).data().toString(), u"CREATE INDEX orders_note ON orders (note)"_s);
    QCOMPARE(model.index(1, 0, step).data(RehearsalModel::FileRole).toString(), u"migrations/0010_orders.sql"_s);
    QCOMPARE(model.index(1, 0, step).data(RehearsalModel::LineRole).toLongLong(), 4);
    QCOMPARE(model.stepIndex(u"0011"_s), model.index(1, 0));
    QVERIFY(!model.stepIndex(u"0012"_s).isValid());
    model.clear();
    QCOMPARE(model.rowCount(), 0);
}

void TestRehearsalModel::statementsTellWhatWasSeen()
{
    RehearsalModel model;
    model.setRehearsal(twoSteps(), rehearsalOfBoth());
    const QModelIndex alter = model.index(0, 0, model.index(0, 0));
    QCOMPARE(alter.data(RehearsalModel::FractionRole).toDouble(), 1.0); // the tracking table's does not count
    QCOMPARE(text(alter, Column::TimeColumn), u"40 ms"_s);
    QCOMPARE(text(alter, Column::WaitsColumn), u"everybody"_s);
    QCOMPARE(text(alter, Column::LocksColumn), u"orders ACCESS EXCLUSIVE, index orders_pkey SHARE"_s);
    QCOMPARE(alter.data(RehearsalModel::StopsRole).toInt(), int(Stops::Everybody));
    QVERIFY(alter.siblingAtColumn(Column::LocksColumn).data(Qt::ToolTipRole).toString().contains(u"everybody waits"_s));
    QCOMPARE(texts(alter), QStringList{u"rewrites orders"_s});
    const QStringList objects = alter.data(RehearsalModel::ObjectsRole).toStringList();
    QCOMPARE(objects, (QStringList{u"orders"_s, u"public.orders"_s, u"public.orders_pkey"_s}));
    const QModelIndex index = alter.siblingAtRow(1);
    QCOMPARE(index.data(RehearsalModel::FractionRole).toDouble(), 0.25);
    QCOMPARE(text(index, Column::RowsColumn), QLocale().toString(12'040));
    QCOMPARE(text(index, Column::LogColumn), u"512 bytes"_s);
    QCOMPARE(texts(index), (QStringList{u"scans orders"_s, u"INPLACE"_s}));
    QCOMPARE(text(index, Column::LocksColumn), u"orders SHARE"_s);
    QCOMPARE(text(index, Column::SeenColumn), u"scans orders, INPLACE"_s);
    QVERIFY(index.data(RehearsalModel::ObjectsRole).toStringList().contains(u"orders_note"_s));
}

void TestRehearsalModel::stepsTellWhatComesOfThem()
{
    RehearsalModel model;
    model.setRehearsal(twoSteps(), rehearsalOfBoth());
    const QModelIndex first = model.index(0, 0);
    QCOMPARE(text(first, Column::TimeColumn), u"951 ms"_s);
    QCOMPARE(text(first, Column::WaitsColumn), u"everybody"_s);
    QCOMPARE(text(first, Column::LocksColumn), u"orders ACCESS EXCLUSIVE, index orders_pkey SHARE"_s); // of orders the strongest
    QCOMPARE(first.data(RehearsalModel::LogBytesRole).toLongLong(), 1024);
    QVERIFY(!first.data(RehearsalModel::FractionRole).isValid());
    QCOMPARE(texts(first), (QStringList{u"round trip proven"_s, u"not safe twice"_s}));
    QVERIFY(first.siblingAtColumn(Column::SeenColumn).data(Qt::ToolTipRole).toString().contains(u"column exists"_s));
    const QModelIndex second = model.index(1, 0);
    QCOMPARE(texts(second), (QStringList{u"rows destroyed: 7"_s, u"no round trip"_s, u"twice: unknown"_s}));
    Rehearsal withoutRows = rehearsalOfBoth();
    withoutRows.steps[0].roundTrip = {Shown::Yes, Shown::Unknown, {u"the copy held no rows"_s}};
    withoutRows.steps[1].roundTrip = {Shown::Yes, Shown::No, {u"rows differ"_s}};
    RehearsalModel other;
    other.setRehearsal(twoSteps(), withoutRows);
    QCOMPARE(texts(other.index(0, 0)).value(0), u"schema comes back"_s);
    QCOMPARE(texts(other.index(1, 0)).value(1), u"round trip differs"_s);
    const auto marks = second.data(RehearsalModel::MarksRole).value<QList<Mark>>();
    QCOMPARE(marks[0].weight, Weight::Bad);
    QCOMPARE(marks[1].why, u"there is no down script"_s);
}

void TestRehearsalModel::estimatesAndGrowthAreMarked()
{
    Rehearsal rehearsal = rehearsalOfBoth();
    for (RehearsedStatement &statement : rehearsal.statements)
        statement.targetMs = statement.ms;
    QVERIFY2(rehearsalText(rehearsal).contains(u"on the target, an estimate"_s), qPrintable(rehearsalText(rehearsal)));
    rehearsal.statements[0].targetMs = 180'000;
    rehearsal.statements[0].basis = u"1.2 GB of orders written anew"_s;
    rehearsal.statements[0].seen.sizes = {{u"orders"_s, 8192, 8192 + 2'097'152}};
    RehearsalModel model;
    model.setRehearsal(twoSteps(), rehearsal);
    const QStringList marks = texts(model.index(0, 0, model.index(0, 0)));
    QVERIFY2(marks.contains(u"about 3 min 0 s on the target"_s), qPrintable(marks.join(u", ")));
    QVERIFY2(marks.filter(u"orders +"_s).size() == 1, qPrintable(marks.join(u", ")));
    QVERIFY(!rehearsalText(rehearsalOfBoth()).contains(u"estimate"_s)); // nothing is known of one of them
}

void TestRehearsalModel::heldLocksStayUntilTheEnd()
{
    RehearsalModel model;
    model.setRehearsal(twoSteps(), rehearsalOfBoth());
    const QModelIndex index = model.index(1, 0, model.index(0, 0));
    QCOMPARE(text(index, Column::WaitsColumn), u"everybody, still"_s);
    QCOMPARE(index.data(RehearsalModel::StopsRole).toInt(), int(Stops::Everybody));
    QVERIFY(index.siblingAtColumn(Column::WaitsColumn).data(Qt::ToolTipRole).toString().contains(u"orders ACCESS EXCLUSIVE"_s));
    // Each for itself: what the first took is gone when the second begins.
    Plan alone = twoSteps();
    alone.steps[0].transaction = false;
    model.setRehearsal(alone, rehearsalOfBoth());
    QCOMPARE(text(model.index(1, 0, model.index(0, 0)), Column::WaitsColumn), u"writers"_s);
}

void TestRehearsalModel::unknownIsSaid()
{
    RehearsalModel model;
    model.setRehearsal(twoSteps(), rehearsalOfBoth());
    const QModelIndex truncate = model.index(0, 0, model.index(1, 0));
    QCOMPARE(text(truncate, Column::WaitsColumn), u"unknown"_s);
    QVERIFY(!truncate.data(RehearsalModel::StopsRole).isValid());
    QVERIFY(truncate.siblingAtColumn(Column::WaitsColumn).data(Qt::ToolTipRole).toString().contains(u"nobody looked"_s));
    QCOMPARE(text(truncate, Column::LogColumn), u"unknown"_s);
    QVERIFY(truncate.siblingAtColumn(Column::LogColumn).data(Qt::ToolTipRole).toString().contains(u"does not tell"_s));
    QCOMPARE(texts(truncate), (QStringList{u"empties log"_s, u"unknown: rewrites, scans"_s}));
    QCOMPARE(text(model.index(1, 0), Column::WaitsColumn), u"unknown"_s);
    QVERIFY(!model.index(1, 0).data(RehearsalModel::LogBytesRole).isValid());
}

void TestRehearsalModel::failureIsSaid()
{
    Rehearsal failed = rehearsalOfBoth();
    failed.ok = false;
    failed.steps.clear();
    failed.statements = {failed.statements[0]};
    RehearsedStatement broken;
    broken.version = u"0010"_s;
    broken.number = 2;
    broken.line = 4;
    broken.sql = u"CREATE INDEX"_s;
    failed.error = Error{ErrorCode::Failed, u"0010, statement 2"_s, {u"0010_orders.sql"_s, 4, 1}, u"relation <orders_note> exists"_s, {}};
    broken.error = failed.error->text();
    failed.statements.push_back(broken);
    RehearsalModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setRehearsal(twoSteps(), failed);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(texts(model.index(0, 0)), QStringList{u"failed"_s});
    QCOMPARE(texts(model.index(1, 0)), QStringList{u"did not run"_s});
    const QModelIndex row = model.index(1, 0, model.index(0, 0));
    QCOMPARE(texts(row), QStringList{u"failed: relation <orders_note> exists"_s});
    QVERIFY(row.data(Qt::ToolTipRole).toString().contains(u"&lt;orders_note&gt;"_s));
    QCOMPARE(model.failedIndex(), row);
    QCOMPARE(text(row, Column::TimeColumn), QString());
    QCOMPARE(text(row, Column::WaitsColumn), QString());
    QVERIFY(!row.data(RehearsalModel::MsRole).isValid());
    // Everybody waits already: what is unknown of the failed one could not be worse.
    QCOMPARE(text(model.index(0, 0), Column::WaitsColumn), u"everybody"_s);
}

void TestRehearsalModel::anotherPlanHasNoRows()
{
    Rehearsal other = rehearsalOfBoth();
    other.fingerprint = u"f2"_s;
    RehearsalModel model;
    model.setRehearsal(twoSteps(), other);
    QCOMPARE(model.rowCount(), 0);
}

void TestRehearsalModel::manyStatements()
{
    constexpr int many = 50'000;
    Plan plan = twoSteps();
    Rehearsal rehearsal = rehearsalOfBoth();
    for (int i = 0; i < many; ++i) {
        add(plan.steps[1], "INSERT INTO log VALUES (1)", 2 + i);
        rehearsal.statements.push_back(seenOf(u"0011"_s, i + 2, 0.1, u"INSERT INTO log VALUES (1)"_s));
    }
    RehearsalModel model;
    QElapsedTimer timer;
    timer.start();
    model.setRehearsal(plan, rehearsal);
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(model.rowCount(model.index(1, 0)), many + 1);
}

void TestRehearsalModel::summary()
{
    const QString said = rehearsalText(rehearsalOfBoth());
    for (const QString &part : {u"PostgreSQL 15.9"_s, u"schema only"_s, u"2026-01-02"_s, u"951 ms"_s, u"1.20 s"_s})
        QVERIFY2(said.contains(part), qPrintable(said));
    Rehearsal full = rehearsalOfBoth();
    full.data = ScratchData::Full;
    QVERIFY(rehearsalText(full).contains(u"full copy"_s));
    RehearsalModel model;
    model.setRehearsal(twoSteps(), full);
    QVERIFY(!model.failedIndex().isValid());
}

void TestRehearsalModel::worstLock_data()
{
    QTest::addColumn<QList<int>>("stops"); // -1: unknown
    QTest::addColumn<QString>("said");
    QTest::newRow("nobody") << QList<int>{0, 0} << u"nobody waits"_s;
    QTest::newRow("worst of all") << QList<int>{1, 3, 2} << u"everybody waits on t1"_s;
    QTest::newRow("writers") << QList<int>{2, 1} << u"writers wait on t0"_s;
    QTest::newRow("unknown") << QList<int>{0, -1} << u"unknown who waits"_s;
    QTest::newRow("some unknown") << QList<int>{2, -1} << u"writers wait on t0, some locks unknown"_s;
    QTest::newRow("nothing is worse") << QList<int>{-1, 3} << u"everybody waits on t1"_s;
}

void TestRehearsalModel::worstLock()
{
    QFETCH(QList<int>, stops);
    QFETCH(QString, said);
    Rehearsal rehearsal;
    for (qsizetype i = 0; i < stops.size(); ++i) {
        RehearsedStatement statement = seenOf(u"1"_s, int(i) + 1, 1, {});
        if (stops[i] < 0)
            statement.seen.locks.reset();
        else
            statement.seen.locks->push_back({u"public.t%1"_s.arg(i), u"M"_s, Stops(stops[i])});
        rehearsal.statements.push_back(statement);
    }
    QCOMPARE(worstLockText(rehearsal), said);
}

void TestRehearsalModel::objectsAreShort_data()
{
    QTest::addColumn<QString>("object");
    QTest::addColumn<QString>("shown");
    QTest::newRow("usual schema") << u"public.orders"_s << u"orders"_s;
    QTest::newRow("index") << u"index public.orders_total"_s << u"index orders_total"_s;
    QTest::newRow("other schema") << u"shop.orders"_s << u"shop.orders"_s;
    QTest::newRow("name with a space") << u"public.\"my orders\""_s << u"\"my orders\""_s;
    QTest::newRow("no table") << u"the database"_s << u"the database"_s;
}

void TestRehearsalModel::objectsAreShort()
{
    QFETCH(QString, object);
    QFETCH(QString, shown);
    QCOMPARE(shortObject(object), shown);
}

QTEST_GUILESS_MAIN(TestRehearsalModel)
#include "tst_rehearsalmodel.moc"
