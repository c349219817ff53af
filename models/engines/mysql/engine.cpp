// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/engine.h"

#include "models/engines/mysql/backuptool.h"
#include "models/engines/mysql/dumpwriter.h"
#include "models/engines/mysql/contents.h"
#include "models/engines/mysql/copymask.h"
#include "models/engines/mysql/ddl.h"
#include "models/engines/mysql/explain.h"
#include "models/engines/mysql/integrity.h"
#include "models/engines/mysql/introspect.h"
#include "models/engines/mysql/lock.h"
#include "models/engines/mysql/lockweather.h"
#include "models/engines/mysql/mysqltarget.h"
#include "models/engines/mysql/observe.h"
#include "models/engines/mysql/privateserver.h"
#include "models/engines/mysql/privileges.h"
#include "models/engines/mysql/scratch.h"
#include "models/engines/mysql/sizes.h"
#include "models/engines/scratchfolder.h"
#include "models/sql/transactionfacts.h"

#include <algorithm>

namespace lk {

namespace {

MysqlSession &own(Session &session)
{
    Q_ASSERT(dynamic_cast<MysqlSession *>(&session));
    return static_cast<MysqlSession &>(session);
}

/// SET [SESSION] foreign_key_checks = 0, wherever it stands in the statement.
bool switchesForeignKeysOff(const ScriptStatement &statement)
{
    const QByteArray text = statement.sql.toByteArray().simplified().toLower();
    const qsizetype at = text.indexOf("foreign_key_checks");
    if (!text.startsWith("set") || at < 0)
        return false;
    const QByteArray value = text.mid(at + 18).trimmed();
    return value.startsWith("=0") || value.startsWith("= 0") || value.startsWith("=off") || value.startsWith("= off") || value.startsWith("= false")
           || value.startsWith("=false") || value.startsWith(":=");
}

/// Whether a failure leaves nothing of the statement: of a list of objects to drop, those before the failing one are gone
/// (MariaDB, "Atomic DDL": only DROP of one object is atomic).
bool isWhole(const ScriptStatement &statement)
{
    switch (statement.facts.verb) {
    case Verb::Create:
    case Verb::Alter:
    case Verb::Truncate:
    case Verb::Rename:
        return true;
    case Verb::Drop:
        return !statement.sql.contains(',');
    default:
        return false;
    }
}

/// A copy's schema as it would read in the copied database.
void unmask(SchemaObject &object, const CopyMask &mask)
{
    const bool asleep = object.kind == QLatin1String("event") && mask.isAsleep(object.name);
    const auto turned = [&](QString text) {
        text = mask.unmasked(text);
        return asleep ? text.replace(SleepingEvent, QLatin1String("ENABLE"), Qt::CaseInsensitive) : text;
    };
    object.definition = turned(object.definition);
    object.canonical = turned(QString::fromUtf8(object.canonical)).toUtf8();
    for (QString &value : object.attributes) {
        value = mask.unmasked(value);
        if (asleep && (value == QLatin1String("SLAVESIDE_DISABLED") || value == QLatin1String("REPLICA_SIDE_DISABLED")))
            value = QStringLiteral("ENABLED");
    }
}

EngineTraits traitsOf(const char *name, const char *title, const Dialect &dialect)
{
    EngineTraits traits;
    traits.name = QLatin1String(name);
    traits.title = QLatin1String(title);
    traits.schemes = {traits.name};
    traits.dialect = dialect;
    traits.transactionalDdl = false;
    traits.backupFormat = QStringLiteral("mysql-sql");
    traits.backupSuffix = QStringLiteral(".sql");
    traits.passwordVariable = QStringLiteral("MYSQL_PWD");
    traits.server = ServerTraits{3306,
                                 QStringLiteral("socket"),
                                 QStringLiteral("ssl-mode"),
                                 {QStringLiteral("DISABLED"), QStringLiteral("PREFERRED"), QStringLiteral("REQUIRED"), QStringLiteral("VERIFY_CA"),
                                  QStringLiteral("VERIFY_IDENTITY")},
                                 QStringLiteral("ssl-ca"),
                                 QStringLiteral("ssl-cert"),
                                 QStringLiteral("ssl-key")};
    return traits;
}

} // namespace

MysqlEngine::MysqlEngine() : MysqlEngine(traitsOf("mysql", "MySQL", mysqlDialect())) {}

MariadbEngine::MariadbEngine() : MysqlEngine(traitsOf("mariadb", "MariaDB", mariadbDialect())) {}

Result<Target> MysqlEngine::target(const QString &url, const QString &folder) const
{
    return mysqlTarget(m_traits.name, url, folder);
}

Result<std::unique_ptr<Session>> MysqlEngine::open(const Target &target, Access access, bool create) const
{
    return MysqlSession::open(target, m_traits.dialect, access, create).map([](auto &&session) { return std::unique_ptr<Session>(std::move(session)); });
}

QString MysqlEngine::identity(const Target &target) const
{
    return QStringLiteral("mysql:%1/%2").arg(serverOf(target), target.database);
}

QString MysqlEngine::identityQuery() const
{
    return QStringLiteral("SELECT CONCAT_WS(' ', @@hostname, @@port, @@socket, @@datadir, DATABASE())");
}

Result<Snapshot> MysqlEngine::snapshot(Session &session) const
{
    if (!session.info().exists) {
        Snapshot empty;
        empty.engine = m_traits.name;
        empty.engineVersion = session.info().version;
        empty.takenAt = QDateTime::currentDateTimeUtc();
        return empty;
    }
    return mysqlSnapshot(session).map([&](Snapshot snapshot) {
        if (const CopyMask *mask = own(session).mask()) {
            for (SchemaObject &object : snapshot.objects)
                unmask(object, *mask);
        }
        return snapshot;
    });
}

Result<Contents> MysqlEngine::contents(Session &session, ContentDepth depth, RunControl &control) const
{
    return session.info().exists ? mysqlContents(session, depth, control) : Contents();
}

Result<Counters> MysqlEngine::counters(Session &session) const
{
    return session.info().exists ? mysqlCounters(session) : Counters();
}

Result<std::vector<TableSize>> MysqlEngine::tableSizes(Session &session) const
{
    return mysqlTableSizes(session);
}

Result<Gauge> MysqlEngine::gauge(Session &scratch) const
{
    return mysqlGauge(scratch);
}

Result<std::vector<IndexUse>> MysqlEngine::indexUse(Session &session) const
{
    return session.info().exists ? mysqlIndexUse(own(session)) : std::vector<IndexUse>();
}

Result<LockWeather> MysqlEngine::lockWeather(Session &session, const QStringList &tables) const
{
    return session.info().exists ? mysqlLockWeather(own(session), tables) : LockWeather{QDateTime::currentDateTimeUtc(), {}, {}, {}};
}

Result<QueryPlan> MysqlEngine::explain(Session &session, QByteArrayView query, bool run) const
{
    return explainMysql(own(session), query, run);
}

Result<QStringList> MysqlEngine::referenceViolations(Session &session) const
{
    const MysqlSession &mine = own(session);
    if (!session.info().exists || !(mine.uncheckedReferences() || mine.mask()))
        return QStringList();
    return orphans(session);
}

Result<QStringList> MysqlEngine::integrityProblems(Session &session, RunControl &control) const
{
    if (!session.info().exists)
        return QStringList();
    return own(session).mask() ? checkTables(session, control) : unopenable(session);
}

StepFrame MysqlEngine::frame(const std::vector<ScriptStatement> &statements) const
{
    StepFrame frame;
    bool commits = false;
    for (const ScriptStatement &statement : statements) {
        const bool alone = commitsImplicitly(statement.facts, statement.sql);
        frame.statements.push_back({alone, alone ? QStringLiteral("commits at once, with what ran before it in this file; a rollback can't undo it") : QString(),
                                    !alone || isWhole(statement)});
        commits = commits || alone;
    }
    if (!commits)
        frame.statements.clear();
    frame.checkReferences = std::any_of(statements.begin(), statements.end(), switchesForeignKeysOff);
    if (frame.checkReferences) {
        // Changes nothing, but the session now knows that rows are to be looked at: those that refer to nothing already are not blamed
        // on this step.
        frame.before << QByteArrayLiteral("SET SESSION foreign_key_checks = @@SESSION.foreign_key_checks");
        frame.after << QByteArrayLiteral("SET SESSION foreign_key_checks = 1");
        frame.remarks << QStringLiteral("foreign_key_checks is switched off: rows that refer to nothing are looked for afterwards, and it is switched on again");
    }
    return frame;
}

Result<bool> MysqlEngine::isConnected(Session &session, const QString &connection) const
{
    return session.query(QStringLiteral("SELECT 1 FROM information_schema.processlist WHERE id = ?"), {connection.toLongLong()})
        .map([](const Rows &rows) { return !rows.rows.empty(); });
}

Result<QStringList> MysqlEngine::newerAtWork(Session &session) const
{
    return session
        .query(QStringLiteral("SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND user = SUBSTRING_INDEX(USER(), '@', 1) "
                              "AND id > CONNECTION_ID() AND command <> 'Sleep'"))
        .map(firstColumn);
}

QString MysqlEngine::ddl(const Snapshot &snapshot) const
{
    return mysqlDdl(snapshot);
}

Result<std::unique_ptr<Scratch>> MysqlEngine::scratch(const Target &target, ScratchData data, RunControl &control, const ProgressSink &progress,
                                                        const std::optional<Target> &beside) const
{
    return scratchOfMysql(target, m_traits.dialect, data, beside.value_or(target), control, progress);
}

QString MysqlEngine::privateServerProblem(const ServerInfo &like) const
{
    return mysqlServerProblem(m_traits, like);
}

Result<std::unique_ptr<PrivateServer>> MysqlEngine::privateServer(const ServerInfo &like, RunControl &control, const ProgressSink &progress) const
{
    return privateMysql(m_traits, like, control, progress);
}

Result<std::vector<AbandonedScratch>> MysqlEngine::abandonedScratches(const Target &target) const
{
    return abandonedOnMysql(target, m_traits.dialect).map([](std::vector<AbandonedScratch> found) {
        std::ranges::move(abandonedFolders(), std::back_inserter(found));
        return found;
    });
}

Result<void> MysqlEngine::removeScratch(const Target &target, const AbandonedScratch &scratch) const
{
    return isFolder(scratch) ? removeFolder(scratch) : removeFromMysql(target, m_traits.dialect, scratch);
}

Result<std::unique_ptr<StatementWatch>> MysqlEngine::observe(Session &scratch) const
{
    return watchOfMysql(static_cast<MysqlSession &>(scratch));
}

Result<std::unique_ptr<MigrationLock>> MysqlEngine::lock(const Target &target) const
{
    return lockMysql(target);
}

Result<void> MysqlEngine::dump(const Target &target, const DumpFile &file, RunControl &control, const ProgressSink &progress) const
{
    auto from = MysqlSession::open(target, m_traits.dialect, Access::ReadOnly, false);
    if (!from)
        return failure(std::move(from));
    return dumpMysql(**from, true, file, control, progress);
}

Result<void> MysqlEngine::load(const DumpFile &file, const Target &target, RunControl &control, const ProgressSink &progress) const
{
    return loadMysql(file, target, m_traits.dialect, control, progress);
}

Result<std::unique_ptr<Scratch>> MysqlEngine::scratchFrom(const DumpFile &file, const Target &target, RunControl &control,
                                                          const ProgressSink &progress) const
{
    return scratchFromDump(file, target, m_traits.dialect, control, progress);
}

Result<qint64> MysqlEngine::estimatedDumpSize(const Target &target) const
{
    auto session = MysqlSession::open(target, m_traits.dialect, Access::ReadOnly, false);
    if (!session)
        return failure(std::move(session));
    return lk::estimatedDumpSize(**session);
}

QStringList MysqlEngine::missingPrivileges(const Target &target) const
{
    const auto session = MysqlSession::open(target, m_traits.dialect, Access::ReadOnly, false);
    return session ? missingForApply(**session) : QStringList{session.error().text()};
}

std::vector<EngineCheck> MysqlEngine::diagnose(const Target &target) const
{
    const auto session = MysqlSession::open(target, m_traits.dialect, Access::ReadOnly, false);
    if (!session)
        return {{QStringLiteral("Connection"), false, session.error().text()}};
    return diagnoseMysql(**session);
}

} // namespace lk
