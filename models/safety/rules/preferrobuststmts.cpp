// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"

#include <algorithm>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// Kinds that every database with such objects makes IF NOT EXISTS; SQLite does so with its triggers and views as well.
bool guardsCreation(ObjectKind kind, const Dialect &dialect)
{
    switch (kind) {
    case ObjectKind::Table:
    case ObjectKind::Index:
    case ObjectKind::Sequence:
    case ObjectKind::Schema:
    case ObjectKind::Database:
    case ObjectKind::Extension:
    case ObjectKind::MaterializedView: return true;
    default: return dialect.name == sqliteDialect().name;
    }
}

bool mayHaveGuard(const StatementFacts &facts, const Dialect &dialect)
{
    if (facts.objectKind == ObjectKind::Other || facts.temporary || facts.name.isEmpty())
        return false;
    return facts.verb == Verb::Drop || (facts.verb == Verb::Create && !facts.orReplace && guardsCreation(facts.objectKind, dialect));
}

/// An index or trigger of a table that is new in this script can't be there yet.
bool onNewTable(const RuleContext &context, const AnalysedStatement &statement)
{
    if (!context.rebuilds.empty() && statement.facts.verb == Verb::Create) {
        const auto rebuilt = [&](const Rebuild &rebuild) {
            return rebuild.table.compare(statement.facts.table, Qt::CaseInsensitive) == 0
                   && statement.number > rebuild.drop;
        };
        return std::any_of(context.rebuilds.begin(), context.rebuilds.end(), rebuilt);
    }
    return false;
}

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if (!mayHaveGuard(facts, context.dialect) || facts.guarded || context.rebuildWith(statement.number))
            continue;
        if (facts.verb == Verb::Create
            && (context.droppedBefore(facts.objectKind, facts.name, statement.number)
                || onNewTable(context, statement)))
            continue;
        const bool create = facts.verb == Verb::Create;
        report({.statement = statement.number,
                .message = u"%1 %2 without %3: run against a database that already has %4, it stops here"_s.arg(
                    create ? u"creates"_s : u"drops"_s, facts.name, create ? u"IF NOT EXISTS"_s : u"IF EXISTS"_s,
                    create ? u"it"_s : u"lost it"_s),
                .fix = u"write %1"_s.arg(create ? u"CREATE .. IF NOT EXISTS %1"_s.arg(facts.name)
                                                : u"DROP .. IF EXISTS %1"_s.arg(facts.name)),
                .severity = context.transaction ? std::optional(Severity::Note) : std::nullopt});
    }
}

} // namespace

const Rule preferRobustStmtsRule{"prefer-robust-stmts",
                                 Severity::Caution,
                                 false,
                                 "sqlite postgresql mysql mariadb",
                                 "CREATE or DROP without IF [NOT] EXISTS",
                                 check};

} // namespace lk
