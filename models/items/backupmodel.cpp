// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/backupmodel.h"

#include "models/items/texts.h"

#include <QFileInfo>

#include <numeric>

namespace lk {

namespace {

qint64 totalRows(const BackupRecord &backup)
{
    return std::accumulate(backup.rows.begin(), backup.rows.end(), qint64(0),
                           [](qint64 sum, const TableContent &table) { return sum + table.rows; });
}

} // namespace

BackupModel::BackupModel(QObject *parent) : QAbstractTableModel(parent) {}

void BackupModel::setBackups(std::vector<BackupRecord> backups)
{
    beginResetModel();
    m_backups = std::move(backups);
    endResetModel();
}

const BackupRecord *BackupModel::backup(int row) const
{
    return row >= 0 && row < rowCount() ? &m_backups[size_t(row)] : nullptr;
}

int BackupModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_backups.size());
}

int BackupModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant BackupModel::data(const QModelIndex &index, int role) const
{
    const BackupRecord *found = index.isValid() ? backup(index.row()) : nullptr;
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole: return text(*found, index.column());
    case Qt::ToolTipRole: return toolTip(*found);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter
                   | (index.column() == SizeColumn || index.column() == RowsColumn ? Qt::AlignRight : Qt::AlignLeft));
    case VerifiedRole: return int(found->verified);
    case FileRole: return found->file;
    case TakenAtRole: return found->takenAt;
    case BytesRole: return found->bytes;
    case EnvironmentRole: return found->environment;
    case EncryptedRole: return found->encrypted;
    case OrderRole: return order(*found, index.column());
    default: return {};
    }
}

QVariant BackupModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case TakenAtColumn: return tr("Taken at");
    case VerifiedColumn: return tr("Verified");
    case KindColumn: return tr("Kind");
    case HeadColumn: return tr("At migration");
    case SizeColumn: return tr("Size");
    case RowsColumn: return tr("Rows");
    case ByColumn: return tr("By");
    case FileColumn: return tr("File");
    default: return {};
    }
}

QVariant BackupModel::text(const BackupRecord &backup, int column) const
{
    switch (column) {
    case TakenAtColumn: return timeText(backup.takenAt);
    case VerifiedColumn: return verifiedText(backup);
    case KindColumn: return kindText(backup);
    case HeadColumn: return backup.head;
    case SizeColumn: return sizeText(backup.bytes);
    case RowsColumn: return backup.rowsKnown ? rowsText(totalRows(backup)) : tr("not known");
    case ByColumn: return backup.takenBy;
    case FileColumn: return backup.file.section(u'/', -1);
    default: return {};
    }
}

QString BackupModel::verifiedText(const BackupRecord &backup)
{
    switch (backup.verified) {
    case Verified::No: return tr("not verified");
    case Verified::Listed: return tr("read to its end");
    case Verified::Restored: return tr("restored and compared");
    }
    return {};
}

QString BackupModel::kindText(const BackupRecord &backup)
{
    if (backup.encrypted)
        return tr("encrypted");
    return QFileInfo(backup.file).isDir() ? tr("folder") : tr("file");
}

QString BackupModel::toolTip(const BackupRecord &backup)
{
    QStringList lines{backup.file, tr("SHA-256 %1").arg(backup.sha256)};
    if (backup.encrypted)
        lines << tr("Encrypted to %1").arg(backup.recipients.join(QStringLiteral(", ")));
    if (backup.verifiedAt.isValid())
        lines << tr("Verified %1").arg(timeText(backup.verifiedAt));
    if (!backup.verifiedNote.isEmpty())
        lines << backup.verifiedNote;
    return plainToolTip(lines);
}

QVariant BackupModel::order(const BackupRecord &backup, int column) const
{
    switch (column) {
    case TakenAtColumn: return backup.takenAt;
    case VerifiedColumn: return int(backup.verified);
    case SizeColumn: return backup.bytes;
    case RowsColumn: return totalRows(backup);
    default: return text(backup, column);
    }
}

} // namespace lk
