// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/databasefile.h"

#include "models/engines/sqlite/noshmvfs.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUrl>
#include <QtEndian>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

namespace lk {

namespace {

constexpr int HeaderSize = 100;
const QByteArrayView Magic("SQLite format 3\0", 16);

Failure cannotOpen(const QString &path, const QString &why, const QString &nextStep)
{
    return Failure(
        Error{ErrorCode::Connection, QStringLiteral("cannot open the database"), {path, 0, 0}, why, nextStep});
}

qint64 sizeOf(const QString &path)
{
    struct stat status;
    return ::stat(QFile::encodeName(path).constData(), &status) == 0 ? qint64(status.st_size) : -1;
}

void readNeighbours(SqliteFile &file)
{
    file.wal = sizeOf(file.path + QStringLiteral("-wal")) > 0;
    file.walIndex = sizeOf(file.path + QStringLiteral("-shm")) >= 0;
    file.journal = sizeOf(file.path + QStringLiteral("-journal")) > 0;
}

void readStatus(SqliteFile &file, const struct stat &status)
{
    file.exists = true;
    file.bytes = status.st_size;
    file.inode = qint64(status.st_ino);
    file.changedNs = qint64(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

/// Encrypted pages look like noise: of 1024 such bytes nearly all 256 values occur, and text uses few of them.
bool looksEncrypted(QByteArrayView beginning)
{
    std::array<bool, 256> seen{};
    int different = 0;
    for (const char byte : beginning)
        different += !std::exchange(seen[uchar(byte)], true);
    return beginning.size() >= 512 && different > 200;
}

/// Reads through SQLite's VFS: closing a descriptor of our own would drop the POSIX locks of every session that this
/// process has on the file.
Result<QByteArray> readBeginning(const QByteArray &name, qint64 size)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(nullptr);
    const auto fileName = sqlite3_create_filename(name.constData(), "", "", 0, nullptr);
    std::vector<char> memory(size_t(vfs->szOsFile));
    auto *file = reinterpret_cast<sqlite3_file *>(memory.data());
    QByteArray bytes(size, '\0');
    int code = vfs->xOpen(vfs, fileName, file, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, nullptr);
    if (code == SQLITE_OK) {
        code = file->pMethods->xRead(file, bytes.data(), int(size), 0);
        file->pMethods->xClose(file);
    }
    sqlite3_free_filename(fileName);
    if (code != SQLITE_OK)
        return cannotOpen(QFile::decodeName(name),
                          QStringLiteral("it cannot be read: %1").arg(QLatin1String(sqlite3_errstr(code))),
                          QStringLiteral("check the disk and the permissions"));
    return bytes;
}

Failure notADatabase(const SqliteFile &file, QByteArrayView beginning)
{
    if (looksEncrypted(beginning))
        return cannotOpen(file.path,
                          QStringLiteral("it is encrypted or not a SQLite database: its beginning looks random"),
                          QStringLiteral("decrypt it first, or check the path"));
    return cannotOpen(file.path,
                      QStringLiteral("it is not a SQLite database: it does not begin with \"SQLite format 3\""),
                      QStringLiteral("check the path"));
}

/// Pages that the header promises and the file does not have. A log or journal may hold them, so this asks only without
/// one.
bool cutShort(const SqliteFile &file, QByteArrayView header)
{
    const auto number = [&](int offset) { return qFromBigEndian<quint32>(header.data() + offset); };
    const quint32 rawSize = qFromBigEndian<quint16>(header.data() + 16);
    const qint64 pageSize = rawSize == 1 ? 65536 : rawSize;
    const bool countIsValid = number(24) == number(92);
    return !file.wal && !file.journal && countIsValid && qint64(number(28)) * pageSize > file.bytes;
}

Result<SqliteFile> judgeHeader(SqliteFile file, QByteArrayView beginning)
{
    if (!beginning.startsWith(Magic))
        return notADatabase(file, beginning);
    if (beginning.size() < HeaderSize || cutShort(file, beginning))
        return cannotOpen(file.path, QStringLiteral("it is damaged: it ends before its last page"),
                          QStringLiteral("restore a backup, or try the sqlite3 program's .recover on a copy"));
    file.walMode = beginning[18] == 2 && beginning[19] == 2;
    return file;
}

QByteArray uri(const QString &path, const QByteArray &parameters)
{
    return "file:" + QUrl::toPercentEncoding(path, "/") + '?' + parameters;
}

} // namespace

Result<SqliteFile> inspectSqliteFile(const QString &path)
{
    SqliteFile file;
    file.path = path;
    const QByteArray name = QFile::encodeName(path);
    const QString folder = QFileInfo(path).path();
    struct stat status {};
    const bool there = ::stat(name.constData(), &status) == 0;
    if (!there && errno == ENOENT && QFileInfo(folder).isDir())
        return file;
    if (!there && (errno == ENOENT || errno == ENOTDIR))
        return cannotOpen(path, QStringLiteral("there is no folder %1").arg(folder),
                          QStringLiteral("check the path, or make the folder"));
    if (!there || !isAccessible(path, R_OK))
        return cannotOpen(path, qt_error_string(errno),
                          QStringLiteral("check the path and the permissions of the file and its folder"));
    if (S_ISDIR(status.st_mode))
        return cannotOpen(path, QStringLiteral("it is a folder"), QStringLiteral("name the database file in it"));
    if (!S_ISREG(status.st_mode))
        return cannotOpen(path, QStringLiteral("it is not a regular file"), QStringLiteral("check the path"));
    readStatus(file, status);
    readNeighbours(file);
    if (file.bytes == 0)
        return file;
    const Result<QByteArray> beginning = readBeginning(name, std::min<qint64>(file.bytes, 1024));
    if (!beginning)
        return Failure(beginning.error());
    return judgeHeader(file, *beginning);
}

SqliteFile lookAgain(const SqliteFile &before)
{
    SqliteFile file;
    file.path = before.path;
    file.walMode = before.walMode;
    struct stat status {};
    if (::stat(QFile::encodeName(file.path).constData(), &status) == 0)
        readStatus(file, status);
    readNeighbours(file);
    return file;
}

bool readsUnlocked(const SqliteFile &file)
{
    const bool log = QFileInfo::exists(file.path + QStringLiteral("-wal"));
    return file.walMode && !file.journal && !(log && file.walIndex);
}

QByteArray readOnlyUri(const SqliteFile &file)
{
    if (!readsUnlocked(file))
        return uri(file.path, "mode=ro");
    if (!file.wal)
        return uri(file.path, "mode=ro&immutable=1");
    return uri(file.path, QByteArray("mode=ro&vfs=") + noShmVfs());
}

QByteArray readWriteUri(const QString &path, bool create)
{
    return uri(path, create ? "mode=rwc" : "mode=rw");
}

QString networkFileSystem(qint64 magic)
{
    switch (quint32(magic)) {
    case 0x6969: return QStringLiteral("NFS");
    case 0x517b:
    case 0xff534d42:
    case 0xfe534d42: return QStringLiteral("SMB");
    case 0x01021997: return QStringLiteral("9P");
    case 0x5346414f: return QStringLiteral("AFS");
    case 0x00c36400: return QStringLiteral("Ceph");
    default: return {};
    }
}

QString networkFileSystemOf(const QString &path)
{
    struct statfs status {};
    if (::statfs(QFile::encodeName(path).constData(), &status) != 0)
        return {};
    return networkFileSystem(qint64(status.f_type));
}

bool isAccessible(const QString &path, int mode)
{
    return ::faccessat(AT_FDCWD, QFile::encodeName(path).constData(), mode, AT_EACCESS) == 0;
}

QString canonicalDatabasePath(const QString &path)
{
    QFileInfo info(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
    // A link to a file that is not there yet leads to where SQLite will make it.
    for (int i = 0; i < 40 && info.isSymLink(); ++i)
        info.setFile(info.symLinkTarget());
    const QString folder = QFileInfo(info.path()).canonicalFilePath();
    if (folder.isEmpty())
        return info.filePath();
    return folder.endsWith(u'/') ? folder + info.fileName() : folder + u'/' + info.fileName();
}

} // namespace lk
