// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/scratch.h"

#include "models/engines/mysql/backuptool.h"
#include "models/engines/mysql/copymask.h"
#include "models/engines/mysql/dumpfile.h"
#include "models/engines/mysql/dumpwriter.h"
#include "models/engines/mysql/lock.h"
#include "models/engines/mysql/mysqltarget.h"
#include "models/engines/mysql/privateserver.h"
#include "models/engines/mysql/values.h"
#include "models/engines/scratchfolder.h"

#include <QLocale>
#include <QMap>
#include <QRandomGenerator>

namespace lk {

namespace {

const auto Prefix = QStringLiteral("lockkeeper_scratch_");
/// An empty database of this name beside a scratch says that it stays on purpose: databases have no comments everywhere.
const auto KeptSuffix = QStringLiteral("_kept");

/// Beside one there may be what a tool keeps for it, under its name with a word more.
QString ownerOf(const QString &database)
{
    return database.section(u'_', 0, 2);
}

/// The server without a database, able to make one.
Result<std::unique_ptr<MysqlSession>> openServer(const Target &target, const Dialect &dialect)
{
    Target server = target;
    server.database.clear();
    return MysqlSession::open(server, dialect, Access::ReadWrite, false);
}

Failure cannotMake(Error error)
{
    error.what = QStringLiteral("cannot make the scratch database");
    if (error.code == ErrorCode::Failed)
        error.nextStep = QStringLiteral("the account needs CREATE, DROP and all else on `%1%`.*").arg(QString(Prefix).replace(u'_', QStringLiteral("\\_")));
    return Failure(error);
}

/// Scratches on the server, each with the databases that belong to it.
Result<QMap<QString, QStringList>> scratchesOn(MysqlSession &server)
{
    return server
        .query(QStringLiteral("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE ? ORDER BY schema_name"),
               {QString(Prefix).replace(u'_', QStringLiteral("\\_")) + u'%'})
        .map([](const Rows &rows) {
            QMap<QString, QStringList> found;
            for (const QString &name : firstColumn(rows))
                found[ownerOf(name)] << name;
            return found;
        });
}

/// The server may still be at the last statement of a process that died: it notices only when it answers.
Result<void> endStatements(MysqlSession &server, const QString &database)
{
    const auto left = server.query(QStringLiteral("SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()"), {database});
    if (!left)
        return Failure(left.error());
    for (const QString &id : firstColumn(*left))
        (void)server.replay("KILL " + id.toUtf8()); // it may have ended by itself
    return {};
}

/// Whoever uses a scratch holds its lock. Each of the @p tries waits for locks as long as the target's setting says.
Result<void> dropUnused(MysqlSession &server, const QString &owner, const QStringList &databases, int tries)
{
    const Result<std::unique_ptr<NamedLock>> lock = NamedLock::take(server.target(), owner);
    if (!lock)
        return Failure(lock.error());
    for (const QString &name : databases) {
        Result<void> dropped = endStatements(server, name);
        for (int i = 0; i < tries && (i == 0 ? dropped.has_value() : !dropped && dropped.error().code == ErrorCode::Locked); ++i)
            dropped = server.replay("DROP DATABASE IF EXISTS " + backticked(name).toUtf8());
        if (!dropped)
            return dropped;
    }
    return {};
}

/// Drops what dead processes left.
Result<void> sweep(MysqlSession &server)
{
    const auto left = scratchesOn(server);
    if (!left)
        return Failure(left.error());
    for (auto scratch = left->begin(); scratch != left->end(); ++scratch) {
        if (scratch->contains(scratch.key() + KeptSuffix))
            continue;
        if (Result<void> dropped = dropUnused(server, scratch.key(), *scratch, 1); !dropped && dropped.error().code != ErrorCode::Locked)
            return dropped;
    }
    return {};
}

/// In bytes, by the server's own statistics.
qint64 sizeOf(MysqlSession &server, const QString &database)
{
    const auto size = server.query(QStringLiteral("SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables WHERE table_schema = ?"), {database});
    return size && !size->rows.empty() ? size->rows[0][0].toLongLong() : 0;
}

class MysqlScratch final : public Scratch
{
public:
    ~MysqlScratch() override
    {
        m_session.reset();
        if (m_kept)
            return;
        for (const QString &name : {m_target.database, m_target.database + QStringLiteral("_registry"), m_target.database + QStringLiteral("_trial")}) {
            const auto drop = "DROP DATABASE IF EXISTS " + backticked(name).toUtf8();
            if (m_server && !m_server->replay(drop)) {
                // The connection may have ended; what stays is swept by the next.
                if (const auto again = openServer(m_target, m_dialect))
                    (void)(*again)->replay(drop);
            }
        }
    }

    MysqlSession &session() override { return *m_session; }
    const Target &target() const override { return m_target; }
    Result<void> keep() override
    {
        Result<void> marked = m_server->replay("CREATE DATABASE IF NOT EXISTS " + backticked(m_target.database + KeptSuffix).toUtf8());
        m_kept = marked.has_value();
        return marked;
    }

    static Result<std::unique_ptr<MysqlScratch>> make(const Target &beside, const Dialect &dialect, const QString &source, const QByteArray &charset)
    {
        auto server = openServer(beside, dialect);
        if (!server)
            return failure(std::move(server));
        if (Result<void> swept = sweep(**server); !swept)
            return cannotMake(swept.error());
        auto scratch = std::make_unique<MysqlScratch>();
        scratch->m_dialect = dialect;
        const QString name = Prefix + QString::number(QRandomGenerator::system()->generate64(), 16);
        Target target = onSameServer(beside, name);
        auto lock = NamedLock::take(target, name);
        if (!lock)
            return cannotMake(lock.error());
        scratch->m_lock = *std::move(lock);
        const Result<void> created = (*server)->replay("CREATE DATABASE " + backticked(name).toUtf8() + charset);
        if (!created)
            return cannotMake(created.error());
        scratch->m_server = *std::move(server);
        scratch->m_target = target;
        auto session = MysqlSession::open(target, dialect, Access::ReadWrite, false);
        if (!session)
            return cannotMake(session.error());
        scratch->m_session = *std::move(session);
        return scratch->wear(source).map([&] { return std::move(scratch); });
    }

    CopyMask &mask() { return *m_mask; }
    /// A connection without a database, which no mask turns.
    MysqlSession &server() { return *m_server; }

private:
    Result<void> wear(const QString &source)
    {
        const Result<Rows> names = m_session->query(QStringLiteral("SELECT schema_name, @@lower_case_table_names FROM information_schema.schemata"));
        if (!names)
            return Failure(names.error());
        CopyMask::Names known{source, m_target.database, false, {}};
        for (const QVariantList &row : names->rows) {
            const QString name = row[0].toString();
            known.foldsCase = row[1].toInt() != 0;
            if (name != source && name != m_target.database && name != QLatin1String("information_schema"))
                known.others.insert(name);
        }
        m_mask = std::make_shared<CopyMask>(known, m_dialect);
        m_session->setMask(m_mask);
        return {};
    }

    Dialect m_dialect;
    std::unique_ptr<NamedLock> m_lock;
    std::unique_ptr<MysqlSession> m_server;
    std::unique_ptr<MysqlSession> m_session;
    std::shared_ptr<CopyMask> m_mask;
    Target m_target;
    bool m_kept = false;
};

Result<QByteArray> charsetOf(MysqlSession &from)
{
    return from
        .query(QStringLiteral("SELECT default_character_set_name, default_collation_name FROM information_schema.schemata "
                              "WHERE schema_name = DATABASE()"))
        .map([](const Rows &rows) {
            return rows.rows.empty() ? QByteArray(" CHARACTER SET utf8mb4")
                                     : " CHARACTER SET " + rows.rows[0][0].toByteArray() + " COLLATE " + rows.rows[0][1].toByteArray();
        });
}

Result<std::unique_ptr<Scratch>> fill(std::unique_ptr<MysqlScratch> scratch, MysqlDumpFile &dump, RunControl &control, const ProgressSink &progress,
                                      const ServerMadeIndexes &serverMade = {})
{
    const Result<void> loaded = dump.replay(scratch->session(), scratch->mask(), true, control, progress, serverMade);
    if (!loaded)
        return Failure(loaded.error());
    return scratch;
}

/// Another server needs what the target's tables are made of; ours gets its users.
Result<void> prepareServer(MysqlSession &from, const Target &beside, const Dialect &dialect)
{
    auto there = openServer(beside, dialect);
    if (!there)
        return Failure(there.error());
    if (isPrivateMysql(beside)) {
        if (Result<void> copied = copyDefiners(from, **there); !copied)
            return copied;
    }
    const auto missing = missingOn(from, **there);
    if (!missing)
        return Failure(missing.error());
    if (missing->isEmpty())
        return {};
    return Failure(Error{ErrorCode::Usage, QStringLiteral("cannot make the scratch copy on another server"), {beside.url, 0, 0},
                         QStringLiteral("it lacks %1").arg(missing->join(QStringLiteral(", "))), QStringLiteral("rehearse on a server of the target's version")});
}

} // namespace

Result<std::vector<AbandonedScratch>> abandonedOnMysql(const Target &target, const Dialect &dialect)
{
    Target server = target;
    server.database.clear();
    auto session = MysqlSession::open(server, dialect, Access::ReadOnly, false);
    if (!session)
        return failure(std::move(session));
    const auto scratches = scratchesOn(**session);
    if (!scratches)
        return Failure(scratches.error());
    std::vector<AbandonedScratch> found;
    for (auto scratch = scratches->begin(); scratch != scratches->end(); ++scratch) {
        const auto free = (*session)->query(QStringLiteral("SELECT IS_FREE_LOCK(?)"), {scratch.key()});
        if (!free)
            return Failure(free.error());
        if (free->rows[0][0].toInt() != 1)
            continue;
        const bool kept = scratch->contains(scratch.key() + KeptSuffix);
        found.push_back({scratch.key(), kept,
                         QStringLiteral("database %1 on %2, %3, %4")
                             .arg(scratch.key(), serverOf(target), QLocale::c().formattedDataSize(sizeOf(**session, scratch.key()), 0, QLocale::DataSizeSIFormat),
                                  kept ? QStringLiteral("kept on purpose") : QStringLiteral("left behind"))});
    }
    return found;
}

Result<void> removeFromMysql(const Target &target, const Dialect &dialect, const AbandonedScratch &scratch)
{
    if (!isScratchName(scratch.name))
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot remove the scratch copy"), {scratch.name, 0, 0}, QStringLiteral("it is not one of ours"), {}});
    auto server = openServer(target, dialect);
    if (!server)
        return Failure(server.error());
    const auto scratches = scratchesOn(**server);
    if (!scratches)
        return Failure(scratches.error());
    return dropUnused(**server, scratch.name, scratches->value(scratch.name), 12); // what a large statement did takes a while to take back
}

bool isScratchName(const QString &database)
{
    return database.startsWith(Prefix);
}

Result<std::unique_ptr<Scratch>> scratchOfMysql(const Target &target, const Dialect &dialect, ScratchData data, const Target &beside, RunControl &control,
                                                const ProgressSink &progress)
{
    auto from = MysqlSession::open(target, dialect, Access::ReadOnly, false);
    if (!from)
        return failure(std::move(from));
    if (Result<void> ready = (*from)->info().exists && !(beside == target) ? prepareServer(**from, beside, dialect) : Result<void>(); !ready)
        return Failure(ready.error());
    const Result<QByteArray> charset = charsetOf(**from);
    if (!charset)
        return Failure(charset.error());
    auto scratch = MysqlScratch::make(beside, dialect, target.database, *charset);
    if (!scratch)
        return failure(std::move(scratch));
    if (!(*from)->info().exists)
        return std::unique_ptr<Scratch>(*std::move(scratch));
    auto folder = ScratchFolder::make();
    if (!folder)
        return failure(std::move(folder));
    const QString file = (*folder)->filePath(QStringLiteral("copy.sql"));
    if (Result<void> dumped = dumpMysql(**from, data == ScratchData::Full, file, control, progress); !dumped)
        return Failure(dumped.error());
    auto dump = MysqlDumpFile::open(file, control, progress);
    if (!dump)
        return failure(std::move(dump));
    const auto serverMade = serverMadeIndexes((*scratch)->server(), target.database, (*scratch)->target().database);
    if (!serverMade)
        return cannotMake(serverMade.error());
    return fill(*std::move(scratch), **dump, control, progress, *serverMade);
}

Result<std::unique_ptr<Scratch>> scratchFromDump(const DumpFile &file, const Target &target, const Dialect &dialect, RunControl &control,
                                                 const ProgressSink &progress)
{
    auto dump = MysqlDumpFile::open(file, control, progress);
    if (!dump)
        return failure(std::move(dump));
    const QByteArray charset = (*dump)->charset().isEmpty() ? QByteArray(" CHARACTER SET utf8mb4") : (*dump)->charset();
    auto scratch = MysqlScratch::make(target, dialect, (*dump)->database(), charset);
    if (!scratch)
        return failure(std::move(scratch));
    return fill(*std::move(scratch), **dump, control, progress);
}

} // namespace lk
