// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/sentstatements.h"

#include "models/sql/transactionfacts.h"

#include <algorithm>

namespace lk {

namespace {

bool reads(Verb verb)
{
    switch (verb) {
    case Verb::Select: // a function that writes is not seen; the schema and the tracking table are compared besides
    case Verb::Pragma:
    case Verb::Savepoint:
    case Verb::Release:
    case Verb::Explain:
    case Verb::Set:
    case Verb::Show:
    case Verb::Use:
    case Verb::Lock:
    case Verb::Unlock:
        return true;
    default:
        return false;
    }
}

/// "ROLLBACK TO SAVEPOINT a" ends nothing.
bool endsTransaction(const StatementFacts &facts, QByteArrayView sql)
{
    return facts.verb == Verb::Commit
        || (facts.verb == Verb::Rollback && !QByteArray::fromRawData(sql.data(), sql.size()).simplified().toUpper().contains(" TO "));
}

} // namespace

SentStatements::SentStatements(const EngineTraits &engine, QStringList ownTables)
    : m_engine(engine)
    , m_ownTables(std::move(ownTables))
{
}

bool SentStatements::isOwn(const StatementFacts &facts) const
{
    const QString &table = facts.table.isEmpty() ? facts.name : facts.table;
    return std::ranges::any_of(m_ownTables, [&](const QString &own) {
        return own.section(u'.', -1).compare(table, Qt::CaseInsensitive) == 0 && !table.isEmpty();
    });
}

void SentStatements::add(const SentStatement &statement)
{
    m_all.push_back(statement);
    const StatementFacts facts = readFacts(statement.sql, m_engine.dialect);
    if (facts.verb == Verb::Begin) {
        m_committed = m_committed || m_written;
        m_open = true;
        m_written = false;
        return;
    }
    if (endsTransaction(facts, statement.sql)) {
        m_committed = m_committed || (facts.verb == Verb::Commit && m_written);
        m_open = m_written = false;
        return;
    }
    const bool commits = !m_engine.transactionalDdl && commitsImplicitly(facts, statement.sql); // what came before it, even if it fails itself
    m_committed = m_committed || (commits && m_written);
    if (statement.failed || reads(facts.verb) || isOwn(facts))
        return;
    if (!m_open || commits)
        m_committed = true;
    else
        m_written = true;
}

} // namespace lk
