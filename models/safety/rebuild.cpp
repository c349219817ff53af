// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rule.h"
#include "models/sql/tokenreader.h"

#include <algorithm>

namespace lk {

namespace {

using Statements = std::vector<AnalysedStatement>;

bool same(const QString &a, const QString &b)
{
    return !a.isEmpty() && a.compare(b, Qt::CaseInsensitive) == 0;
}

bool createsTable(const StatementFacts &facts)
{
    return facts.verb == Verb::Create && facts.objectKind == ObjectKind::Table && !facts.temporary;
}

bool dropsTable(const StatementFacts &facts)
{
    return facts.verb == Verb::Drop && facts.objectKind == ObjectKind::Table;
}

/// Whether the statement reads from @p table: its name follows FROM or JOIN.
bool readsFrom(QByteArrayView sql, const QString &table, const Dialect &dialect)
{
    TokenReader reader(sql, dialect);
    while (!reader.atEnd()) {
        if (!reader.atWord({"FROM", "JOIN"})) {
            reader.take();
            continue;
        }
        reader.take();
        if (same(takeQualifiedName(reader).name, table))
            return true;
    }
    return false;
}

/// The number of the statement between @p after and @p before that matches, or 0.
template <class Matches>
int numberBetween(const Statements &statements, int after, int before, Matches matches)
{
    for (int number = after + 1; number < before && number <= int(statements.size()); ++number) {
        if (matches(statements[size_t(number - 1)]))
            return number;
    }
    return 0;
}

class RebuildFinder
{
public:
    RebuildFinder(const Statements &statements, const Dialect &dialect) : m_statements(statements), m_dialect(dialect)
    {
        for (const AnalysedStatement &statement : statements) {
            if (statement.facts.alter == AlterAction::RenameTable)
                m_renames.insert(statement.facts.newName.toLower(), &statement);
        }
    }

    /// The rebuild whose DROP @p drop is.
    std::optional<Rebuild> at(const AnalysedStatement &drop) const
    {
        const QString dropped = drop.facts.name;
        const AnalysedStatement *rename = m_renames.value(dropped.toLower());
        if (!rename || dropped.isEmpty())
            return std::nullopt;
        if (rename->number > drop.number)
            return complete({dropped, rename->facts.table, 0, 0, drop.number, rename->number, false});
        return complete({rename->facts.table, dropped, 0, 0, drop.number, rename->number, true});
    }

private:
    /// Looks for the new table's CREATE and the copying INSERT; without them the rows are lost and it is no rebuild.
    std::optional<Rebuild> complete(Rebuild rebuild) const
    {
        const QString created = rebuild.oldRenamedFirst ? rebuild.table : rebuild.copy;
        const QString source = rebuild.oldRenamedFirst ? rebuild.copy : rebuild.table;
        const int from = rebuild.oldRenamedFirst ? rebuild.rename : 0;
        rebuild.create = numberBetween(m_statements, from, rebuild.drop, [&](const AnalysedStatement &statement) {
            return createsTable(statement.facts) && same(statement.facts.name, created);
        });
        if (rebuild.create == 0)
            return std::nullopt;
        const AnalysedStatement &create = m_statements[size_t(rebuild.create - 1)];
        if (create.facts.asSelect && readsFrom(create.sql, source, m_dialect))
            rebuild.insert = rebuild.create;
        else
            rebuild.insert = numberBetween(
                m_statements, rebuild.create, rebuild.drop, [&](const AnalysedStatement &statement) {
                    return statement.facts.verb == Verb::Insert && same(statement.facts.table, created)
                           && readsFrom(statement.sql, source, m_dialect);
                });
        return rebuild.insert == 0 ? std::nullopt : std::optional(rebuild);
    }

    const Statements &m_statements;
    const Dialect &m_dialect;
    QHash<QString, const AnalysedStatement *> m_renames; ///< the last one, by the new name in small letters
};

} // namespace

std::vector<Rebuild> findRebuilds(const std::vector<AnalysedStatement> &statements, const Dialect &dialect)
{
    std::vector<Rebuild> rebuilds;
    const RebuildFinder finder(statements, dialect);
    for (const AnalysedStatement &statement : statements) {
        if (!dropsTable(statement.facts))
            continue;
        if (auto rebuild = finder.at(statement))
            rebuilds.push_back(std::move(*rebuild));
    }
    return rebuilds;
}

} // namespace lk
