// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"
#include "models/sql/assignments.h"
#include "models/sql/tokenreader.h"

#include <QSet>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// The first name that is there twice, letter case aside; empty when there is none.
QString doubled(const QStringList &names)
{
    QSet<QString> seen;
    for (const QString &name : names) {
        const QString folded = name.toLower();
        if (seen.contains(folded))
            return name;
        seen.insert(folded);
    }
    return {};
}

QStringList columnNames(const AnalysedStatement &statement, const Dialect &dialect)
{
    QStringList names;
    if (statement.facts.verb == Verb::Update) {
        for (const Assignment &assignment : readAssignments(statement.sql, dialect))
            names << assignment.column;
    } else if (statement.facts.verb == Verb::Create && statement.facts.objectKind == ObjectKind::Table) {
        for (const QByteArrayView column : readTableBody(statement.sql, dialect).columns)
            names << TokenReader(column, dialect).takeName();
    }
    return names;
}

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        const QString column = doubled(columnNames(statement, context.dialect));
        if (column.isEmpty())
            continue;
        const bool update = facts.verb == Verb::Update;
        report({.statement = statement.number,
                .message = update ? u"sets column %1 twice: only the last value counts"_s.arg(column)
                                  : u"names column %1 twice: SQLite stops with an error"_s.arg(column),
                .fix = u"remove one of them"_s});
    }
}

} // namespace

const Rule duplicateColumnAssignmentRule{"duplicate-column-assignment",     Severity::Blocks,        false,
                                         "sqlite postgresql mysql mariadb", "The same column twice", check};

} // namespace lk
