// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/backup/backupfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

namespace lk {

namespace {

Result<void> addFile(QCryptographicHash &hash, const QString &path, RunControl &control)
{
    const auto unreadable = [](const QFile &file) {
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot read the backup"), {file.fileName(), 0, 0}, file.errorString(), {}});
    };
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return unreadable(file);
    QByteArray chunk(1 << 20, Qt::Uninitialized);
    while (!file.atEnd()) {
        const qint64 got = file.read(chunk.data(), chunk.size());
        if (got < 0)
            return unreadable(file);
        hash.addData(chunk.first(got));
        if (control.cancelled())
            return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {path, 0, 0}, {}, {}});
    }
    return {};
}

Result<void> addFolder(QCryptographicHash &hash, const QString &path, RunControl &control)
{
    QStringList names;
    const QDir folder(path);
    for (QDirIterator files(path, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories); files.hasNext();)
        names << folder.relativeFilePath(files.next());
    names.sort();
    Result<void> added;
    for (const QString &name : std::as_const(names)) {
        const QString file = folder.filePath(name);
        hash.addData(name.toUtf8() + '\0' + QByteArray::number(QFileInfo(file).size()) + '\0');
        if (added = addFile(hash, file, control); !added)
            break;
    }
    return added;
}

} // namespace

Result<QString> sha256OfBackup(const QString &path, RunControl &control)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const Result<void> added = QFileInfo(path).isDir() ? addFolder(hash, path, control) : addFile(hash, path, control);
    return added.map([&] { return QString::fromLatin1(hash.result().toHex()); });
}

qint64 bytesOfBackup(const QString &path)
{
    if (!QFileInfo(path).isDir())
        return QFileInfo(path).size();
    qint64 bytes = 0;
    for (QDirIterator files(path, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories); files.hasNext();)
        bytes += QFileInfo(files.next()).size();
    return bytes;
}

bool removeBackup(const QString &path)
{
    const QFileInfo info(path);
    return info.isDir() && !info.isSymbolicLink() ? QDir(path).removeRecursively() : QFile::remove(path);
}

PartialBackup::~PartialBackup()
{
    if (!m_path.isEmpty())
        removeBackup(m_path);
}

} // namespace lk
