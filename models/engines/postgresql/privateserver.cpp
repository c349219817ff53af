// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/privateserver.h"

#include "models/engines/postgresql/address.h"
#include "models/engines/postgresql/values.h"
#include "models/engines/serverprocess.h"

namespace lk {

namespace {

constexpr int Port = 5432; // names the socket's file only

int majorOf(const ServerInfo &like)
{
    return like.versionNumber / 10000;
}

QString program(const QString &name, int major)
{
    return findServerProgram(name, {QStringLiteral("/usr/lib/postgresql/%1/bin").arg(major), QStringLiteral("/usr/pgsql-%1/bin").arg(major),
                                    QStringLiteral("/usr/local/pgsql-%1/bin").arg(major)});
}

/// Whether it is of that major version: what is on PATH may be any.
bool isOfVersion(const QString &path, int major)
{
    QProcess process;
    process.start(path, {QStringLiteral("--version")}, QIODevice::ReadOnly);
    return process.waitForFinished(5000) && process.readAllStandardOutput().contains("(PostgreSQL) " + QByteArray::number(major));
}

class PrivatePostgresql final : public PrivateServer
{
public:
    PrivatePostgresql(std::unique_ptr<ServerProcess> process, Target target) : m_process(std::move(process)), m_target(std::move(target)) {}
    const Target &target() const override { return m_target; }

private:
    std::unique_ptr<ServerProcess> m_process;
    Target m_target;
};

Target addressOf(const ServerProcess &server, const QString &user)
{
    Target target;
    target.engine = QStringLiteral("postgresql");
    target.database = QStringLiteral("postgres");
    target.user = user;
    target.host = server.folder();
    target.port = Port;
    target.options.insert(QStringLiteral("sslmode"), QStringLiteral("disable"));
    target.url = postgresqlUrl(target);
    return target;
}

QStringList settings(const ServerProcess &server)
{
    QStringList arguments{QStringLiteral("-D"), server.filePath(QStringLiteral("data"))};
    for (const QString &setting : {QStringLiteral("listen_addresses="), QStringLiteral("port=%1").arg(Port), QStringLiteral("unix_socket_directories=") + server.folder(),
                                   QStringLiteral("unix_socket_permissions=0700"), QStringLiteral("fsync=off"), QStringLiteral("full_page_writes=off"),
                                   QStringLiteral("synchronous_commit=off"), QStringLiteral("max_wal_size=4GB"), QStringLiteral("max_locks_per_transaction=512"), QStringLiteral("shared_buffers=128MB")})
        arguments << QStringLiteral("-c") << setting;
    return arguments;
}

Result<QStringList> names(PostgresqlSession &session, const char *sql)
{
    return session.query(QString::fromLatin1(sql)).map(firstColumn);
}

} // namespace

QString postgresqlServerProblem(const ServerInfo &like)
{
    const int major = majorOf(like);
    if (major == 0)
        return QStringLiteral("the target's version is not known");
    for (const QString &name : {QStringLiteral("initdb"), QStringLiteral("postgres")}) {
        const QString path = program(name, major);
        if (path.isEmpty() || !isOfVersion(path, major))
            return QStringLiteral("%1 of PostgreSQL %2 is not on this machine; install the package postgresql-%2").arg(name).arg(major);
    }
    return {};
}

Result<std::unique_ptr<PrivateServer>> privatePostgresql(const ServerInfo &like, RunControl &control, const ProgressSink &progress)
{
    if (const QString problem = postgresqlServerProblem(like); !problem.isEmpty())
        return Failure(Error{ErrorCode::Usage, QStringLiteral("there can be no private server"), {}, problem, QStringLiteral("install it, or rehearse on a scratch or a restored backup")});
    if (progress)
        progress({QStringLiteral("starting a private server"), 0, 0});
    auto server = ServerProcess::make("postgres");
    if (!server)
        return failure(std::move(server));
    const QString user = like.user.isEmpty() ? QStringLiteral("lockkeeper") : like.user;
    const Target target = addressOf(**server, user);
    const QStringList making{QStringLiteral("--pgdata=") + (*server)->filePath(QStringLiteral("data")), QStringLiteral("--username=") + user, QStringLiteral("--auth=trust"),
                             QStringLiteral("--encoding=UTF8"), QStringLiteral("--locale=C.UTF-8"), QStringLiteral("--no-sync")};
    const auto answers = [&] { return PostgresqlSession::openDatabase(target, target.database, Access::ReadOnly).has_value(); };
    Result<void> started = (*server)->run(program(QStringLiteral("initdb"), majorOf(like)), making, control).and_then([&] {
        return (*server)->start(program(QStringLiteral("postgres"), majorOf(like)), settings(**server), control, answers);
    });
    if (!started)
        return Failure(started.error());
    return std::make_unique<PrivatePostgresql>(*std::move(server), target);
}

bool isPrivatePostgresql(const Target &target)
{
    return target.host.startsWith(u'/') && target.host.contains(QLatin1String("/lockkeeper-scratch-")) && target.host.endsWith(QLatin1String("/server"));
}

Result<void> copyRoles(PostgresqlSession &from, PostgresqlSession &to)
{
    const auto made = names(from, "SELECT format('CREATE ROLE %I WITH %s %s %s %s', rolname, CASE WHEN rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END, "
                                  "CASE WHEN rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END, CASE WHEN rolcreatedb THEN 'CREATEDB' ELSE 'NOCREATEDB' END, "
                                  "CASE WHEN rolbypassrls THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END) FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY rolname");
    const auto members = names(from, "SELECT format('GRANT %I TO %I', g.rolname, m.rolname) FROM pg_auth_members a JOIN pg_roles g ON g.oid = a.roleid "
                                     "JOIN pg_roles m ON m.oid = a.member WHERE m.rolname !~ '^pg_' ORDER BY 1");
    if (!made || !members)
        return Failure(!made ? made.error() : members.error());
    for (const QString &sql : *made + *members) {
        const auto done = to.execute(sql.toUtf8());
        if (!done && !done.error().why.contains(QLatin1String("42710"))) // it is there
            return Failure(done.error());
    }
    return {};
}

Result<QStringList> missingThere(PostgresqlSession &from, PostgresqlSession &to)
{
    struct Need {
        const char *kind;
        const char *here;
        const char *there;
    };
    static constexpr Need needs[] = {
        {"role", "SELECT DISTINCT r.rolname FROM pg_roles r JOIN pg_shdepend d ON d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid "
                 "WHERE d.dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND r.rolname !~ '^pg_' ORDER BY 1",
         "SELECT rolname FROM pg_roles"},
        {"extension", "SELECT extname FROM pg_extension ORDER BY 1", "SELECT name FROM pg_available_extensions"},
        {"tablespace", "SELECT DISTINCT t.spcname FROM pg_class c JOIN pg_tablespace t ON t.oid = c.reltablespace WHERE t.spcname !~ '^pg_' ORDER BY 1",
         "SELECT spcname FROM pg_tablespace"},
        {"collation", "SELECT datcollate FROM pg_database WHERE datname = current_database()",
         "SELECT collcollate FROM pg_collation UNION SELECT datcollate FROM pg_database UNION SELECT 'C' UNION SELECT 'POSIX' UNION SELECT 'C.UTF-8' "
         "UNION SELECT collname FROM pg_collation"},
    };
    QStringList missing;
    for (const Need &need : needs) {
        const auto here = names(from, need.here);
        const auto there = names(to, need.there);
        if (!here || !there)
            return Failure(!here ? here.error() : there.error());
        for (const QString &name : *here) {
            // Collations are written in two ways: en_US.UTF-8, en_US.utf8.
            const auto same = [&](const QString &other) { return QString(other).remove(u'-').compare(QString(name).remove(u'-'), Qt::CaseInsensitive) == 0; };
            if (!there->contains(name) && !(qstrcmp(need.kind, "collation") == 0 && std::ranges::any_of(*there, same)))
                missing << QStringLiteral("%1 %2").arg(QLatin1String(need.kind), name);
        }
    }
    return missing;
}

} // namespace lk
