// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/diagnosis.h"

#include "models/engines/postgresql/address.h"
#include "models/engines/postgresql/clientprogram.h"
#include "models/engines/postgresql/session.h"

#include <QDateTime>

#include <array>

namespace lk {

namespace {

constexpr qint64 ClockToleranceMs = 2000;

QStringList lines(const Result<Rows> &rows)
{
    if (!rows)
        return {rows.error().text()};
    QStringList texts;
    for (const QVariantList &row : rows->rows)
        texts << row[0].toString();
    return texts;
}

QStringList missingInDatabase(PostgresqlSession &session)
{
    return lines(session.query(QStringLiteral(
        "SELECT format('%s may not CREATE in schema %I', current_user, s) FROM unnest(current_schemas(false)) AS s "
        "WHERE NOT has_schema_privilege(s, 'CREATE') "
        "UNION ALL SELECT 'no schema of the search_path exists, so nothing can be made without a schema prefix' WHERE current_schema() IS NULL "
        "UNION ALL SELECT format('%s tables of schema %I belong to %I (%s among them): only a member of that role may ALTER or DROP them', "
        "count(*), n.nspname, pg_get_userbyid(c.relowner), min(c.relname::text)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY (current_schemas(false)) AND NOT pg_has_role(c.relowner, 'MEMBER') "
        "GROUP BY n.nspname, c.relowner")));
}

bool mayMakeDatabases(PostgresqlSession &session)
{
    const auto may = session.value(QStringLiteral("SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"));
    return may && may->toBool();
}

EngineCheck encryption(const Target &target, const ServerInfo &info)
{
    const QString mode = target.options.value(QStringLiteral("sslmode"));
    const QString title = QStringLiteral("Encryption");
    if (info.cipher.isEmpty() && !isRemote(target))
        return {title, std::nullopt, QStringLiteral("none; the connection stays on this machine")};
    if (info.cipher.isEmpty())
        return {title, false, QStringLiteral("none, and the connection leaves this machine; say sslmode=verify-full")};
    const bool verified = mode == QLatin1String("verify-full");
    return {title, verified || !isRemote(target) ? std::optional(true) : std::nullopt,
            QStringLiteral("%1, sslmode=%2%3").arg(info.cipher, mode,
                                                 verified ? QString() : QStringLiteral(": the server's name is not checked"))};
}

EngineCheck program(const QString &name, int serverVersion)
{
    const auto found = clientProgram(name, serverVersion);
    if (!found)
        return {name, false, found.error().text()};
    return {name, true, QStringLiteral("%1 (%2), for server %3").arg(found->version, found->path).arg(serverVersion / 10000)};
}

EngineCheck role(PostgresqlSession &session)
{
    const auto found = session.query(QStringLiteral(
        "SELECT concat_ws(', ', CASE WHEN rolsuper THEN 'superuser' END, CASE WHEN rolcreatedb THEN 'may make databases' END, "
        "CASE WHEN rolcreaterole THEN 'may make roles' END, CASE WHEN rolbypassrls THEN 'sees all rows' END, "
        "CASE WHEN rolvaliduntil < now() + interval '7 days' THEN 'its password is valid until ' || rolvaliduntil END) "
        "FROM pg_roles WHERE rolname = current_user"));
    const QString facts = lines(found).join(u' ');
    return {QStringLiteral("Role"), found ? std::nullopt : std::optional(false),
            facts.isEmpty() ? session.info().user : QStringLiteral("%1: %2").arg(session.info().user, facts)};
}

EngineCheck clock(PostgresqlSession &session)
{
    const QDateTime before = QDateTime::currentDateTimeUtc();
    const auto now = session.value(QStringLiteral("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"));
    if (!now)
        return {QStringLiteral("Clock"), std::nullopt, now.error().text()};
    const qint64 middle = (before.toMSecsSinceEpoch() + QDateTime::currentMSecsSinceEpoch()) / 2;
    const qint64 apart = now->toLongLong() - middle;
    return {QStringLiteral("Clock"), qAbs(apart) <= ClockToleranceMs,
            QStringLiteral("the server's is %1 ms %2 ours").arg(qAbs(apart)).arg(apart < 0 ? QStringLiteral("behind") : QStringLiteral("before"))};
}

EngineCheck settings(PostgresqlSession &session)
{
    QStringList told;
    for (const char *name : {"lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "TimeZone", "search_path",
                             "server_encoding", "default_transaction_isolation", "session_replication_role"}) {
        const auto value = session.value(QStringLiteral("SELECT current_setting(?)"), {QString::fromLatin1(name)});
        told << QStringLiteral("%1 = %2").arg(QLatin1String(name), value ? value->toString() : QStringLiteral("?"));
    }
    return {QStringLiteral("Settings"), std::nullopt, told.join(QStringLiteral(", "))};
}

} // namespace

QStringList missingPostgresqlPrivileges(const Target &target)
{
    const auto session = PostgresqlSession::open(target, Access::ReadOnly);
    if (!session)
        return {session.error().text()};
    QStringList missing;
    if ((*session)->isPooled())
        missing << QStringLiteral("a connection pooler stands in between: the run's lock needs the server's own address");
    if ((*session)->value(QStringLiteral("SELECT pg_is_in_recovery()")).value_or(QVariant(false)).toBool())
        missing << QStringLiteral("the server is a standby, which can only be read");
    if (!mayMakeDatabases(**session)) {
        const QString user = (*session)->info().user;
        missing << ((*session)->info().exists
                        ? QStringLiteral("%1 lacks CREATEDB, which scratch copies for rehearsals and proofs of backups need").arg(user)
                        : QStringLiteral("%1 lacks CREATEDB, which the new database %2 needs").arg(user, target.database));
    }
    if ((*session)->info().exists)
        missing << missingInDatabase(**session);
    return missing;
}

std::vector<EngineCheck> diagnosePostgresql(const Target &target)
{
    const auto opened = PostgresqlSession::open(target, Access::ReadOnly);
    if (!opened)
        return {};
    PostgresqlSession &session = **opened;
    const ServerInfo info = session.info();
    std::vector<EngineCheck> checks{encryption(target, info), role(session)};
    checks.push_back(program(QStringLiteral("pg_dump"), info.versionNumber));
    checks.push_back(program(QStringLiteral("pg_restore"), info.versionNumber));
    checks.push_back({QStringLiteral("Scratch copies"), mayMakeDatabases(session),
                      mayMakeDatabases(session) ? QStringLiteral("the role may make databases")
                                                : QStringLiteral("the role lacks CREATEDB; let an administrator ALTER ROLE %1 CREATEDB").arg(info.user)});
    checks.push_back({QStringLiteral("Way to the server"), !session.isPooled(),
                      session.isPooled() ? QStringLiteral("a connection pooler stands in between; give the server's own address")
                                         : QStringLiteral("direct")});
    const auto standby = session.value(QStringLiteral("SELECT pg_is_in_recovery()"));
    const bool reads = standby && standby->toBool();
    checks.push_back({QStringLiteral("Server"), !reads, reads ? QStringLiteral("a standby, which can only be read") : QStringLiteral("takes changes")});
    checks.push_back(clock(session));
    checks.push_back(settings(session));
    return checks;
}

} // namespace lk
