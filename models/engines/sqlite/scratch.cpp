// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/scratch.h"

#include "models/base/age.h"
#include "models/engines/sqlite/backuptool.h"
#include "models/engines/sqlite/encrypteddump.h"
#include "models/engines/sqlite/introspect.h"
#include "models/engines/scratchfolder.h"
#include "models/sql/splitter.h"

namespace lk {

namespace {

class SqliteScratch final : public Scratch
{
public:
    /// An empty one, or of the file that @p fill makes.
    static Result<std::unique_ptr<SqliteScratch>> make(const std::function<Result<void>(const QString &)> &fill = {})
    {
        Result<std::unique_ptr<ScratchFolder>> folder = ScratchFolder::make();
        if (!folder)
            return failure(std::move(folder));
        auto scratch = std::make_unique<SqliteScratch>();
        scratch->m_folder = *std::move(folder);
        const QString path = scratch->m_folder->filePath(QStringLiteral("scratch.db"));
        if (Result<void> filled = fill ? fill(path) : Result<void>(); !filled)
            return Failure(filled.error());
        Result<std::unique_ptr<SqliteSession>> session = SqliteSession::open(path, Access::ReadWrite, !fill,
                                                                             SqliteSession::Purpose::Scratch);
        if (!session)
            return failure(std::move(session));
        scratch->m_session = *std::move(session);
        scratch->m_target = {QStringLiteral("sqlite"), QStringLiteral("sqlite:") + path, path, {}};
        return scratch;
    }

    SqliteSession &session() override { return *m_session; }
    const Target &target() const override { return m_target; }
    Result<void> keep() override { return m_folder->keep(); }

private:
    // The folder is declared first: it goes after the session was closed.
    std::unique_ptr<ScratchFolder> m_folder;
    std::unique_ptr<SqliteSession> m_session;
    Target m_target;
};

Failure cannotRebuild(Error error)
{
    error.what = QStringLiteral("cannot rebuild the schema in the scratch copy");
    error.nextStep = QStringLiteral("rehearse on a full copy instead");
    return Failure(error);
}

/// What the schema does not say but programs rely on.
Result<void> copyPragmas(SqliteSession &from, SqliteSession &to)
{
    for (const char *pragma : {"encoding", "user_version", "application_id"}) {
        const QString name = QLatin1String(pragma);
        const Result<Rows> value = from.query(QStringLiteral("PRAGMA ") + name);
        if (!value)
            return Failure(value.error());
        const Result<Rows> set = to.query(
            QStringLiteral("PRAGMA %1 = %2").arg(name, quotedName(value->rows[0][0].toString())));
        if (!set)
            return Failure(set.error());
    }
    return {};
}

Result<void> copySchema(SqliteSession &from, SqliteSession &to)
{
    const Result<Snapshot> snapshot = sqliteSnapshot(from);
    if (!snapshot)
        return Failure(snapshot.error());
    const QByteArray script = ddl(*snapshot).toUtf8();
    const auto statements = splitStatements(script, sqliteDialect());
    if (!statements)
        return cannotRebuild(statements.error());
    if (Result<void> copied = copyPragmas(from, to); !copied)
        return copied;
    if (Result<void> begun = to.begin(); !begun)
        return begun;
    for (const StatementSpan &span : *statements) {
        const auto done = to.execute(QByteArrayView(script).sliced(span.offset, span.length));
        if (!done)
            return cannotRebuild(done.error());
    }
    return to.commit();
}

/// The copy brings its own journal mode along. In memory the journal of a statement that changes a whole table would be that table.
Result<void> keepJournalBeside(SqliteSession &session)
{
    return session.query(QStringLiteral("PRAGMA journal_mode = TRUNCATE")).map([](const Rows &) {});
}

} // namespace

Result<std::unique_ptr<Scratch>> scratchOf(SqliteSession &from, ScratchData data, RunControl &control,
                                           const ProgressSink &progress)
{
    auto scratch = SqliteScratch::make();
    if (!scratch)
        return failure(std::move(scratch));
    SqliteSession &to = (*scratch)->session();
    Result<void> copied;
    if (from.info().exists)
        copied = data == ScratchData::Full ? copyDatabase(from, to, control, progress) : copySchema(from, to);
    if (copied)
        copied = keepJournalBeside(to);
    if (!copied)
        return Failure(copied.error());
    return std::unique_ptr<Scratch>(*std::move(scratch));
}

Result<std::unique_ptr<Scratch>> scratchOfDump(const DumpFile &dump, RunControl &control, const ProgressSink &progress)
{
    if (!isAgeFile(dump.path)) {
        auto from = openDump(dump.path);
        return from ? scratchOf(**from, ScratchData::Full, control, progress) : Failure(from.error());
    }
    auto scratch = SqliteScratch::make([&](const QString &path) { return decryptDump(dump, path, control, progress); });
    if (!scratch)
        return failure(std::move(scratch));
    return keepJournalBeside((*scratch)->session()).map([&] { return std::unique_ptr<Scratch>(*std::move(scratch)); });
}

} // namespace lk
