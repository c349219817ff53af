// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/alembictable.h"

#include "models/formats/alembic/alembicgraph.h"

namespace lk {

namespace {

QByteArray marks(qsizetype count)
{
    QByteArray text;
    for (qsizetype i = 0; i < count; ++i)
        text += i == 0 ? "?" : ", ?";
    return text;
}

std::vector<BoundValue> bound(QStringList keys)
{
    keys.sort();
    std::vector<BoundValue> values;
    for (const QString &key : std::as_const(keys))
        values.emplace_back(QVariant(key));
    return values;
}

} // namespace

std::vector<AppliedMigration> appliedByHeads(const QStringList &heads, const std::vector<Migration> &files)
{
    const AlembicGraph graph(files);
    const QSet<QString> reached = graph.ancestors(heads);
    std::vector<AppliedMigration> applied;
    QSet<QString> seen;
    for (const Migration &file : files) {
        if (!reached.contains(file.key) || seen.contains(file.key))
            continue;
        seen.insert(file.key);
        AppliedMigration row;
        row.version = file.version;
        row.key = file.key;
        row.description = file.description;
        if (!heads.contains(file.key))
            row.note = QStringLiteral("derived: the version table names heads only");
        applied.push_back(std::move(row));
    }
    for (const QString &head : heads) {
        if (graph.contains(head))
            continue;
        AppliedMigration row;
        row.version = head;
        row.key = head;
        row.note = QStringLiteral("Alembic can't locate it either, and does nothing until the file is back; what was applied before it is not known");
        applied.push_back(std::move(row));
    }
    return applied;
}

RecordStatement AlembicTable::erase(const QStringList &keys) const
{
    return {"DELETE FROM " + m_name + " WHERE version_num IN (" + marks(keys.size()) + ')', bound(keys)};
}

std::vector<RecordStatement> AlembicTable::reach(const QString &key, const QSet<QString> &before) const
{
    std::vector<RecordStatement> statements;
    if (!before.isEmpty())
        statements.push_back(erase(before.values()));
    statements.push_back({"INSERT INTO " + m_name + " (version_num) VALUES (?)", {QVariant(key)}});
    return statements;
}

std::vector<RecordStatement> AlembicTable::leave(const QString &key, const QList<std::pair<QString, QSet<QString>>> &parents) const
{
    std::vector<RecordStatement> statements{erase({key})};
    for (const auto &[parent, needing] : parents) {
        std::vector<BoundValue> values{QVariant(parent)};
        for (BoundValue &value : bound(needing.values()))
            values.push_back(std::move(value));
        statements.push_back({"INSERT INTO " + m_name + " (version_num) SELECT ?" + (m_dual ? " FROM DUAL" : "") + " WHERE NOT EXISTS (SELECT 1 FROM " + m_name
                                  + " WHERE version_num IN (" + marks(needing.size()) + "))",
                              std::move(values)});
    }
    return statements;
}

} // namespace lk
