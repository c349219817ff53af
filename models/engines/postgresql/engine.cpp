// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/engine.h"

#include "models/engines/postgresql/address.h"
#include "models/engines/postgresql/backuptool.h"
#include "models/engines/postgresql/dumpwriter.h"
#include "models/engines/postgresql/contents.h"
#include "models/engines/postgresql/ddl.h"
#include "models/engines/postgresql/diagnosis.h"
#include "models/engines/postgresql/explain.h"
#include "models/engines/postgresql/introspect.h"
#include "models/engines/postgresql/lock.h"
#include "models/engines/postgresql/lockweather.h"
#include "models/engines/postgresql/observe.h"
#include "models/engines/postgresql/privateserver.h"
#include "models/engines/postgresql/scratch.h"
#include "models/engines/postgresql/sizes.h"
#include "models/engines/postgresql/soundness.h"
#include "models/engines/postgresql/temporarydatabase.h"
#include "models/engines/scratchfolder.h"
#include "models/sql/transactionfacts.h"

#include <QSet>

#include <algorithm>

namespace lk {

namespace {

PostgresqlSession &own(Session &session)
{
    Q_ASSERT(dynamic_cast<PostgresqlSession *>(&session));
    return static_cast<PostgresqlSession &>(session);
}

QString costOf(const StatementFacts &facts)
{
    const QString alone = QStringLiteral("PostgreSQL refuses it inside a transaction: it commits at once and stays, whatever fails later");
    const bool buildsIndex = facts.objectKind == ObjectKind::Index || facts.verb == Verb::Reindex;
    if (facts.concurrently && buildsIndex && facts.verb != Verb::Drop)
        return alone + QStringLiteral("; if it fails itself, it leaves an invalid index behind that must be dropped");
    return alone;
}

/// Whether a failure leaves nothing of a statement that runs alone.
bool isWhole(const StatementFacts &facts)
{
    return !facts.concurrently && (facts.verb == Verb::Create || facts.verb == Verb::Alter || facts.verb == Verb::Drop);
}

bool mentions(QByteArrayView sql, const char *word)
{
    return QString::fromUtf8(sql.first(std::min<qsizetype>(sql.size(), 500))).contains(QLatin1String(word), Qt::CaseInsensitive);
}

} // namespace

PostgresqlEngine::PostgresqlEngine()
    : m_traits{QStringLiteral("postgresql"),
               QStringLiteral("PostgreSQL"),
               {QStringLiteral("postgresql"), QStringLiteral("postgres")},
               postgresqlDialect(),
               true,
               QStringLiteral("pg_dump custom"),
               QStringLiteral(".dump"),
               QStringLiteral("PGPASSWORD"),
               ServerTraits{5432,
                            QStringLiteral("host"),
                            QStringLiteral("sslmode"),
                            {QStringLiteral("disable"), QStringLiteral("allow"), QStringLiteral("prefer"), QStringLiteral("require"),
                             QStringLiteral("verify-ca"), QStringLiteral("verify-full")},
                            QStringLiteral("sslrootcert"),
                            QStringLiteral("sslcert"),
                            QStringLiteral("sslkey")},
               QStringLiteral("pg_dump directory")}
{}

Result<Target> PostgresqlEngine::target(const QString &url, const QString &) const
{
    return readPostgresqlAddress(url);
}

Result<std::unique_ptr<Session>> PostgresqlEngine::open(const Target &target, Access access, bool create) const
{
    return PostgresqlSession::open(target, access, create).map([](auto &&session) {
        return std::unique_ptr<Session>(std::move(session));
    });
}

QString PostgresqlEngine::identity(const Target &target) const
{
    const QString host = target.options.value(QStringLiteral("hostaddr"), target.host).toLower();
    return QStringLiteral("postgresql://%1:%2/%3")
        .arg(host.isEmpty() ? QStringLiteral("local") : host, QString::number(target.port), target.database);
}

QString PostgresqlEngine::identityQuery() const
{
    return QStringLiteral("SELECT concat_ws(' ', current_database(), (SELECT oid FROM pg_database WHERE datname = current_database()), (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint)");
}

Result<Snapshot> PostgresqlEngine::snapshot(Session &session) const
{
    const ServerInfo info = session.info();
    if (info.exists)
        return postgresqlSnapshot(session, own(session).catalogMemory());
    Snapshot nothing;
    nothing.engine = m_traits.name;
    nothing.engineVersion = info.version;
    nothing.takenAt = QDateTime::currentDateTimeUtc();
    return nothing;
}

Result<Contents> PostgresqlEngine::contents(Session &session, ContentDepth depth, RunControl &control) const
{
    return session.info().exists ? postgresqlContents(own(session), depth, control) : Contents();
}

Result<Counters> PostgresqlEngine::counters(Session &session) const
{
    return session.info().exists ? postgresqlCounters(own(session)) : Counters();
}

Result<std::vector<TableSize>> PostgresqlEngine::tableSizes(Session &session) const
{
    return postgresqlTableSizes(session);
}

Result<Gauge> PostgresqlEngine::gauge(Session &scratch) const
{
    return postgresqlGauge(scratch);
}

Result<std::vector<IndexUse>> PostgresqlEngine::indexUse(Session &session) const
{
    return session.info().exists ? postgresqlIndexUse(own(session)) : std::vector<IndexUse>();
}

Result<LockWeather> PostgresqlEngine::lockWeather(Session &session, const QStringList &tables) const
{
    return session.info().exists ? postgresqlLockWeather(own(session), tables) : LockWeather{QDateTime::currentDateTimeUtc(), {}, {}, {}};
}

Result<QueryPlan> PostgresqlEngine::explain(Session &session, QByteArrayView query, bool run) const
{
    return explainPostgresql(own(session), query, run);
}

Result<QStringList> PostgresqlEngine::referenceViolations(Session &session) const
{
    return brokenPostgresqlReferences(own(session));
}

Result<QStringList> PostgresqlEngine::integrityProblems(Session &session, RunControl &) const
{
    return invalidPostgresqlIndexes(own(session)).map([](const std::vector<Leftover> &found) {
        QStringList problems;
        for (const Leftover &leftover : found)
            problems << (leftover.statement.isEmpty() ? leftover.problem : QStringLiteral("%1; %2;").arg(leftover.problem, leftover.statement));
        return problems;
    });
}

Result<std::vector<Leftover>> PostgresqlEngine::leftovers(Session &session) const
{
    return invalidPostgresqlIndexes(own(session)).map([](std::vector<Leftover> found) {
        std::erase_if(found, [](const Leftover &leftover) { return leftover.statement.isEmpty(); });
        return found;
    });
}

StepFrame PostgresqlEngine::frame(const std::vector<ScriptStatement> &statements) const
{
    StepFrame frame;
    bool anyAlone = false;
    bool movesPath = false;
    bool changesRole = false;
    for (const ScriptStatement &statement : statements) {
        const bool sets = statement.facts.verb == Verb::Set || statement.facts.verb == Verb::Select;
        movesPath = movesPath || (sets && (mentions(statement.sql, "search_path") || mentions(statement.sql, "schema")));
        changesRole = changesRole || (statement.facts.verb == Verb::Set && (mentions(statement.sql, "role") || mentions(statement.sql, "authorization")));
        const bool alone = refusesTransaction(statement.facts, statement.sql, 0);
        frame.statements.push_back({alone, alone ? costOf(statement.facts) : QString(), !alone || isWhole(statement.facts)});
        anyAlone = anyAlone || alone;
    }
    if (!anyAlone)
        frame.statements.clear();
    else if (statements.size() > 1)
        frame.remarks << QStringLiteral("the script is not one transaction: what ran before a statement that runs alone is "
                                        "committed before it");
    // The tracking table was found by the path, and is written by the role, that the session began with.
    if (changesRole)
        frame.beforeRecord << QByteArrayLiteral("RESET SESSION AUTHORIZATION") << QByteArrayLiteral("RESET ROLE");
    if (movesPath)
        frame.beforeRecord << QByteArrayLiteral("RESET search_path");
    return frame;
}

Result<std::optional<bool>> PostgresqlEngine::committed(Session &session, const QString &transaction) const
{
    if (transaction.isEmpty())
        return std::nullopt;
    return own(session).value(QStringLiteral("SELECT pg_xact_status(?::xid8)"), {transaction}).map([](const QVariant &status) {
        const QString word = status.toString();
        if (word == QLatin1String("committed"))
            return std::optional(true);
        return word == QLatin1String("aborted") ? std::optional(false) : std::nullopt;
    });
}

Result<bool> PostgresqlEngine::isConnected(Session &session, const QString &connection) const
{
    // Process numbers come again; together with the beginning they don't. Who may not see that of others sees no beginning.
    return session
        .query(QStringLiteral("SELECT 1 FROM pg_stat_activity WHERE pid = ?::int AND "
                              "coalesce((extract(epoch FROM backend_start) * 1000000)::bigint = ?::bigint, true)"),
               {connection.section(u'@', 0, 0).toInt(), connection.section(u'@', 1).toLongLong()})
        .map([](const Rows &rows) { return !rows.rows.empty(); });
}

Result<QStringList> PostgresqlEngine::newerAtWork(Session &session) const
{
    return session
        .query(QStringLiteral("SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() "
                              "AND state <> 'idle' AND backend_start >= (SELECT backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())"))
        .map(firstColumn);
}

Snapshot PostgresqlEngine::inCopies(Snapshot snapshot) const
{
    QSet<std::pair<QString, QString>> partitioned;
    for (const SchemaObject &object : snapshot.objects) {
        if (object.attributes.contains(QStringLiteral("partition by")))
            partitioned.insert({object.schema, object.name});
    }
    std::erase_if(snapshot.objects, [&](const SchemaObject &object) {
        // The index of a partitioned table is invalid on purpose as long as a partition lacks its own.
        const bool leftover = object.kind == QLatin1String("index") && object.attributes.contains(QStringLiteral("valid"))
                              && !partitioned.contains({object.schema, object.table});
        return leftover || object.kind == QLatin1String("setting") || object.kind == QLatin1String("subscription");
    });
    return snapshot;
}

QString PostgresqlEngine::ddl(const Snapshot &snapshot) const
{
    return postgresqlDdl(snapshot);
}

Result<std::unique_ptr<Scratch>> PostgresqlEngine::scratch(const Target &target, ScratchData data, RunControl &control, const ProgressSink &progress,
                                                             const std::optional<Target> &beside) const
{
    return postgresqlScratch(target, data, beside.value_or(target), control, progress);
}

Result<std::unique_ptr<Scratch>> PostgresqlEngine::rolledBack(const Target &target) const
{
    return postgresqlRolledBack(target);
}

QString PostgresqlEngine::privateServerProblem(const ServerInfo &like) const
{
    return postgresqlServerProblem(like);
}

Result<std::unique_ptr<PrivateServer>> PostgresqlEngine::privateServer(const ServerInfo &like, RunControl &control, const ProgressSink &progress) const
{
    return privatePostgresql(like, control, progress);
}

Result<std::vector<AbandonedScratch>> PostgresqlEngine::abandonedScratches(const Target &target) const
{
    return abandonedDatabases(target).map([](std::vector<AbandonedScratch> found) {
        std::ranges::move(abandonedFolders(), std::back_inserter(found));
        return found;
    });
}

Result<void> PostgresqlEngine::removeScratch(const Target &target, const AbandonedScratch &scratch) const
{
    return isFolder(scratch) ? removeFolder(scratch) : dropAbandoned(target, scratch);
}

Result<std::unique_ptr<StatementWatch>> PostgresqlEngine::observe(Session &scratch) const
{
    return watchOfPostgresql(static_cast<PostgresqlSession &>(scratch));
}

Result<std::unique_ptr<MigrationLock>> PostgresqlEngine::lock(const Target &target) const
{
    return lockPostgresqlDatabase(target);
}

Result<void> PostgresqlEngine::dump(const Target &target, const DumpFile &file, RunControl &control,
                                    const ProgressSink &progress) const
{
    return dumpPostgresql(target, file, control, progress);
}

Result<void> PostgresqlEngine::load(const DumpFile &file, const Target &target, RunControl &control,
                                    const ProgressSink &progress) const
{
    return loadPostgresql(file, target, control, progress);
}

Result<std::unique_ptr<Scratch>> PostgresqlEngine::scratchFrom(const DumpFile &file, const Target &target, RunControl &control,
                                                               const ProgressSink &progress) const
{
    return postgresqlScratchFrom(file, target, control, progress);
}

Result<qint64> PostgresqlEngine::estimatedDumpSize(const Target &target) const
{
    auto session = PostgresqlSession::open(target, Access::ReadOnly);
    if (!session)
        return Failure(session.error());
    if (!(*session)->info().exists)
        return 0;
    return (*session)->value(QStringLiteral("SELECT pg_database_size(current_database())")).map([](const QVariant &size) {
        return size.toLongLong();
    });
}

QStringList PostgresqlEngine::missingPrivileges(const Target &target) const
{
    return missingPostgresqlPrivileges(target);
}

std::vector<EngineCheck> PostgresqlEngine::diagnose(const Target &target) const
{
    return diagnosePostgresql(target);
}

} // namespace lk
