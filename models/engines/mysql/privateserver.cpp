// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/privateserver.h"

#include "models/engines/mysql/mysqltarget.h"
#include "models/engines/mysql/values.h"
#include "models/engines/serverprocess.h"

#include <QRegularExpression>

namespace lk {

namespace {

const QStringList &folders()
{
    static const QStringList places{QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin"), QStringLiteral("/usr/local/sbin"), QStringLiteral("/usr/local/mysql/bin")};
    return places;
}

struct Programs {
    QString server;
    QString maker; ///< of the data folder; empty: the server makes it itself
};

Programs programsFor(bool mariadb)
{
    if (mariadb)
        return {findServerProgram(QStringLiteral("mariadbd"), folders()), findServerProgram(QStringLiteral("mariadb-install-db"), folders())};
    return {findServerProgram(QStringLiteral("mysqld"), folders()), {}};
}

QString series(const QString &version)
{
    static const QRegularExpression numbers(QStringLiteral("(\\d+\\.\\d+)\\.\\d+"));
    return numbers.match(version).captured(1);
}

/// "10.11" of "mariadbd  Ver 10.11.19-MariaDB-..."; empty where it is of the other product.
QString seriesOf(const QString &program, bool mariadb)
{
    QProcess process;
    process.start(program, {QStringLiteral("--no-defaults"), QStringLiteral("--version")}, QIODevice::ReadOnly);
    if (!process.waitForFinished(5000))
        return {};
    const QString text = QString::fromUtf8(process.readAllStandardOutput());
    return text.contains(QLatin1String("MariaDB")) == mariadb ? series(text.section(QStringLiteral("Ver "), 1)) : QString();
}

bool isMariadb(const EngineTraits &traits, const ServerInfo &like)
{
    return traits.name == QLatin1String("mariadb") || like.product == QLatin1String("MariaDB") || like.version.contains(QLatin1String("MariaDB"));
}

class PrivateMysql final : public PrivateServer
{
public:
    PrivateMysql(std::unique_ptr<ServerProcess> process, Target target) : m_process(std::move(process)), m_target(std::move(target)) {}
    const Target &target() const override { return m_target; }

private:
    std::unique_ptr<ServerProcess> m_process;
    Target m_target;
};

/// The user as whom the target is entered; the server sees "shop@db.example".
QString userOf(const ServerInfo &like)
{
    const QString user = like.user.section(u'@', 0, 0);
    return user.isEmpty() ? QStringLiteral("lockkeeper") : user;
}

Target addressOf(const EngineTraits &traits, const ServerProcess &server, const QString &user)
{
    Target target;
    target.engine = traits.name;
    target.user = user;
    target.host = server.filePath(QStringLiteral("socket"));
    target.options.insert(QStringLiteral("socket"), target.host);
    return onSameServer(target, QStringLiteral("mysql"));
}

QStringList places(const ServerProcess &server)
{
    // A temporary folder of its own: a server that starts removes every "#sql*" file of it, also those of other servers.
    return {QStringLiteral("--no-defaults"), QStringLiteral("--datadir=") + server.filePath(QStringLiteral("data")), QStringLiteral("--tmpdir=") + server.folder()};
}

Result<void> makeData(const ServerProcess &server, const Programs &programs, const QString &user, RunControl &control)
{
    const QByteArray who = backticked(user).toUtf8() + "@'localhost'";
    const QByteArray drop = user == QLatin1String("root") ? QByteArray() : "CREATE USER " + who + ";\n";
    if (Result<void> written = server.write(QStringLiteral("init.sql"), drop + "GRANT ALL ON *.* TO " + who + " WITH GRANT OPTION;\n"); !written)
        return written;
    if (programs.maker.isEmpty())
        return server.run(programs.server, places(server) + QStringList{QStringLiteral("--initialize-insecure")}, control);
    return server.run(programs.maker, places(server) + QStringList{QStringLiteral("--auth-root-authentication-method=normal"), QStringLiteral("--skip-test-db"), QStringLiteral("--skip-name-resolve")}, control);
}

Result<QStringList> texts(MysqlSession &session, const char *sql)
{
    return session.query(QString::fromLatin1(sql)).map(firstColumn);
}

} // namespace

QString mysqlServerProblem(const EngineTraits &traits, const ServerInfo &like)
{
    const bool mariadb = isMariadb(traits, like);
    const QString product = mariadb ? QStringLiteral("MariaDB") : QStringLiteral("MySQL");
    const QString package = mariadb ? QStringLiteral("mariadb-server") : QStringLiteral("mysql-server");
    const QString wanted = series(like.version);
    if (wanted.isEmpty())
        return QStringLiteral("the target's version is not known");
    const Programs programs = programsFor(mariadb);
    if (programs.server.isEmpty() || (mariadb && programs.maker.isEmpty()))
        return QStringLiteral("the server programs of %1 are not on this machine; install the package %2").arg(product, package);
    const QString here = seriesOf(programs.server, mariadb);
    return here == wanted ? QString() : QStringLiteral("the target's server is %1 %2, and the programs on this machine are %3").arg(product, wanted, here.isEmpty() ? QStringLiteral("of another product") : here);
}

Result<std::unique_ptr<PrivateServer>> privateMysql(const EngineTraits &traits, const ServerInfo &like, RunControl &control, const ProgressSink &progress)
{
    if (const QString problem = mysqlServerProblem(traits, like); !problem.isEmpty())
        return Failure(Error{ErrorCode::Usage, QStringLiteral("there can be no private server"), {}, problem, QStringLiteral("install it, or rehearse on a scratch or a restored backup")});
    if (progress)
        progress({QStringLiteral("starting a private server"), 0, 0});
    auto server = ServerProcess::make("mysql");
    if (!server)
        return failure(std::move(server));
    const Programs programs = programsFor(isMariadb(traits, like));
    const QString user = userOf(like);
    const Target target = addressOf(traits, **server, user);
    const QStringList starting = places(**server) + QStringList{QStringLiteral("--socket=") + target.host, QStringLiteral("--skip-networking"), QStringLiteral("--pid-file=") + (*server)->filePath(QStringLiteral("pid")),
                                                                QStringLiteral("--init-file=") + (*server)->filePath(QStringLiteral("init.sql")), QStringLiteral("--skip-name-resolve"), QStringLiteral("--skip-log-bin"),
                                                                QStringLiteral("--innodb-flush-log-at-trx-commit=0"), QStringLiteral("--max-allowed-packet=1G")};
    const auto answers = [&] { return MysqlSession::open(target, traits.dialect, Access::ReadOnly, false).has_value(); };
    Result<void> started = makeData(**server, programs, user, control).and_then([&] { return (*server)->start(programs.server, starting, control, answers); });
    if (!started)
        return Failure(started.error());
    return std::make_unique<PrivateMysql>(*std::move(server), target);
}

bool isPrivateMysql(const Target &target)
{
    return target.host.contains(QLatin1String("/lockkeeper-scratch-")) && target.host.endsWith(QLatin1String("/server/socket"));
}

Result<QStringList> missingOn(MysqlSession &from, MysqlSession &to)
{
    struct Need {
        const char *kind;
        const char *here;
        const char *there;
    };
    static constexpr Need needs[] = {
        {"collation", "SELECT DISTINCT collation_name FROM information_schema.columns WHERE table_schema = DATABASE() AND collation_name IS NOT NULL "
                      "UNION SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = DATABASE()",
         "SHOW COLLATION"},
        {"storage engine", "SELECT DISTINCT engine FROM information_schema.tables WHERE table_schema = DATABASE() AND engine IS NOT NULL", "SHOW ENGINES"},
    };
    QStringList missing;
    for (const Need &need : needs) {
        const auto here = texts(from, need.here);
        const auto there = texts(to, need.there);
        if (!here || !there)
            return Failure(!here ? here.error() : there.error());
        for (const QString &name : *here) {
            if (!there->contains(name, Qt::CaseInsensitive))
                missing << QStringLiteral("%1 %2").arg(QLatin1String(need.kind), name);
        }
    }
    return missing;
}

Result<void> copyDefiners(MysqlSession &from, MysqlSession &to)
{
    const auto definers = texts(from, "SELECT definer FROM information_schema.views WHERE table_schema = DATABASE() UNION SELECT definer FROM information_schema.routines WHERE routine_schema = DATABASE() "
                                      "UNION SELECT definer FROM information_schema.triggers WHERE trigger_schema = DATABASE() UNION SELECT definer FROM information_schema.events WHERE event_schema = DATABASE()");
    if (!definers)
        return Failure(definers.error());
    for (const QString &definer : *definers) {
        const QString who = backticked(definer.section(u'@', 0, -2)) + u'@' + backticked(definer.section(u'@', -1));
        for (const QString &sql : {QStringLiteral("CREATE USER IF NOT EXISTS ") + who, QStringLiteral("GRANT ALL ON *.* TO ") + who}) {
            if (Result<void> done = to.replay(sql.toUtf8()); !done)
                return done;
        }
    }
    return {};
}

} // namespace lk
