// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rule.h"

#include <algorithm>

namespace lk {

namespace {

bool same(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

} // namespace

bool RuleContext::createdHere(const QString &table, int number) const
{
    const QList<int> numbers = creations.value(table.toLower());
    return std::any_of(numbers.begin(), numbers.end(), [number](int creation) { return creation < number; });
}

const Rebuild *RuleContext::rebuildWith(int statement) const
{
    const auto found = std::find_if(rebuilds.begin(), rebuilds.end(), [statement](const Rebuild &rebuild) {
        return statement == rebuild.create || statement == rebuild.insert || statement == rebuild.drop
               || statement == rebuild.rename;
    });
    return found == rebuilds.end() ? nullptr : &*found;
}

bool RuleContext::undoesCreation(ObjectKind kind, const QString &name) const
{
    return std::any_of(undoes.begin(), undoes.end(), [&](const StatementFacts &facts) {
        return facts.verb == Verb::Create && facts.objectKind == kind && same(facts.name, name);
    });
}

bool RuleContext::undoesColumn(const QString &table, const QString &column) const
{
    return std::any_of(undoes.begin(), undoes.end(), [&](const StatementFacts &facts) {
        return facts.alter == AlterAction::AddColumn && same(facts.table, table) && same(facts.column, column);
    });
}

bool RuleContext::createdAfter(ObjectKind kind, const QString &name, int after) const
{
    const QList<int> numbers = creates.value(objectKey(kind, name));
    return std::any_of(numbers.begin(), numbers.end(), [after](int create) { return create > after; });
}

bool RuleContext::droppedBefore(ObjectKind kind, const QString &name, int number) const
{
    const QList<int> numbers = drops.value(objectKey(kind, name));
    return std::any_of(numbers.begin(), numbers.end(), [number](int drop) { return drop < number; });
}

QString RuleContext::objectKey(ObjectKind kind, const QString &name)
{
    return QString::number(int(kind)) + u' ' + name.toLower();
}

std::optional<qint64> RuleContext::rowsOf(const QString &table) const
{
    if (!rows)
        return std::nullopt;
    const auto found = std::find_if(rows->begin(), rows->end(),
                                    [&](const TableContent &content) { return same(content.table, table); });
    return found == rows->end() ? std::nullopt : std::optional(found->rows);
}

const SchemaObject *RuleContext::objectBefore(const QString &kind, const QString &name) const
{
    if (!before)
        return nullptr;
    const auto found = std::find_if(before->objects.begin(), before->objects.end(), [&](const SchemaObject &object) {
        return object.kind == kind && same(object.name, name);
    });
    return found == before->objects.end() ? nullptr : &*found;
}

} // namespace lk
