// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/auditmodel.h"

#include "models/items/texts.h"

#include <algorithm>

namespace lk {

namespace {

AuditModel::Result resultOf(const QString &outcome)
{
    if (outcome == u"committed" || outcome == u"done")
        return AuditModel::Result::Good;
    if (outcome == u"intent")
        return AuditModel::Result::Open;
    if (outcome == u"unknown")
        return AuditModel::Result::Unclear;
    return AuditModel::Result::Bad;
}

} // namespace

AuditModel::AuditModel(QObject *parent) : QAbstractTableModel(parent) {}

void AuditModel::setEntries(std::vector<AuditEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    std::ranges::reverse(m_entries);
    endResetModel();
}

const AuditEntry *AuditModel::entry(int row) const
{
    return row >= 0 && row < rowCount() ? &m_entries[size_t(row)] : nullptr;
}

int AuditModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

int AuditModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AuditModel::data(const QModelIndex &index, int role) const
{
    const AuditEntry *found = index.isValid() ? entry(index.row()) : nullptr;
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole: return text(*found, index.column());
    case Qt::ToolTipRole: return plainToolTip({found->detail, found->subject, found->database});
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (index.column() == NumberColumn ? Qt::AlignRight : Qt::AlignLeft));
    case ResultRole: return int(resultOf(found->outcome));
    case NumberRole: return found->number;
    case AtRole: return found->at;
    case SubjectRole: return found->subject;
    case OrderRole: return order(*found, index.column());
    default: return {};
    }
}

QVariant AuditModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case NumberColumn: return tr("No.");
    case AtColumn: return tr("At");
    case WhoColumn: return tr("Who");
    case ActionColumn: return tr("Action");
    case EnvironmentColumn: return tr("Environment");
    case VersionsColumn: return tr("Migrations");
    case OutcomeColumn: return tr("Outcome");
    case DetailColumn: return tr("Detail");
    default: return {};
    }
}

QVariant AuditModel::text(const AuditEntry &entry, int column) const
{
    switch (column) {
    case NumberColumn: return QString::number(entry.number);
    case AtColumn: return timeText(entry.at);
    case WhoColumn: return entry.host.isEmpty() ? entry.who : QStringLiteral("%1@%2").arg(entry.who, entry.host);
    case ActionColumn: return entry.action;
    case EnvironmentColumn: return entry.environment;
    case VersionsColumn: return entry.versions;
    case OutcomeColumn: return entry.outcome;
    case DetailColumn: return oneLine(entry.detail);
    default: return {};
    }
}

QVariant AuditModel::order(const AuditEntry &entry, int column) const
{
    switch (column) {
    case NumberColumn: return entry.number;
    case AtColumn: return entry.at;
    default: return text(entry, column);
    }
}

} // namespace lk
