// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/schemadiffmodel.h"

#include "models/items/texts.h"
#include "models/schema/changetext.h"

#include <algorithm>

namespace lk {

namespace {

constexpr quintptr topLevel = 0; // else: number of the group, from 1

QString joined(const std::vector<const SchemaChange *> &parts, QString ChangeText::*side)
{
    QStringList texts;
    for (const SchemaChange *part : parts) {
        const ChangeText text = changeText(*part);
        if (!(text.*side).isEmpty())
            texts << text.*side;
    }
    return texts.join(u'\n');
}

} // namespace

SchemaDiffModel::SchemaDiffModel(QObject *parent) : QAbstractItemModel(parent) {}

void SchemaDiffModel::setDiff(SchemaDiff diff)
{
    beginResetModel();
    m_diff = std::move(diff);
    m_groups.clear();
    m_counts = {};
    for (const SchemaChange &change : m_diff.changes) {
        Group &group = groupOf(change);
        count(m_counts, change.kind);
        if (change.table.isEmpty()) {
            group.own = &change;
            group.object = change.object;
        } else {
            group.parts.push_back(&change);
            count(group.counts, change.kind);
        }
    }
    endResetModel();
}

void SchemaDiffModel::count(Counts &counts, ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Added: ++counts.added; break;
    case ChangeKind::Removed: ++counts.removed; break;
    case ChangeKind::Altered: ++counts.altered; break;
    case ChangeKind::Renamed: ++counts.renamed; break;
    }
}

SchemaDiffModel::Group &SchemaDiffModel::groupOf(const SchemaChange &change)
{
    const bool owned = !change.table.isEmpty();
    const QString &owner = owned ? change.table : change.name;
    const QString name = change.schema.isEmpty() ? owner : change.schema + u'.' + owner;
    // A view and a table may not share a name in most engines, but a function and a table may.
    static const QStringList owners{QStringLiteral("table"), QStringLiteral("view"), QStringLiteral("materialized view"),
                                    QStringLiteral("foreign table"), QStringLiteral("type"), QStringLiteral("domain")};
    const auto fits = [&](const Group &group) {
        return group.name == name && (owned ? owners.contains(group.object) : !group.own && group.object == u"table");
    };
    const auto found = std::ranges::find_if(m_groups, fits);
    if (found != m_groups.end() && (owned || change.object == u"table" || change.object == u"view"))
        return *found;
    Group group;
    group.object = owned ? QStringLiteral("table") : change.object;
    group.name = name;
    m_groups.push_back(std::move(group));
    return m_groups.back();
}

QModelIndex SchemaDiffModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : topLevel);
}

QModelIndex SchemaDiffModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == topLevel)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, topLevel);
}

int SchemaDiffModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_groups.size());
    if (parent.internalId() != topLevel || parent.column() != 0)
        return 0;
    return int(m_groups[size_t(parent.row())].parts.size());
}

int SchemaDiffModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant SchemaDiffModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() == topLevel)
        return groupData(m_groups[size_t(index.row())], index.column(), role);
    return changeData(*m_groups[size_t(index.internalId()) - 1].parts[size_t(index.row())], index.column(), role);
}

QVariant SchemaDiffModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractItemModel::headerData(section, orientation, role);
    return section == ObjectColumn ? tr("Object") : tr("Change");
}

QVariant SchemaDiffModel::groupData(const Group &group, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        if (column == ObjectColumn)
            return group.own && group.own->kind == ChangeKind::Renamed ? objectText(*group.own)
                                                                       : QStringLiteral("%1 %2").arg(group.object, group.name);
        if (group.parts.empty())
            return group.own ? changeData(*group.own, column, role) : QVariant();
        return countsText(group.counts);
    case Qt::ToolTipRole:
        return group.parts.empty() && group.own ? changeData(*group.own, column, role)
                                                : plainToolTip({group.name, countsText(group.counts)});
    case ObjectRole: return group.object;
    case NameRole: return group.name;
    case AddedRole: return group.counts.added;
    case RemovedRole: return group.counts.removed;
    case AlteredRole: return group.counts.altered;
    case RenamedRole: return group.counts.renamed;
    case PartsOnlyRole: return group.own == nullptr;
    default: break;
    }
    if (group.own)
        return changeData(*group.own, column, role);
    switch (role) {
    case KindRole: return int(ChangeKind::Altered);
    case BeforeRole: return joined(group.parts, &ChangeText::before);
    case AfterRole: return joined(group.parts, &ChangeText::after);
    case DetailsRole: return QStringList();
    default: return {};
    }
}

QVariant SchemaDiffModel::changeData(const SchemaChange &change, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        if (column == ChangeColumn)
            return changeWords(change);
        return objectText(change);
    case Qt::ToolTipRole: return plainToolTip(QStringList{summary(change)} + change.details);
    case KindRole: return int(change.kind);
    case ObjectRole: return change.object;
    case NameRole: return change.schema.isEmpty() ? change.name : change.schema + u'.' + change.name;
    case BeforeRole: return changeText(change).before;
    case AfterRole: return changeText(change).after;
    case DetailsRole: return change.details;
    case DestroysRowsRole: return change.destroysRows ? QVariant(*change.destroysRows) : QVariant();
    case AddedRole:
    case RemovedRole:
    case AlteredRole:
    case RenamedRole: return 0;
    case PartsOnlyRole: return false;
    default: return {};
    }
}

std::vector<SchemaChange> SchemaDiffModel::changesAt(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() != topLevel)
        return {*m_groups[size_t(index.internalId()) - 1].parts[size_t(index.row())]};
    const Group &group = m_groups[size_t(index.row())];
    std::vector<SchemaChange> changes;
    if (group.own)
        changes.push_back(*group.own);
    for (const SchemaChange *part : group.parts)
        changes.push_back(*part);
    return changes;
}

/// A rename is told with both names, so that it is found by either.
QString SchemaDiffModel::objectText(const SchemaChange &change)
{
    const QString schema = change.table.isEmpty() && !change.schema.isEmpty() ? change.schema + u'.' : QString();
    if (change.kind == ChangeKind::Renamed)
        return QStringLiteral("%1 %2 → %3").arg(change.object, schema + change.oldName, change.name);
    return QStringLiteral("%1 %2").arg(change.object, change.name);
}

QString SchemaDiffModel::changeWords(const SchemaChange &change)
{
    QString text = word(change.kind);
    if (change.destroysRows && *change.destroysRows > 0)
        text += tr(", rows lost: %1").arg(rowsText(*change.destroysRows));
    if (!change.details.isEmpty())
        text += QStringLiteral(": ") + oneLine(change.details.join(QStringLiteral("; ")));
    return text;
}

QString SchemaDiffModel::countsText(const Counts &counts, const QString &separator)
{
    QStringList texts;
    if (counts.added > 0)
        texts << tr("%1 added").arg(counts.added);
    if (counts.removed > 0)
        texts << tr("%1 removed").arg(counts.removed);
    if (counts.altered > 0)
        texts << tr("%1 altered").arg(counts.altered);
    if (counts.renamed > 0)
        texts << tr("%1 renamed").arg(counts.renamed);
    return texts.join(separator);
}

} // namespace lk
