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
    const char *url;                    ///< of a database that does not exist yet; relative to a fresh folder
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
    };
    return engines;
}

} // namespace lk
