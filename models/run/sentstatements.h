// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// A statement that a tool's program sent to the database.
struct SentStatement {
    QByteArray sql;
    QStringList parameters; ///< bound, as text
    double ms = 0;
    qint64 rows = -1;
    bool failed = false; ///< the database refused it: it had no effect
};

/// Follows the statements that a program sends, with its transactions, to tell what of them was committed.
class SentStatements
{
public:
    /// @p ownTables: what the tool writes into them is no trace of a migration.
    SentStatements(const EngineTraits &engine, QStringList ownTables);

    void add(const SentStatement &statement);
    const std::vector<SentStatement> &all() const { return m_all; }
    /// Whether something that writes is committed, or took effect without a transaction.
    bool leftTraces() const { return m_committed; }

private:
    bool isOwn(const StatementFacts &facts) const;

    const EngineTraits &m_engine;
    QStringList m_ownTables;
    std::vector<SentStatement> m_all;
    bool m_open = false;    ///< a transaction
    bool m_written = false; ///< in it
    bool m_committed = false;
};

} // namespace lk
