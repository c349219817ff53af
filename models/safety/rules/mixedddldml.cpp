// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

bool changesOldTable(const RuleContext &context, const AnalysedStatement &statement)
{
    return !context.rebuildWith(statement.number) && !context.createdHere(statement.facts.table);
}

bool changesOldSchema(const RuleContext &context, const AnalysedStatement &statement)
{
    return statement.facts.changesSchema() && !statement.facts.temporary && changesOldTable(context, statement);
}

void check(const RuleContext &context, const ReportSink &report)
{
    const AnalysedStatement *schema = nullptr;
    const AnalysedStatement *data = nullptr;
    for (const AnalysedStatement &statement : context.statements) {
        if (!schema && changesOldSchema(context, statement))
            schema = &statement;
        if (!data && statement.facts.changesData() && changesOldTable(context, statement))
            data = &statement;
    }
    if (!schema || !data)
        return;
    const AnalysedStatement &later = schema->number > data->number ? *schema : *data;
    report({.statement = later.number,
            .message = u"changes data of table %1 in the same script as the schema (line %2): all of it waits for "
                       "the slower part, and neither can be reverted alone"_s.arg(
                           data->facts.table,
                           QString::number(later.number == data->number ? schema->span.line : data->span.line)),
            .fix = u"put the data change into a migration of its own"_s});
}

} // namespace

const Rule mixedDdlDmlRule{"mixed-ddl-dml",
                           Severity::Caution,
                           false,
                           "sqlite postgresql mysql mariadb",
                           "Data and schema changes in one migration",
                           check};

} // namespace lk
