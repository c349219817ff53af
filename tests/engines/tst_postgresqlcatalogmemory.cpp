// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/address.h"
#include "models/engines/postgresql/catalogmemory.h"
#include "models/engines/postgresql/contents.h"
#include "models/engines/postgresql/introspect.h"
#include "models/engines/postgresql/session.h"
#include "models/schema/schemadiff.h"
#include "tests/support/testserver.h"

#include <QTest>

using namespace lk;

namespace {

const char *const Base = R"sql(
CREATE ROLE memory_reader;
CREATE SCHEMA app;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN cents AS int CHECK (VALUE >= 0);
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL DEFAULT 'none', city text, feeling mood, two pair);
CREATE TABLE orders (id serial PRIMARY KEY, customer bigint NOT NULL CONSTRAINT orders_customer REFERENCES customers, amount cents DEFAULT 0, placed date,
    CONSTRAINT orders_sane CHECK (amount < 1000));
CREATE INDEX orders_placed ON orders (placed);
CREATE TABLE app.items (item int);
CREATE TABLE parted (at date NOT NULL, n int) PARTITION BY RANGE (at);
CREATE TABLE parted_2025 PARTITION OF parted FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE loose (at date NOT NULL, n int);
CREATE TABLE parent (x int);
CREATE TABLE app.wholes (whole parent);
CREATE TABLE heir (y int) INHERITS (parent);
CREATE SEQUENCE numbers;
CREATE VIEW seen AS SELECT id, name FROM customers;
CREATE VIEW seen_twice AS SELECT name FROM seen;
CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(amount) FROM orders GROUP BY customer;
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION first_name() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT name FROM customers LIMIT 1; END;
CREATE TRIGGER orders_noted AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION noted();
CREATE RULE orders_kept AS ON DELETE TO orders DO INSTEAD NOTHING;
CREATE POLICY customers_own ON customers USING (name = current_user);
CREATE STATISTICS orders_both ON customer, placed FROM orders;
CREATE PUBLICATION news FOR TABLE orders;
COMMENT ON TABLE orders IS 'bought';
COMMENT ON COLUMN orders.placed IS 'day';
COMMENT ON CONSTRAINT orders_sane ON orders IS 'sane';
COMMENT ON TYPE pair IS 'two';
)sql";

/// What migrations do, one after the other on the same database: each changes something that is told of an object that it may not name.
const char *const Statements[] = {
    "SELECT 1",
    "INSERT INTO customers (name) VALUES ('Ann')",
    "CREATE TABLE fresh (id int PRIMARY KEY, of bigint REFERENCES customers)",
    "ALTER TABLE fresh ADD COLUMN more text DEFAULT 'x'",
    "ALTER TABLE fresh ALTER COLUMN more SET NOT NULL",
    "ALTER TABLE fresh ALTER COLUMN more DROP DEFAULT",
    "ALTER TABLE fresh ALTER COLUMN more SET STATISTICS 500",
    "ALTER TABLE fresh RENAME COLUMN more TO less",
    "ALTER TABLE fresh DROP COLUMN less",
    "CREATE INDEX fresh_of ON fresh (of)",
    "ALTER INDEX fresh_of RENAME TO fresh_by",
    "COMMENT ON INDEX fresh_by IS 'index'",
    "DROP INDEX fresh_by",
    "CLUSTER orders USING orders_pkey",
    "ALTER TABLE orders REPLICA IDENTITY FULL",
    "ALTER TABLE customers RENAME TO clients", // the foreign key, the views and the function tell its name
    "ALTER TABLE clients RENAME COLUMN name TO called",
    "ALTER TABLE clients RENAME CONSTRAINT customers_pkey TO clients_pkey",
    "ALTER TABLE orders ADD CONSTRAINT orders_day CHECK (placed > '2000-01-01') NOT VALID",
    "ALTER TABLE orders VALIDATE CONSTRAINT orders_day",
    "ALTER TABLE orders DROP CONSTRAINT orders_day",
    "ALTER TABLE orders ALTER CONSTRAINT orders_customer DEFERRABLE",
    "ALTER TABLE clients DISABLE TRIGGER ALL",
    "ALTER TABLE clients ENABLE TRIGGER ALL",
    "ALTER TABLE orders DROP CONSTRAINT orders_customer",
    "COMMENT ON COLUMN orders.placed IS NULL",
    "COMMENT ON CONSTRAINT orders_sane ON orders IS 'other'",
    "COMMENT ON TRIGGER orders_noted ON orders IS 'noted'",
    "ALTER TRIGGER orders_noted ON orders RENAME TO orders_seen",
    "ALTER TABLE orders DISABLE TRIGGER orders_seen",
    "ALTER FUNCTION noted() RENAME TO noticed", // the trigger tells it
    "DROP TRIGGER orders_seen ON orders",
    "DROP RULE orders_kept ON orders",
    "ALTER POLICY customers_own ON clients USING (true)",
    "ALTER TABLE clients ENABLE ROW LEVEL SECURITY",
    "DROP POLICY customers_own ON clients",
    "GRANT SELECT ON orders TO memory_reader",
    "GRANT UPDATE (placed) ON orders TO memory_reader",
    "REVOKE ALL ON orders FROM memory_reader",
    "ALTER TABLE orders OWNER TO memory_reader",
    "ALTER TABLE orders OWNER TO CURRENT_USER",
    "ALTER SEQUENCE numbers INCREMENT BY 5",
    "ALTER SEQUENCE numbers OWNED BY orders.amount",
    "ALTER SEQUENCE numbers OWNED BY NONE",
    "ALTER SEQUENCE orders_id_seq RENAME TO order_numbers",
    "ALTER TABLE orders SET SCHEMA app",
    "ALTER SCHEMA app RENAME TO shop",
    "ALTER TABLE shop.orders SET SCHEMA public",
    "ALTER TYPE mood ADD VALUE 'so-so'",
    "ALTER TYPE mood RENAME TO feeling", // columns tell it
    "ALTER TYPE pair ADD ATTRIBUTE c date",
    "ALTER TYPE pair RENAME ATTRIBUTE a TO z",
    "COMMENT ON COLUMN pair.b IS 'second'",
    "ALTER DOMAIN cents ADD CONSTRAINT cents_few CHECK (VALUE < 100000)",
    "ALTER DOMAIN cents DROP CONSTRAINT cents_few",
    "ALTER TABLE parted ATTACH PARTITION loose FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    "CREATE INDEX parted_n ON parted (n)",
    "ALTER TABLE parted ADD COLUMN m int",
    "ALTER TABLE parted DETACH PARTITION parted_2025",
    "ALTER TABLE parent ADD COLUMN w int",
    "ALTER TABLE heir NO INHERIT parent",
    "CREATE OR REPLACE VIEW seen_twice AS SELECT called AS name, 1 AS one FROM clients",
    "ALTER VIEW seen RENAME TO looked",
    "DROP VIEW looked",
    "REFRESH MATERIALIZED VIEW totals WITH NO DATA",
    "ALTER MATERIALIZED VIEW totals RENAME COLUMN sum TO amount",
    "ALTER TABLE orders ALTER COLUMN placed TYPE timestamp",
    "ALTER STATISTICS orders_both RENAME TO orders_two",
    "ALTER TABLE orders RENAME COLUMN placed TO bought_at", // the statistics tell it
    "GRANT USAGE ON TYPE pair TO memory_reader",
    "COMMENT ON TYPE pair IS 'two'",
    "ALTER TYPE pair RENAME TO couple",
    "ALTER TYPE couple RENAME TO pair",
    "ALTER PUBLICATION news ADD TABLE clients",
    "DROP PUBLICATION news",
    "CREATE TABLE like_it (LIKE orders INCLUDING ALL)",
    "ALTER TABLE like_it SET UNLOGGED",
    "ALTER TABLE like_it SET (fillfactor = 70)",
    "CREATE TEMP TABLE passing (x int DEFAULT 1 CHECK (x > 0))",
    "DROP TABLE like_it",
    "DROP FUNCTION first_name()",
    "DROP TABLE shop.items",
    "DROP TABLE fresh",
    "DROP TABLE orders CASCADE",
    "DROP TYPE pair CASCADE",
    "DROP SCHEMA shop CASCADE",
    "COMMENT ON SCHEMA public IS 'ours'",
    "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO memory_reader",
    "DROP OWNED BY memory_reader",
};

} // namespace

/// What is taken from memory is what is there: after each statement, within its transaction, after its rollback and after its commit.
class TestPostgresqlCatalogMemory : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void cleanup()
    {
        if (m_session && m_session->inTransaction())
            QVERIFY(m_session->rollback());
    }
    void statements_data();
    void statements();
    void otherSessionsAreSeen();
    void whatOnlySuperusersMayReadIsNotForgotten();
    void scriptsMayDoAwayWithWhatIsPrepared();
    void resetLeavesWhatIsOurs();
    void rowsAndSequencesAreReadAnew();

private:
    std::unique_ptr<PostgresqlSession> session() const { return PostgresqlSession::open(readPostgresqlAddress(m_server->socketUrl(m_name)).value(), Access::ReadWrite).value(); }
    std::unique_ptr<PostgresqlSession> remembering() const;
    QString wrong() { return wrong(*m_session, m_memory); }
    /// What differs between the remembered and the real schema; empty: nothing.
    static QString wrong(PostgresqlSession &session, CatalogMemory &memory)
    {
        const auto remembered = postgresqlSnapshot(session, &memory);
        const auto real = postgresqlSnapshot(session);
        if (!remembered || !real)
            return (remembered ? real.error() : remembered.error()).text();
        if (remembered->objects == real->objects)
            return {};
        QStringList lines;
        for (const SchemaChange &change : diff(*real, *remembered).changes)
            lines << summary(change) + u' ' + change.details.join(u',') + u' ' + change.before + QStringLiteral(" -> ") + change.after;
        for (size_t i = 0; lines.isEmpty() && i < std::min(real->objects.size(), remembered->objects.size()); ++i) {
            if (!(real->objects[i] == remembered->objects[i]))
                lines << real->objects[i].kind + u' ' + real->objects[i].name + QStringLiteral(" order %1, remembered %2; %3 | %4").arg(real->objects[i].order).arg(remembered->objects[i].order).arg(real->objects[i].definition, remembered->objects[i].definition);
        }
        return lines.isEmpty() ? QStringLiteral("another number of objects") : lines.join(u'\n');
    }

    TestServer *m_server = nullptr;
    QString m_name;
    std::unique_ptr<PostgresqlSession> m_session;
    CatalogMemory m_memory;
};

void TestPostgresqlCatalogMemory::initTestCase()
{
    m_server = TestServer::postgresql();
    QVERIFY2(m_server, qPrintable(TestServer::problem(QStringLiteral("postgresql"))));
    m_name = m_server->newDatabase();
    m_server->run(m_name, Base);
    auto session = PostgresqlSession::open(readPostgresqlAddress(m_server->socketUrl(m_name)).value(), Access::ReadWrite);
    QVERIFY(session);
    m_session = *std::move(session);
    QCOMPARE(wrong(), QString());
}

void TestPostgresqlCatalogMemory::cleanupTestCase()
{
    m_session.reset();
    if (m_server) {
        m_server->dropDatabase(m_name);
        m_server->run(QStringLiteral("postgres"), "DROP ROLE IF EXISTS memory_reader");
    }
}

void TestPostgresqlCatalogMemory::statements_data()
{
    QTest::addColumn<QByteArray>("sql");
    for (const char *statement : Statements)
        QTest::newRow(statement) << QByteArray(statement);
}

void TestPostgresqlCatalogMemory::statements()
{
    QFETCH(QByteArray, sql);
    const auto run = [&] {
        const auto done = m_session->execute(sql);
        if (!done)
            qWarning("%s", qPrintable(done.error().text()));
        return done.has_value();
    };
    QVERIFY(m_session->begin());
    QVERIFY(run());
    QCOMPARE(wrong(), QString());
    QVERIFY(m_session->rollback());
    QCOMPARE(wrong(), QString());
    QVERIFY(run());
    QCOMPARE(wrong(), QString());
}

void TestPostgresqlCatalogMemory::otherSessionsAreSeen()
{
    m_server->run(m_name, "CREATE TABLE elsewhere (x int); COMMENT ON TABLE elsewhere IS 'of another'; ALTER TABLE heir ADD COLUMN z int");
    QCOMPARE(wrong(), QString());
    m_server->run(m_name, "DROP TABLE elsewhere; ALTER TABLE heir DROP COLUMN z");
    QCOMPARE(wrong(), QString());
}

void TestPostgresqlCatalogMemory::whatOnlySuperusersMayReadIsNotForgotten()
{
    m_server->run(m_name, "CREATE ROLE memory_plain LOGIN PASSWORD 'plain'; CREATE FOREIGN DATA WRAPPER nothing; CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing; "
                          "GRANT USAGE ON FOREIGN SERVER elsewhere TO memory_plain");
    {
        auto session = PostgresqlSession::open(readPostgresqlAddress(m_server->urlAs(QStringLiteral("memory_plain"), QStringLiteral("plain"), m_name)).value(), Access::ReadWrite);
        QVERIFY2(session, session ? "" : qPrintable(session.error().text()));
        CatalogMemory memory;
        QCOMPARE(wrong(**session, memory), QString());
        for (const char *sql : {"CREATE USER MAPPING FOR memory_plain SERVER elsewhere OPTIONS (\"user\" 'a')", "ALTER USER MAPPING FOR memory_plain SERVER elsewhere OPTIONS (SET \"user\" 'b')",
                                "DROP USER MAPPING FOR memory_plain SERVER elsewhere"}) {
            QVERIFY2((*session)->execute(sql), sql);
            QCOMPARE(wrong(**session, memory), QString());
        }
    }
    m_server->run(m_name, "DROP SERVER elsewhere; DROP FOREIGN DATA WRAPPER nothing; DROP ROLE memory_plain");
}

void TestPostgresqlCatalogMemory::scriptsMayDoAwayWithWhatIsPrepared()
{
    for (const char *sql : {"DEALLOCATE ALL", "DISCARD ALL", "PREPARE own AS SELECT 1", "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$"}) {
        QVERIFY2(m_session->execute(sql), sql);
        QCOMPARE(wrong(), QString());
    }
}

std::unique_ptr<PostgresqlSession> TestPostgresqlCatalogMemory::remembering() const
{
    auto made = session();
    made->rememberCatalog();
    return made;
}

void TestPostgresqlCatalogMemory::resetLeavesWhatIsOurs()
{
    const auto ours = remembering();
    const auto prepared = [&] { return ours->value(QStringLiteral("SELECT count(*) FROM pg_prepared_statements WHERE name ~ '^lockkeeper_'"))->toInt(); };
    QCOMPARE(wrong(*ours, *ours->catalogMemory()), QString());
    const int atFirst = prepared();
    QVERIFY(atFirst > 0);
    QVERIFY(ours->reset());
    QCOMPARE(prepared(), atFirst);
    for (int step = 0; step < 2; ++step) {
        QVERIFY(ours->execute("PREPARE own AS SELECT 1")); // none is left of the step before
        QVERIFY(ours->reset());
        QCOMPARE(wrong(*ours, *ours->catalogMemory()), QString());
    }
}

void TestPostgresqlCatalogMemory::rowsAndSequencesAreReadAnew()
{
    const auto ours = remembering();
    const auto other = session();
    RunControl control;
    for (const char *sql : {"CREATE TABLE counted (id serial, word text)", "INSERT INTO counted (word) VALUES ('one'), ('two')", "SELECT setval('counted_id_seq', 42, false)",
                            "SELECT nextval('counted_id_seq')", "ALTER SEQUENCE counted_id_seq RENAME TO counting", "CREATE SEQUENCE counted_id_seq START 7", "DROP SEQUENCE counted_id_seq",
                            "CREATE SEQUENCE counted_id_seq START 9", "ALTER SEQUENCE counting RESTART", "UPDATE counted SET word = 'three'", "ALTER TABLE counted DROP COLUMN word",
                            "TRUNCATE counted", "DISCARD ALL", "DROP TABLE counted", "DROP SEQUENCE counted_id_seq"}) {
        QVERIFY2(ours->execute(sql), sql);
        QVERIFY2(postgresqlContents(*ours, ContentDepth::Digests, control).value() == postgresqlContents(*other, ContentDepth::Digests, control).value(), sql);
        QVERIFY2(postgresqlCounters(*ours).value() == postgresqlCounters(*other).value(), sql);
    }
}

QTEST_GUILESS_MAIN(TestPostgresqlCatalogMemory)
#include "tst_postgresqlcatalogmemory.moc"
