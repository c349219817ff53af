// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/rightsledger.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class TestRightsLedger : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatIsNotUndone_data();
    void tellsWhatIsNotUndone();
    void leavesOthersAlone();
};

void TestRightsLedger::tellsWhatIsNotUndone_data()
{
    QTest::addColumn<QList<QByteArray>>("statements");
    QTest::addColumn<QStringList>("differences");
    const auto row = [](const char *name, const QList<QByteArray> &statements, const QStringList &differences) {
        QTest::newRow(name) << statements << differences;
    };
    row("given and taken", {"GRANT SELECT, INSERT ON shop.orders TO clerk@'%'", "revoke `insert`, select on `orders` from 'clerk'"}, {});
    row("taken and given", {"REVOKE INSERT ON orders FROM clerk", "GRANT INSERT ON TABLE orders TO clerk"}, {});
    row("one stays", {"GRANT SELECT, INSERT ON orders TO a, b", "REVOKE SELECT, INSERT ON orders FROM a", "REVOKE SELECT ON orders FROM b"}, {u"b keeps INSERT on orders"_s});
    row("columns", {"GRANT UPDATE (a, `B`) ON orders TO clerk", "REVOKE UPDATE (b) ON orders FROM clerk"}, {u"clerk keeps UPDATE (a) on orders"_s});
    row("all of it", {"GRANT ALL PRIVILEGES ON shop.* TO clerk", "REVOKE ALL ON shop.* FROM clerk"}, {});
    row("more than was given", {"GRANT DELETE ON orders TO clerk", "REVOKE ALL ON orders FROM clerk"}, {u"clerk loses ALL on orders"_s});
    row("all on what is new", {"GRANT DELETE ON made TO clerk", "REVOKE ALL ON made FROM clerk"}, {});
    row("leave to give on", {"GRANT SELECT ON orders TO clerk WITH GRANT OPTION", "REVOKE SELECT ON orders FROM clerk"}, {u"clerk keeps GRANT OPTION on orders"_s});
    row("role", {"GRANT reader TO clerk WITH ADMIN OPTION", "REVOKE ADMIN OPTION FOR reader FROM clerk"}, {u"clerk keeps reader"_s});
    row("routine", {"GRANT EXECUTE ON FUNCTION half TO clerk", "REVOKE EXECUTE ON PROCEDURE half FROM clerk"},
        {u"clerk keeps EXECUTE on function half"_s, u"clerk loses EXECUTE on procedure half"_s});
    row("another host", {"GRANT SELECT ON orders TO clerk@'10.0.0.%'", "REVOKE SELECT ON orders FROM clerk"}, {u"clerk loses SELECT on orders"_s, u"clerk@10.0.0.% keeps SELECT on orders"_s});
    row("account", {"CREATE USER IF NOT EXISTS clerk@'%' IDENTIFIED BY 'x'", "GRANT SELECT ON orders TO clerk", "DROP USER clerk"}, {});
    row("account with options", {"CREATE ROLE clerk LOGIN PASSWORD 'x, y'", "DROP ROLE IF EXISTS clerk"}, {});
    row("member", {"GRANT reader TO clerk GRANTED BY boss"}, {u"clerk keeps reader"_s});
    row("account stays", {"CREATE ROLE reader"}, {u"reader stays"_s});
    row("account comes back without its rights", {"DROP ROLE reader", "CREATE ROLE reader"}, {});
}

void TestRightsLedger::tellsWhatIsNotUndone()
{
    QFETCH(QList<QByteArray>, statements);
    QFETCH(QStringList, differences);
    const Dialect dialect = mariadbDialect();
    RightsLedger ledger(dialect, {u"orders"_s, u"half"_s});
    for (const QByteArray &statement : statements)
        QVERIFY2(ledger.note(statement), statement.constData());
    QCOMPARE(ledger.differences(), differences);
}

void TestRightsLedger::leavesOthersAlone()
{
    const Dialect dialect = mariadbDialect();
    RightsLedger ledger(dialect, {});
    for (const char *statement : {"SET GLOBAL max_connections = 5", "FLUSH PRIVILEGES", "", "GRANT", "CREATE TABLE t (id INT)", "GRANT SELECT ON"})
        QVERIFY2(!ledger.note(statement), statement);
    QCOMPARE(ledger.differences(), QStringList());
}

QTEST_GUILESS_MAIN(TestRightsLedger)
#include "tst_rightsledger.moc"
