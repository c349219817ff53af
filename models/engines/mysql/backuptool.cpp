// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/backuptool.h"

#include "models/engines/mysql/cancelledcopy.h"
#include "models/engines/mysql/dumpfile.h"
#include "models/engines/mysql/scratch.h"
#include "models/engines/mysql/values.h"

namespace lk {

namespace {

Result<void> dropAll(MysqlSession &session)
{
    struct Kind {
        const char *list;
        const char *drop;
    };
    static constexpr Kind Kinds[] = {
        {"SELECT event_name FROM information_schema.events WHERE event_schema = DATABASE()", "DROP EVENT "},
        {"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'VIEW'", "DROP VIEW "},
        {"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')", "DROP TABLE "},
        {"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'SEQUENCE'", "DROP SEQUENCE "},
        {"SELECT routine_name FROM information_schema.routines WHERE routine_schema = DATABASE() AND routine_type = 'FUNCTION'", "DROP FUNCTION "},
        {"SELECT routine_name FROM information_schema.routines WHERE routine_schema = DATABASE() AND routine_type = 'PROCEDURE'", "DROP PROCEDURE "},
    };
    Result<void> done = session.replay("SET foreign_key_checks = 0");
    for (const Kind &kind : Kinds) {
        const Result<Rows> names = done ? session.query(QString::fromLatin1(kind.list)) : Result<Rows>(Failure(done.error()));
        if (!names)
            return Failure(names.error());
        for (const QVariantList &row : names->rows) {
            if (done)
                done = session.replay(kind.drop + backticked(row[0].toString()).toUtf8());
        }
    }
    return done;
}

CopyMask maskFor(const MysqlDumpFile &dump, const Target &target, const Dialect &dialect)
{
    return CopyMask({dump.database(), target.database, false, {}}, dialect);
}

Result<void> loadNew(MysqlDumpFile &dump, const Target &target, const Dialect &dialect, RunControl &control, const ProgressSink &progress)
{
    Result<std::unique_ptr<MysqlSession>> session = MysqlSession::open(target, dialect, Access::ReadWrite, true);
    if (!session)
        return failure(std::move(session));
    const QByteArray name = backticked(target.database).toUtf8();
    Result<void> loaded;
    if (!dump.charset().isEmpty())
        loaded = (*session)->replay("ALTER DATABASE " + name + dump.charset());
    CopyMask mask = maskFor(dump, target, dialect);
    if (loaded)
        loaded = dump.replay(**session, mask, false, control, progress);
    if (loaded)
        return loaded;
    Result<std::unique_ptr<MysqlSession>> again = MysqlSession::open(target, dialect, Access::ReadWrite, false);
    const bool removed = again && (*again)->replay("DROP DATABASE " + name);
    loaded.error().what += removed ? QStringLiteral("; the database was not made")
                                   : QStringLiteral("; the half loaded database %1 could not be removed").arg(target.database);
    return loaded;
}

Result<void> loadOver(MysqlDumpFile &dump, const DumpFile &file, const Target &target, const Dialect &dialect, RunControl &control,
                      const ProgressSink &progress)
{
    // Proven beside it first: nothing is dropped for a dump that does not load.
    if (const auto proof = scratchFromDump(file, target, dialect, control, progress); !proof) {
        Error error = proof.error();
        error.what += QStringLiteral("; the database is as it was");
        return Failure(error);
    }
    Result<std::unique_ptr<MysqlSession>> session = MysqlSession::open(target, dialect, Access::ReadWrite, false);
    if (!session)
        return failure(std::move(session));
    if (control.cancelled())
        return cancelledCopy();
    // From here on it goes to the end: a half loaded database is worse than a late one.
    RunControl unstoppable;
    CopyMask mask = maskFor(dump, target, dialect);
    Result<void> loaded = dropAll(**session);
    if (loaded && !dump.charset().isEmpty())
        loaded = (*session)->replay("ALTER DATABASE " + backticked(target.database).toUtf8() + dump.charset());
    if (loaded)
        loaded = dump.replay(**session, mask, false, unstoppable, progress);
    if (!loaded) {
        loaded.error().what += QStringLiteral("; the database %1 is now incomplete").arg(target.database);
        loaded.error().nextStep = QStringLiteral("remove the cause and load the backup again: it loaded well beside the database");
    }
    return loaded;
}

} // namespace

Result<void> loadMysql(const DumpFile &file, const Target &target, const Dialect &dialect, RunControl &control, const ProgressSink &progress)
{
    Result<std::unique_ptr<MysqlDumpFile>> dump = MysqlDumpFile::open(file, control, progress);
    if (!dump)
        return failure(std::move(dump));
    const auto look = MysqlSession::open(target, dialect, Access::ReadOnly, false);
    if (!look)
        return Failure(look.error());
    return (*look)->info().exists ? loadOver(**dump, file, target, dialect, control, progress)
                                  : loadNew(**dump, target, dialect, control, progress);
}

Result<qint64> estimatedDumpSize(MysqlSession &session)
{
    // Bytes are written as hex, and what the server says may be old.
    constexpr qint64 Least = 4 * 1024 * 1024;
    constexpr qint64 PerTable = 16 * 1024;
    return session
        .query(QStringLiteral("SELECT COUNT(*), SUM(data_length) FROM information_schema.tables WHERE table_schema = DATABASE()"))
        .map([](const Rows &rows) { return Least + rows.rows[0][0].toLongLong() * PerTable + 2 * rows.rows[0][1].toString().toLongLong(); });
}

Result<QStringList> tablesWithoutTransactions(Session &session)
{
    return session
        .query(QStringLiteral("SELECT t.table_name, t.engine FROM information_schema.tables t JOIN information_schema.engines e ON e.engine = t.engine "
                              "WHERE t.table_schema = DATABASE() AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') AND e.transactions = 'NO' ORDER BY 1"))
        .map([](const Rows &rows) {
            QStringList names;
            for (const QVariantList &row : rows.rows)
                names << QStringLiteral("%1 (%2)").arg(row[0].toString(), row[1].toString());
            return names;
        });
}

} // namespace lk
