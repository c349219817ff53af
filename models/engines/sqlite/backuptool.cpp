// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/backuptool.h"

#include "models/base/age.h"
#include "models/base/privatefile.h"
#include "models/engines/sqlite/encrypteddump.h"
#include "models/engines/scratchfolder.h"

#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>

namespace lk {

namespace {

constexpr int PagesPerStep = 1024;
constexpr int RestartsBeforeHolding = 3;

struct BackupCloser {
    void operator()(sqlite3_backup *backup) const { sqlite3_backup_finish(backup); }
};
using Backup = std::unique_ptr<sqlite3_backup, BackupCloser>;

Failure cancelled()
{
    return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
}

Failure copyFailed(int code, int systemCode, const SqliteSession &to)
{
    Error error = sqliteError(code, QString::fromUtf8(sqlite3_errstr(code)), QStringLiteral("cannot copy the database"),
                              (code & 0xff) == SQLITE_IOERR ? systemCode : 0);
    if (isOutOfSpace(code, systemCode))
        error.what = QStringLiteral("no space left on the disk for the copy");
    error.where = {to.path(), 0, 0};
    return Failure(error);
}

Result<qint64> number(SqliteSession &session, const QString &pragma)
{
    return session.query(QStringLiteral("PRAGMA ") + pragma).map([](const Rows &rows) {
        return rows.rows.empty() ? 0 : rows.rows[0][0].toLongLong();
    });
}

bool isWal(SqliteSession &session)
{
    const Result<Rows> mode = session.query(QStringLiteral("PRAGMA journal_mode"));
    return mode && !mode->rows.empty() && mode->rows[0][0].toString() == QLatin1String("wal");
}

/// Makes the new, empty file; refuses whatever is there already, a symbolic link included.
Result<void> makeFile(const QString &file)
{
    const int fd = ::open(QFile::encodeName(file).constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                          0600);
    if (fd < 0)
        return Failure(Error{ErrorCode::Failed,
                             QStringLiteral("cannot make the file"),
                             {file, 0, 0},
                             qt_error_string(errno),
                             QStringLiteral("check the folder")});
    ::close(fd);
    return {};
}

void removeDatabase(const QString &file)
{
    for (const char *suffix : {"", "-journal", "-wal", "-shm"})
        QFile::remove(file + QLatin1String(suffix));
}

Result<void> syncFile(const QString &file)
{
    const int fd = ::open(QFile::encodeName(file).constData(), O_RDONLY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::fsync(fd) == 0;
    const int code = errno;
    if (fd >= 0)
        ::close(fd);
    if (!synced)
        return Failure(Error{ErrorCode::Failed,
                             QStringLiteral("cannot write the copy to the disk"),
                             {file, 0, 0},
                             qt_error_string(code),
                             {}});
    return syncFolder(QFileInfo(file).path());
}

Result<void> copyIntoFile(SqliteSession &from, const QString &file, RunControl &control, const ProgressSink &progress)
{
    // The copy's own journal would be of no use: a copy that fails is removed.
    Result<std::unique_ptr<SqliteSession>> to = SqliteSession::open(file, Access::ReadWrite, false,
                                                                    SqliteSession::Purpose::Scratch);
    if (!to)
        return Failure(to.error());
    return copyDatabase(from, **to, control, progress);
}

/// A database in WAL mode can't take pages of another size.
Result<void> makeRoomForPageSize(SqliteSession &from, SqliteSession &to)
{
    const Result<qint64> left = number(from, QStringLiteral("page_size"));
    const Result<qint64> right = number(to, QStringLiteral("page_size"));
    if (!left || !right)
        return Failure(left ? right.error() : left.error());
    if (*left == *right || !isWal(to))
        return {};
    return to.query(QStringLiteral("PRAGMA journal_mode = DELETE")).map([](const Rows &) {});
}

} // namespace

Result<void> holdContent(SqliteSession &from)
{
    if (from.inTransaction())
        return {};
    return from.execute("BEGIN")
        .and_then(
            [&](const StatementOutcome &) { return from.query(QStringLiteral("SELECT count(*) FROM sqlite_schema")); })
        .map([](const Rows &) {});
}

Result<void> copyDatabase(SqliteSession &from, SqliteSession &to, RunControl &control, const ProgressSink &progress)
{
    if (isWal(from)) {
        // Costs nobody anything: writers go on.
        if (Result<void> held = holdContent(from); !held)
            return held;
    }
    const Result<qint64> pageSize = number(from, QStringLiteral("page_size"));
    Backup backup(sqlite3_backup_init(to.handle(), "main", from.handle(), "main"));
    if (!backup || !pageSize)
        return Failure(backup ? pageSize.error()
                              : sqliteError(to.handle(), QStringLiteral("cannot copy the database")));
    int restarts = 0;
    int lastRemaining = INT_MAX;
    int code = SQLITE_OK;
    int systemCode = 0;
    while (code == SQLITE_OK) {
        if (control.cancelled())
            return cancelled();
        errno = 0;
        code = sqlite3_backup_step(backup.get(), PagesPerStep);
        systemCode = errno; // SQLite notes it for statements only
        const int remaining = sqlite3_backup_remaining(backup.get());
        const int total = sqlite3_backup_pagecount(backup.get());
        restarts += remaining > lastRemaining;
        lastRemaining = remaining;
        if (restarts == RestartsBeforeHolding) {
            if (Result<void> held = holdContent(from); !held)
                return held;
        }
        if (progress)
            progress({QStringLiteral("copying"), qint64(total - remaining) * *pageSize, qint64(total) * *pageSize});
    }
    if (code != SQLITE_DONE)
        return copyFailed(code, systemCode, to);
    errno = 0;
    code = sqlite3_backup_finish(backup.release());
    if (code != SQLITE_OK)
        return copyFailed(code, errno, to);
    if (from.inTransaction()) {
        if (Result<void> released = from.rollback(); !released)
            return released;
    }
    return from.unchanged();
}

Result<void> dumpDatabase(const QString &database, const DumpFile &file, RunControl &control,
                          const ProgressSink &progress)
{
    Result<std::unique_ptr<SqliteSession>> from = SqliteSession::open(database, Access::ReadOnly, false,
                                                                      SqliteSession::Purpose::Target);
    if (!from)
        return Failure(from.error());
    if (!(*from)->info().exists)
        return Failure(Error{ErrorCode::Connection,
                             QStringLiteral("there is no database to copy"),
                             {database, 0, 0},
                             {},
                             QStringLiteral("check the path")});
    if (Result<void> made = makeFile(file.path); !made)
        return made;
    Result<void> copied = file.form.recipients.isEmpty() ? copyIntoFile(**from, file.path, control, progress)
                                                         : dumpEncrypted(**from, file, control, progress);
    copied = copied.and_then([&] { return syncFile(file.path); });
    if (!copied) {
        removeDatabase(file.path);
        copied.error().what += QStringLiteral("; nothing was left behind");
    }
    return copied;
}

Result<std::unique_ptr<SqliteSession>> openDump(const QString &file)
{
    const QFileInfo info(file);
    if (!info.exists() || (info.isFile() && info.size() == 0))
        return Failure(Error{ErrorCode::Failed,
                             QStringLiteral("cannot read the backup"),
                             {file, 0, 0},
                             info.exists() ? QStringLiteral("it is empty: an interrupted copy")
                                           : QStringLiteral("there is no such file"),
                             QStringLiteral("choose another backup")});
    return SqliteSession::open(file, Access::ReadOnly, false, SqliteSession::Purpose::Target);
}

Result<void> loadDatabase(const DumpFile &dump, const QString &database, RunControl &control,
                          const ProgressSink &progress)
{
    std::unique_ptr<ScratchFolder> folder;
    QString file = dump.path;
    if (isAgeFile(dump.path)) {
        // Readable as a whole before anything is replaced.
        auto made = ScratchFolder::make();
        if (!made)
            return failure(std::move(made));
        folder = *std::move(made);
        file = folder->filePath(QStringLiteral("backup.db"));
        if (Result<void> readable = decryptDump(dump, file, control, progress); !readable)
            return readable;
    }
    Result<std::unique_ptr<SqliteSession>> from = openDump(file);
    if (!from)
        return Failure(from.error());
    const bool existed = QFileInfo::exists(database);
    if (!existed) {
        if (Result<void> made = makeFile(database); !made)
            return made;
    }
    Result<void> loaded;
    {
        Result<std::unique_ptr<SqliteSession>> to = SqliteSession::open(database, Access::ReadWrite, false,
                                                                        SqliteSession::Purpose::Target);
        loaded = to ? makeRoomForPageSize(**from, **to).and_then([&] {
            return copyDatabase(**from, **to, control, progress);
        })
                    : Result<void>(Failure(to.error()));
    }
    if (!loaded && !existed)
        removeDatabase(database);
    if (!loaded)
        loaded.error().what += QStringLiteral("; the database is as it was");
    return loaded;
}

Result<qint64> databaseSize(const QString &database)
{
    Result<std::unique_ptr<SqliteSession>> session = SqliteSession::open(database, Access::ReadOnly, false,
                                                                         SqliteSession::Purpose::Target);
    if (!session)
        return Failure(session.error());
    const Result<qint64> pages = number(**session, QStringLiteral("page_count"));
    const Result<qint64> size = number(**session, QStringLiteral("page_size"));
    if (!pages || !size)
        return Failure(pages ? size.error() : pages.error());
    return *pages * *size;
}

} // namespace lk
