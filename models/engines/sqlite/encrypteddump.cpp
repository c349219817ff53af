// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/encrypteddump.h"

#include "models/base/age.h"
#include "models/engines/sqlite/backuptool.h"
#include "models/engines/sqlite/pagestream.h"

#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>

namespace lk {

namespace {

constexpr int PagesPerStep = 256;

struct Closer {
    void operator()(sqlite3 *handle) const { sqlite3_close(handle); }
};

Failure cancelled()
{
    return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
}

/// One run of the online backup into @p stream.
Result<void> copyPages(SqliteSession &from, PageStream &stream, RunControl &control, const std::function<void(qint64, qint64)> &tell)
{
    sqlite3 *opened = nullptr;
    const int openCode = sqlite3_open_v2("stream", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, stream.vfs());
    const std::unique_ptr<sqlite3, Closer> to(opened);
    if (openCode != SQLITE_OK)
        return Failure(sqliteError(opened, QStringLiteral("cannot copy the database")));
    // No journal, and few pages in memory: they come out while the copy goes on.
    sqlite3_exec(opened, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = 64", nullptr, nullptr, nullptr);
    sqlite3_backup *backup = sqlite3_backup_init(opened, "main", from.handle(), "main");
    if (!backup)
        return Failure(sqliteError(opened, QStringLiteral("cannot copy the database")));
    int code = SQLITE_OK;
    while (code == SQLITE_OK && !control.cancelled()) {
        code = sqlite3_backup_step(backup, PagesPerStep);
        tell(sqlite3_backup_pagecount(backup) - sqlite3_backup_remaining(backup), sqlite3_backup_pagecount(backup));
    }
    const bool stopped = code == SQLITE_OK;
    const int finished = sqlite3_backup_finish(backup);
    if (stopped)
        return cancelled();
    code = code == SQLITE_DONE ? finished : code;
    if (code != SQLITE_OK)
        return Failure(sqliteError(code, QString::fromUtf8(sqlite3_errstr(code)), QStringLiteral("cannot copy the database"), 0));
    return {};
}

Result<void> streamInto(SqliteSession &from, AgeWriter &age, RunControl &control, const ProgressSink &progress)
{
    PageStream look;
    const auto tell = [&](const QString &what, qint64 pages, qint64 all) {
        if (progress && all > 0)
            progress({what, pages * look.firstPage().size(), all * look.firstPage().size()});
    };
    Result<void> done = copyPages(from, look, control, [&](qint64, qint64) { tell(QStringLiteral("reading"), 0, 1); });
    if (!done)
        return done;
    Result<void> written;
    PageStream stream(look.firstPage(), [&](QByteArrayView bytes) {
        written = age.write(bytes, control);
        return written.has_value();
    });
    done = copyPages(from, stream, control, [&](qint64 pages, qint64 all) { tell(QStringLiteral("encrypting"), pages, all); });
    if (!written)
        return written;
    if (done && !stream.isWhole())
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot copy the database"), {}, QStringLiteral("its pages did not come in their order"), {}});
    return done;
}

} // namespace

Result<void> dumpEncrypted(SqliteSession &from, const DumpFile &file, RunControl &control, const ProgressSink &progress)
{
    auto age = AgeWriter::make(file.path, file.form.recipients);
    if (!age)
        return failure(std::move(age));
    Result<void> done = holdContent(from)
                            .and_then([&] { return streamInto(from, **age, control, progress); })
                            .and_then([&] { return (*age)->finish(control); });
    if (from.inTransaction()) {
        if (Result<void> released = from.rollback(); done && !released)
            done = released;
    }
    return done.and_then([&] { return from.unchanged(); });
}

Result<void> decryptDump(const DumpFile &dump, const QString &path, RunControl &control, const ProgressSink &progress)
{
    auto age = AgeReader::make(dump.path, dump.form.identity);
    if (!age)
        return failure(std::move(age));
    QFile out(path);
    const auto failed = [&out] {
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot write the scratch copy"), {out.fileName(), 0, 0}, out.errorString(),
                             QStringLiteral("make space there, or set TMPDIR to another folder")});
    };
    if (!out.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        return failed();
    const qint64 total = QFileInfo(dump.path).size();
    for (;;) {
        const auto bytes = (*age)->read(control);
        if (!bytes)
            return Failure(bytes.error());
        if (bytes->isEmpty())
            return out.flush() ? Result<void>() : failed();
        if (out.write(*bytes) != bytes->size())
            return failed();
        if (progress)
            progress({QStringLiteral("decrypting"), std::min(out.pos(), total), total});
    }
}

} // namespace lk
