// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/findingmodel.h"

#include "models/items/texts.h"

#include <algorithm>

namespace lk {

FindingModel::FindingModel(QObject *parent) : QAbstractTableModel(parent) {}

void FindingModel::setFindings(std::vector<Finding> findings)
{
    beginResetModel();
    m_findings = std::move(findings);
    endResetModel();
}

void FindingModel::setWaived(const QSet<QString> &waiverKeys)
{
    if (m_waived == waiverKeys)
        return;
    m_waived = waiverKeys;
    if (!m_findings.empty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

const Finding *FindingModel::finding(int row) const
{
    return row >= 0 && row < rowCount() ? &m_findings[size_t(row)] : nullptr;
}

int FindingModel::count(Severity severity) const
{
    return int(std::ranges::count_if(
        m_findings, [&](const Finding &finding) { return finding.severity == severity && !waived(finding); }));
}

bool FindingModel::waived(const Finding &finding) const
{
    return !finding.waiverKey.isEmpty() && m_waived.contains(finding.waiverKey);
}

int FindingModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_findings.size());
}

int FindingModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FindingModel::data(const QModelIndex &index, int role) const
{
    const Finding *found = index.isValid() ? finding(index.row()) : nullptr;
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole: return text(*found, index.column());
    case Qt::ToolTipRole:
        return plainToolTip(found->fix.isEmpty() ? QStringList{found->message}
                                                 : QStringList{found->message, tr("Instead: %1").arg(found->fix)});
    case SeverityRole: return int(found->severity);
    case FileRole: return found->file;
    case LineRole: return found->line;
    case PositionRole: return found->column;
    case VersionRole: return found->version;
    case RuleRole: return found->rule;
    case FixRole: return found->fix;
    case ReplacementRole: return found->replacement;
    case WaiverKeyRole: return found->waiverKey;
    case WaivedRole: return waived(*found);
    case DestructiveRole: return found->destructive;
    case OrderRole: return order(*found, index.column());
    default: return {};
    }
}

QVariant FindingModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case SeverityColumn: return tr("Severity");
    case RuleColumn: return tr("Rule");
    case PlaceColumn: return tr("Place");
    case MessageColumn: return tr("What is wrong");
    case FixColumn: return tr("Instead");
    default: return {};
    }
}

QVariant FindingModel::text(const Finding &finding, int column) const
{
    switch (column) {
    case SeverityColumn:
        return waived(finding) ? tr("%1 (waived)").arg(word(finding.severity)) : word(finding.severity);
    case RuleColumn: return finding.rule;
    case PlaceColumn: return placeText(finding);
    case MessageColumn: return oneLine(finding.message, 400);
    case FixColumn: return oneLine(finding.fix, 400);
    default: return {};
    }
}

QVariant FindingModel::order(const Finding &finding, int column) const
{
    switch (column) {
    case SeverityColumn: return -int(finding.severity); // the worst first
    case PlaceColumn: return QStringLiteral("%1:%2").arg(finding.file).arg(finding.line, 10, 10, QLatin1Char('0'));
    default: return text(finding, column);
    }
}

QString placeText(const Finding &finding)
{
    QString text = finding.file.section(u'/', -1);
    if (finding.line > 0)
        text += u':' + QString::number(finding.line);
    if (finding.line > 0 && finding.column > 0)
        text += u':' + QString::number(finding.column);
    return text;
}

} // namespace lk
