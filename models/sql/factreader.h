// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/statementfacts.h"
#include "models/sql/tokenreader.h"

namespace lk {

/// Reads one statement's tokens from its first word on; every function takes what it understands and leaves the rest.
/// Here is what all databases write alike.
class FactReader
{
public:
    FactReader(QByteArrayView statement, const Dialect &dialect) : m_reader(statement, dialect) {}

protected:
    void skipCommonTables();
    void readColumnConstraints();
    void readFilters();
    void readWhere();
    void readGuard();
    void readObjectName();
    void readChangedTable();
    void readReferences();

    TokenReader m_reader;
    StatementFacts m_facts;
};

/// Facts of a statement in PostgreSQL's, MySQL's or MariaDB's dialect.
StatementFacts readServerFacts(QByteArrayView statement, const Dialect &dialect);

} // namespace lk
