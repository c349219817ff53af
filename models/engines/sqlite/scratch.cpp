// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/scratch.h"

#include "models/engines/sqlite/backuptool.h"
#include "models/engines/sqlite/introspect.h"
#include "models/engines/sqlite/scratchfolder.h"
#include "models/sql/splitter.h"

namespace lk {

namespace {

class SqliteScratch final : public Scratch
{
public:
    static Result<std::unique_ptr<SqliteScratch>> make()
    {
        Result<std::unique_ptr<ScratchFolder>> folder = ScratchFolder::make();
        if (!folder)
            return failure(std::move(folder));
        auto scratch = std::make_unique<SqliteScratch>();
        scratch->m_folder = *std::move(folder);
        const QString path = scratch->m_folder->filePath(QStringLiteral("scratch.db"));
        Result<std::unique_ptr<SqliteSession>> session = SqliteSession::open(path, Access::ReadWrite, true,
                                                                             SqliteSession::Purpose::Scratch);
        if (!session)
            return failure(std::move(session));
        scratch->m_session = *std::move(session);
        scratch->m_target = {QStringLiteral("sqlite"), QStringLiteral("sqlite:") + path, path, {}};
        return scratch;
    }

    SqliteSession &session() override { return *m_session; }
    const Target &target() const override { return m_target; }

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
    // The copy brings its own journal mode along.
    if (copied)
        copied = to.query(QStringLiteral("PRAGMA journal_mode = MEMORY")).map([](const Rows &) {});
    if (!copied)
        return Failure(copied.error());
    return std::unique_ptr<Scratch>(*std::move(scratch));
}

} // namespace lk
