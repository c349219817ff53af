// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

#include <QByteArray>
#include <QTest>

#include <vector>

namespace lk {

/// What the conformance suite has to know of an engine beyond its interface: how its SQL says what every engine can do.
struct EngineUnderTest {
    const char *name;
    const char *url;                    ///< of a database that does not exist yet, relative to a fresh folder; empty: on the test server
    QByteArray table;                   ///< makes t (id, words, amount): integer key, text, number
    QByteArray slowRead;                ///< runs for minutes, returns one row
    QByteArray slowWrite;               ///< fills t for minutes
    std::vector<QByteArray> richSchema; ///< one statement each, every kind of object that the engine has
    QByteArray syntaxError;             ///< with the error at errorLine and errorColumn
    qint64 errorLine;
    qint64 errorColumn;
};

inline const std::vector<EngineUnderTest> &enginesUnderTest()
{
    static const std::vector<EngineUnderTest> engines{
        {
            "sqlite",
            "sqlite:shop.db",
            "CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT, amount REAL)",
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000000) SELECT max(i) FROM "
            "n",
            "INSERT INTO t (words) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            "10000000000) SELECT i FROM n",
            {
                "CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE COLLATE "
                "NOCASE, \"odd \"\"name\" TEXT DEFAULT 'a''b')",
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id) ON "
                "DELETE CASCADE, state TEXT DEFAULT 'new' "
                "CHECK (state IN ('new', 'paid')), cents INTEGER, euros REAL GENERATED ALWAYS AS (cents / 100.0) "
                "STORED, CONSTRAINT sane CHECK (cents >= 0))",
                "CREATE TABLE lines (\"order\" INT, line INT, PRIMARY KEY (\"order\", line DESC), FOREIGN KEY "
                "(\"order\") REFERENCES orders) STRICT, WITHOUT ROWID",
                "CREATE UNIQUE INDEX by_state ON orders (state COLLATE NOCASE, cents DESC) WHERE state <> 'paid'",
                "CREATE INDEX by_length ON customers (length(email))",
                "CREATE VIEW paid (id) AS SELECT id FROM orders WHERE state = 'paid' -- those only",
                "CREATE TRIGGER on_paid AFTER UPDATE OF state ON orders WHEN new.state = 'paid' BEGIN UPDATE orders "
                "SET cents = 0 WHERE id = new.id; SELECT 1; END",
            },
            "SELECT 'äöü',\n       id FRO t",
            2,
            15,
        },
        {
            "postgresql",
            "",
            "CREATE TABLE t (id BIGINT PRIMARY KEY, words TEXT, amount DOUBLE PRECISION)",
            "SELECT count(*) FROM generate_series(1, 1000000) AS a, generate_series(1, 1000000) AS b",
            "INSERT INTO t (id) SELECT a * 1000000::bigint + b FROM generate_series(1, 1000000) AS a, generate_series(1, "
            "1000000) AS b",
            {
                "CREATE SCHEMA app",
                "CREATE TYPE app.state AS ENUM ('new', 'paid')",
                "CREATE DOMAIN cents AS bigint CHECK (VALUE >= 0)",
                "CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE, \"odd "
                "\"\"name\" text DEFAULT 'a''b')",
                "CREATE TABLE app.orders (id serial PRIMARY KEY, customer bigint NOT NULL REFERENCES customers (id) ON DELETE "
                "CASCADE, state app.state DEFAULT 'new', amount cents, euros numeric GENERATED ALWAYS AS (amount / 100.0) "
                "STORED, CONSTRAINT sane CHECK (amount < 1000000) NOT VALID)",
                "CREATE TABLE events (at date NOT NULL, note text) PARTITION BY RANGE (at)",
                "CREATE TABLE events_old PARTITION OF events FOR VALUES FROM (MINVALUE) TO ('2020-01-01')",
                "CREATE UNIQUE INDEX by_state ON app.orders (state, amount DESC NULLS LAST) INCLUDE (customer) WHERE state <> "
                "'paid'",
                "CREATE INDEX by_length ON customers (length(email))",
                "CREATE VIEW paid AS SELECT id FROM app.orders WHERE state = 'paid' -- those only",
                "CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(amount) AS sum FROM app.orders GROUP BY customer",
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO events VALUES (now(), 'x; y'); "
                "RETURN NEW; END $$",
                "CREATE TRIGGER on_order AFTER INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION note()",
                "CREATE SEQUENCE numbers START 7 CACHE 5",
                "COMMENT ON TABLE customers IS 'who buys; it''s them'",
                "ALTER TABLE customers ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY everybody ON customers USING (true)",
                "GRANT SELECT ON customers TO PUBLIC",
            },
            "SELECT 'äöü',\n       id FRO t",
            2,
            15,
        },
        {
            "mariadb",
            "",
            "CREATE TABLE t (id BIGINT PRIMARY KEY, words VARCHAR(250), amount DOUBLE)",
            "SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b WHERE a.seq + b.seq < 0",
            "INSERT INTO t (id) SELECT a.seq * 100000 + b.seq FROM seq_1_to_100000 a, seq_1_to_100000 b",
            {
                "CREATE TABLE customers (id INT AUTO_INCREMENT PRIMARY KEY, email VARCHAR(190) NOT NULL UNIQUE, `odd ``name` "
                "VARCHAR(20) DEFAULT 'a''b', about TEXT, FULLTEXT KEY by_about (about)) COMMENT 'it''s'",
                "CREATE TABLE orders (id INT PRIMARY KEY, customer INT NOT NULL, state ENUM ('new', 'paid') DEFAULT 'new', cents "
                "INT, euros DECIMAL(10, 2) GENERATED ALWAYS AS (cents / 100) STORED, changed TIMESTAMP DEFAULT CURRENT_TIMESTAMP "
                "ON UPDATE CURRENT_TIMESTAMP, CONSTRAINT sane CHECK (cents >= 0), CONSTRAINT buys FOREIGN KEY (customer) "
                "REFERENCES customers (id) ON DELETE CASCADE)",
                "CREATE TABLE history (at DATE NOT NULL, note TEXT) PARTITION BY RANGE (YEAR(at)) (PARTITION old VALUES LESS THAN "
                "(2020), PARTITION rest VALUES LESS THAN MAXVALUE)",
                "CREATE SEQUENCE numbers START WITH 7",
                "CREATE INDEX by_state ON orders (state, cents DESC)",
                "CREATE VIEW paid AS SELECT id FROM orders WHERE state = 'paid'",
                "CREATE TRIGGER on_order AFTER INSERT ON orders FOR EACH ROW BEGIN INSERT INTO history VALUES (CURRENT_DATE, "
                "'order; new'); END",
                "CREATE PROCEDURE clean(IN before_date DATE) BEGIN DELETE FROM history WHERE at < before_date; END",
                "CREATE FUNCTION half(x INT) RETURNS INT DETERMINISTIC RETURN x DIV 2",
                "CREATE EVENT tidy ON SCHEDULE EVERY 1 YEAR STARTS '2037-01-01 00:00:00' DO DELETE FROM history",
            },
            "SELECT 'äöü',\n       id FRO t WHERE",
            2,
            15,
        },
    };
    return engines;
}

} // namespace lk
