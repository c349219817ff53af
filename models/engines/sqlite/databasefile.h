// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/engines/target.h"

namespace lk {

/// What a database file turned out to be, read from its bytes and its neighbours before SQLite may touch it.
struct SqliteFile {
    QString path;
    bool exists = false;
    qint64 bytes = 0;      ///< 0: a valid empty database
    bool walMode = false;  ///< the header says write-ahead log
    bool wal = false;      ///< a write-ahead log that is not empty stands beside it
    bool walIndex = false; ///< its -shm file stands beside it
    bool journal = false;  ///< a rollback journal stands beside it
    qint64 inode = 0;
    qint64 changedNs = 0; ///< time of the last change of the content

    bool operator==(const SqliteFile &) const = default;
};

/// Reads header and neighbours of @p path. Errors (ErrorCode::Connection): a folder, a pipe, unreadable, not a
/// database, cut short.
Result<SqliteFile> inspectSqliteFile(const QString &path);

/// The same without reading the header: to see whether anything has changed since.
SqliteFile lookAgain(const SqliteFile &before);

/// The URI that opens @p file so that looking leaves no trace:
/// - rollback journal: mode=ro takes shared locks and writes nothing;
/// - WAL with -shm (somebody has it open, or crashed): mode=ro joins them, and leaves both files in place;
/// - WAL without -shm: SQLite would make that file. A VFS of ours keeps the index in memory, see noshmvfs.h;
/// - WAL mode without a log: SQLite would make both files. Everything is in the main file then: immutable=1.
/// The last two read without locks, so the session has to look whether the file changed meanwhile (readsUnlocked).
QByteArray readOnlyUri(const SqliteFile &file);
bool readsUnlocked(const SqliteFile &file);

/// The URI that opens @p path for writing; a missing file is made only with @p create.
QByteArray readWriteUri(const QString &path, bool create);

/// The path with every symbolic link resolved, the same before and after the file is made.
QString canonicalDatabasePath(const QString &path);

/// Name of the network file system with this magic number (statfs), or nothing: SQLite's locks can't be relied upon
/// there.
QString networkFileSystem(qint64 magic);
/// The same for the file system that holds @p path.
QString networkFileSystemOf(const QString &path);

/// Whether this process may access @p path with @p mode (R_OK, W_OK).
bool isAccessible(const QString &path, int mode);

} // namespace lk
