// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/serverdatabase.h"

#include "models/engines/postgresql/values.h"

namespace lk {

namespace {

constexpr int HasProviders = 150000;
constexpr int HasBuiltinProvider = 170000;

Error cannotMake(const QString &database, Error error)
{
    const bool refused = error.why.contains(QLatin1String("42501"));
    error.what = QStringLiteral("cannot make the database %1").arg(database);
    if (refused)
        error.nextStep = QStringLiteral("let an administrator ALTER ROLE ... CREATEDB for this user");
    return error;
}

/// Each row that @p source gives is one statement.
Result<void> runEach(PostgresqlSession &session, const QString &sql, const QVariantList &values, PostgresqlSession &source)
{
    const auto statements = source.query(sql, values);
    if (!statements)
        return Failure(statements.error());
    for (const QVariantList &row : statements->rows) {
        if (const auto done = session.execute(row[0].toString().toUtf8()); !done)
            return Failure(done.error());
    }
    return {};
}

} // namespace

Result<std::unique_ptr<PostgresqlSession>> openMaintenance(const Target &target, Access access, const QString &purpose)
{
    const QString usual = QStringLiteral("postgres");
    if (target.database == usual)
        return PostgresqlSession::openDatabase(target, QStringLiteral("template1"), access, purpose);
    auto session = PostgresqlSession::openDatabase(target, usual, access, purpose);
    if (session)
        return session;
    auto other = PostgresqlSession::openDatabase(target, QStringLiteral("template1"), access, purpose);
    return other ? std::move(other) : std::move(session);
}

Result<bool> hasDatabase(PostgresqlSession &session, const QString &database)
{
    return session.query(QStringLiteral("SELECT 1 FROM pg_database WHERE datname = ?"), {database})
        .map([](const Rows &rows) { return !rows.rows.empty(); });
}

Result<void> makeDatabase(const Target &target, const QString &database)
{
    auto session = openMaintenance(target, Access::ReadWrite);
    if (!session)
        return Failure(session.error());
    const auto made = (*session)->execute((QStringLiteral("CREATE DATABASE ") + postgresqlName(database)).toUtf8());
    // Somebody else may have been faster.
    if (!made && !made.error().why.contains(QLatin1String("42P04")))
        return Failure(cannotMake(database, made.error()));
    return {};
}

Result<QString> databaseOptions(PostgresqlSession &session, const QString &like)
{
    const int version = session.info().versionNumber;
    const QString locale = version >= HasBuiltinProvider ? QStringLiteral("datlocale")
                           : version >= HasProviders     ? QStringLiteral("daticulocale")
                                                         : QStringLiteral("NULL::text");
    const QString provider = version >= HasProviders ? QStringLiteral("datlocprovider::text") : QStringLiteral("'c'");
    const auto found = session.query(
        QStringLiteral("SELECT pg_encoding_to_char(encoding), datcollate::text, datctype::text, %1, %2 FROM pg_database WHERE datname = ?")
            .arg(provider, locale),
        {like});
    if (!found)
        return Failure(found.error());
    if (found->rows.empty())
        return QString();
    const QVariantList &row = found->rows[0];
    QString options = QStringLiteral(" ENCODING = %1 LC_COLLATE = %2 LC_CTYPE = %3")
                          .arg(postgresqlLiteral(row[0].toString()), postgresqlLiteral(row[1].toString()),
                               postgresqlLiteral(row[2].toString()));
    if (row[3].toString() == QLatin1String("i"))
        options += QStringLiteral(" LOCALE_PROVIDER = icu ICU_LOCALE = ") + postgresqlLiteral(row[4].toString());
    else if (row[3].toString() == QLatin1String("b"))
        options += QStringLiteral(" LOCALE_PROVIDER = builtin BUILTIN_LOCALE = ") + postgresqlLiteral(row[4].toString());
    return options;
}

Result<void> makeDatabaseWith(PostgresqlSession &session, const QString &database, const QString &options)
{
    const QString sql = QStringLiteral("CREATE DATABASE %1 TEMPLATE = template0").arg(postgresqlName(database)) + options;
    if (const auto made = session.execute(sql.toUtf8()); !made)
        return Failure(cannotMake(database, made.error()));
    return {};
}

Result<void> dropDatabase(PostgresqlSession &session, const QString &database)
{
    const QString sql = QStringLiteral("DROP DATABASE IF EXISTS %1 WITH (FORCE)").arg(postgresqlName(database));
    return session.execute(sql.toUtf8()).map([](const StatementOutcome &) {});
}

Result<void> copyProperties(PostgresqlSession &session, const QString &from, const QString &to, Properties which, PostgresqlSession *source)
{
    PostgresqlSession &asked = source ? *source : session;
    // "name=value" as the server keeps it; lists are quoted already.
    const auto settings = QStringLiteral(
        "SELECT CASE WHEN s.setrole = 0 THEN format('ALTER DATABASE %I', ?::text) "
        "ELSE format('ALTER ROLE %I IN DATABASE %I', r.rolname, ?::text) END || format(' SET %I = ', split_part(c, '=', 1)) "
        "|| CASE WHEN split_part(c, '=', 1) IN ('search_path', 'temp_tablespaces', 'session_preload_libraries', "
        "'local_preload_libraries', 'DateStyle') THEN substr(c, strpos(c, '=') + 1) "
        "ELSE quote_literal(substr(c, strpos(c, '=') + 1)) END "
        "FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase LEFT JOIN pg_roles r ON r.oid = s.setrole, "
        "unnest(s.setconfig) AS c WHERE d.datname = ? AND (? OR s.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user)))");
    Result<void> done = runEach(session, settings, {to, to, from, which == Properties::All}, asked);
    if (!done || which == Properties::Settings)
        return done;
    const auto others = QStringLiteral(
        "SELECT format('ALTER DATABASE %I OWNER TO %I', ?::text, pg_get_userbyid(datdba)) FROM pg_database WHERE datname = ? "
        "UNION ALL SELECT format('ALTER DATABASE %I CONNECTION LIMIT %s', ?::text, datconnlimit) FROM pg_database WHERE datname = ? "
        "AND datconnlimit <> -1 "
        "UNION ALL SELECT format('COMMENT ON DATABASE %I IS %L', ?::text, shobj_description(oid, 'pg_database')) FROM pg_database "
        "WHERE datname = ? AND shobj_description(oid, 'pg_database') IS NOT NULL "
        "UNION ALL SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', ?::text) FROM pg_database WHERE datname = ? "
        "AND datacl IS NOT NULL "
        "UNION ALL SELECT format('GRANT %s ON DATABASE %I TO %s%s', a.privilege_type, ?::text, CASE WHEN a.grantee = 0 THEN 'PUBLIC' "
        "ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) "
        "FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = ?");
    return runEach(session, others, {to, from, to, from, to, from, to, from, to, from}, asked);
}

Result<QStringList> sessionsOn(PostgresqlSession &session, const QString &database)
{
    return session
        .query(QStringLiteral("SELECT pid, coalesce(usename::text, '?'), coalesce(nullif(application_name, ''), 'a program'), "
                              "coalesce(host(client_addr), 'this host'), coalesce(state, '?') FROM pg_stat_activity "
                              "WHERE datname = ? AND pid <> pg_backend_pid() ORDER BY pid"),
               {database})
        .map([](const Rows &rows) {
            QStringList lines;
            for (const QVariantList &row : rows.rows)
                lines << QStringLiteral("%1 of %2 from %3 (process %4, %5)")
                             .arg(row[2].toString(), row[1].toString(), row[3].toString(), row[0].toString(), row[4].toString());
            return lines;
        });
}

} // namespace lk
