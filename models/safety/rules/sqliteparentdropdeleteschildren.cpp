// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/pragma.h"
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

bool references(const SchemaObject &table, const QString &parent, const Dialect &dialect)
{
    const QByteArray sql = table.definition.toUtf8();
    return readFacts(sql, dialect).references.contains(parent, Qt::CaseInsensitive);
}

QStringList childrenOf(const RuleContext &context, const QString &parent, int number)
{
    QStringList children;
    if (!context.before)
        return children;
    for (const SchemaObject &object : context.before->objects) {
        if (object.kind == u"table" && object.name.compare(parent, Qt::CaseInsensitive) != 0
            && references(object, parent, context.dialect)
            && !context.droppedBefore(ObjectKind::Table, object.name, number))
            children << object.name;
    }
    return children;
}

void check(const RuleContext &context, const ReportSink &report)
{
    bool keysOn = true;
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if (facts.verb == Verb::Pragma && facts.name.compare(u"foreign_keys", Qt::CaseInsensitive) == 0
            && !facts.pragmaValue.isEmpty())
            keysOn = !switchesOff(facts.pragmaValue);
        if (!keysOn || facts.verb != Verb::Drop || facts.objectKind != ObjectKind::Table
            || context.createdHere(facts.name, statement.number))
            continue;
        const QStringList children = childrenOf(context, facts.name, statement.number);
        if (children.isEmpty())
            continue;
        report({.statement = statement.number,
                .message = u"drops table %1 while foreign keys are on and %2 references it: SQLite deletes its rows "
                           "one by one first, which cascades to the referencing rows or fails"_s.arg(
                               facts.name, children.join(u", ")),
                .fix = u"begin the script with PRAGMA foreign_keys = OFF and end it with PRAGMA foreign_key_check "
                       "and PRAGMA foreign_keys = ON"_s});
    }
}

} // namespace

const Rule sqliteParentDropDeletesChildrenRule{"sqlite-parent-drop-deletes-children",
                                               Severity::Blocks,
                                               true,
                                               "sqlite",
                                               "DROP TABLE of a table that others reference, with foreign keys on",
                                               check};

} // namespace lk
