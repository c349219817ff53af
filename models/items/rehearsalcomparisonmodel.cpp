// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/rehearsalcomparisonmodel.h"

#include "models/items/texts.h"

namespace lk {

void RehearsalComparisonModel::setStatements(std::vector<ComparedStatement> statements)
{
    beginResetModel();
    m_statements = std::move(statements);
    endResetModel();
}

int RehearsalComparisonModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_statements.size());
}

int RehearsalComparisonModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RehearsalComparisonModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ComparedStatement &statement = m_statements[size_t(index.row())];
    const bool isTime = index.column() == BeforeColumn || index.column() == NowColumn;
    switch (role) {
    case Qt::DisplayRole: return text(statement, index.column());
    case Qt::ToolTipRole:
        return index.column() == StatementColumn ? plainToolTip({statement.sql}) : index.column() == DifferencesColumn ? plainToolTip(statement.differences) : QString();
    case Qt::TextAlignmentRole: return int(Qt::AlignVCenter | (isTime ? Qt::AlignRight : Qt::AlignLeft));
    case FileRole: return statement.file;
    case LineRole: return statement.line;
    case DiffersRole: return !statement.differences.isEmpty();
    default: return {};
    }
}

QVariant RehearsalComparisonModel::text(const ComparedStatement &statement, int column)
{
    switch (column) {
    case VersionColumn: return statement.version;
    case StatementColumn: return oneLine(statement.sql);
    case BeforeColumn: return statement.beforeMs ? durationText(*statement.beforeMs) : QString();
    case NowColumn: return statement.nowMs ? durationText(*statement.nowMs) : QString();
    case DifferencesColumn: return statement.differences.isEmpty() ? tr("the same") : statement.differences.join(QStringLiteral("; "));
    default: return {};
    }
}

QVariant RehearsalComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case VersionColumn: return tr("Migration");
    case StatementColumn: return tr("Statement");
    case BeforeColumn: return tr("Before");
    case NowColumn: return tr("Now");
    case DifferencesColumn: return tr("What became other");
    default: return {};
    }
}

} // namespace lk
