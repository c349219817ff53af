// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/connection.h"

#include "models/engines/connectpatiently.h"
#include "models/engines/postgresql/address.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QVariant>

#include <libpq-fe.h>

#include <array>
#include <atomic>
#include <memory>

namespace lk {

namespace {

constexpr int OldestServer = 130000;

QString nextConnectionName()
{
    static std::atomic<int> number = 0;
    return QStringLiteral("lockkeeper-postgresql-%1").arg(++number);
}

QString quoted(const QString &value)
{
    QString text = value;
    text.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("\\'"));
    return u'\'' + text + u'\'';
}

/// Every option that libpq would take from a PG* variable that is set, said out loud with its own default (failure-modes F-115). The
/// files of passwords stay where the variables say. Of sslcertmode (libpq 16) nothing is compiled in, and an empty one is refused.
QMap<QString, QString> spokenDefaults()
{
    QMap<QString, QString> options;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> known(PQconndefaults(), &PQconninfoFree);
    for (const PQconninfoOption *option = known.get(); option && option->keyword; ++option) {
        const QByteArray name = option->keyword;
        if (!option->envvar || !qEnvironmentVariableIsSet(option->envvar) || name.startsWith("service") || name == "passfile" || name == "requiressl")
            continue;
        options.insert(QString::fromLatin1(name), name == "sslcertmode" ? QStringLiteral("allow") : QString::fromUtf8(option->compiled));
    }
    return options;
}

QString applicationName(const Target &target, const QString &purpose)
{
    const QString name = target.options.value(QStringLiteral("application_name"),
                                              QStringLiteral("lockkeeper " LOCKKEEPER_VERSION));
    return purpose.isEmpty() ? name : name + u' ' + purpose;
}

/// All but those that Qt has fields for.
QMap<QString, QString> optionsOf(const Target &target, const QString &purpose)
{
    QMap<QString, QString> options = spokenDefaults();
    for (const char *field : {"host", "port", "dbname", "user", "password"})
        options.remove(QLatin1String(field));
    options.insert(QStringLiteral("client_encoding"), QStringLiteral("UTF8"));
    options.insert(QStringLiteral("connect_timeout"), QString::number(std::max(target.connectTimeoutMs / 1000, 2)));
    // A middle box that forgets silent connections must not break a long statement.
    options.insert(QStringLiteral("keepalives_idle"), QStringLiteral("30"));
    options.insert(QStringLiteral("keepalives_interval"), QStringLiteral("10"));
    options.insert(QStringLiteral("keepalives_count"), QStringLiteral("6"));
    options.insert(target.options);
    options.insert(QStringLiteral("application_name"), applicationName(target, purpose));
    return options;
}

QString joined(const QMap<QString, QString> &options)
{
    QStringList pieces;
    for (auto it = options.begin(); it != options.end(); ++it)
        pieces << it.key() + u'=' + quoted(it.value());
    return pieces.join(u' ');
}

struct KnownRefusal {
    const char *words;
    const char *what;
    const char *nextStep;
    ErrorCode code = ErrorCode::Connection;
};

/// In the order in which they are looked for. The server's words come in its own language; what is not known here is
/// shown as it came.
constexpr std::array Refusals = {
    KnownRefusal{"password authentication failed", "the server refused the password",
                 "check user and password; the server's log says which of the two it was", ErrorCode::Password},
    KnownRefusal{"no password supplied", "the server asks for a password and none is known",
                 "store the password for this environment, or add a line to ~/.pgpass", ErrorCode::Password},
    KnownRefusal{"authentication failed for user", "the server does not take this user that way",
                 "check the user's name and the method in the server's pg_hba.conf"},
    KnownRefusal{"no pg_hba.conf entry", "the server lets this user not in from here",
                 "add an entry to the server's pg_hba.conf, or connect from a host that has one"},
    KnownRefusal{"pg_hba.conf rejects", "the server lets this user not in from here",
                 "change the entry in the server's pg_hba.conf, or connect from another host"},
    KnownRefusal{"root certificate file", "no certificate authority is known to check the server by",
                 "give sslrootcert=<file of the authority>, or the system's own, such as "
                 "/etc/ssl/certs/ca-certificates.crt"},
    KnownRefusal{"certificate verify failed", "the server's certificate is not one that the given authority signed",
                 "give the right sslrootcert; do not lower sslmode: somebody may stand in between"},
    KnownRefusal{"does not match host name", "the server's certificate is for another host",
                 "connect by the name in the certificate; do not lower sslmode: somebody may stand in between"},
    KnownRefusal{"server does not support SSL", "the server offers no encryption, and sslmode asks for it",
                 "switch TLS on at the server, or say sslmode=disable where the network is yours alone"},
    KnownRefusal{"certificate", "a certificate is missing or refused", "check sslcert, sslkey and sslrootcert"},
    KnownRefusal{"could not translate host name", "there is no such host", "check the host's name"},
    KnownRefusal{"Name or service not known", "there is no such host", "check the host's name"},
    KnownRefusal{"Connection refused", "no server answers at this host and port",
                 "check host and port, and whether the server runs and listens there"},
    KnownRefusal{"No such file or directory", "no server answers on this socket",
                 "check whether the server runs, and where its socket is; give host=<folder> in the address"},
    KnownRefusal{"timeout expired", "the server did not answer in time", "check host, port and firewalls"},
    KnownRefusal{"No route to host", "there is no way to this host", "check host and network"},
    KnownRefusal{"role \"", "the server has no such role or it may not log in", "check the user's name"},
    KnownRefusal{"too many clients", "the server has no connection left",
                 "close other connections to the server, or try again later"},
    KnownRefusal{"remaining connection slots", "the server has no connection left",
                 "close other connections to the server, or try again later"},
    KnownRefusal{"starting up", "the server is just starting", "try again in a moment"},
    KnownRefusal{"not accepting connections", "the server takes no connections now", "try again in a moment"},
    KnownRefusal{"permission denied for database", "the user may not connect to this database",
                 "let its owner GRANT CONNECT"},
    KnownRefusal{"does not exist", "there is no such database", "check the database's name"},
    KnownRefusal{"expected authentication request", "what answers there is not PostgreSQL", "check host and port"},
    KnownRefusal{"received invalid response to SSL negotiation", "what answers there is not PostgreSQL",
                 "check host and port"},
    KnownRefusal{"protocol", "what answers there does not speak PostgreSQL's protocol", "check host and port"},
    KnownRefusal{"definition of service", "the environment's PGSERVICE names no service", "unset PGSERVICE"},
};

Failure notPostgresql(const Target &target, const QString &why, const QString &nextStep)
{
    return Failure(Error{ErrorCode::Connection, QStringLiteral("cannot work with this server"), {target.url, 0, 0}, why,
                         nextStep});
}

} // namespace

Error connectError(const Target &target, const QString &database, const QString &words)
{
    Error error{ErrorCode::Connection, QStringLiteral("cannot connect to the database"), {target.url, 0, 0},
                words.simplified(), QStringLiteral("check the address")};
    for (const KnownRefusal &refusal : Refusals) {
        if (!words.contains(QLatin1String(refusal.words)))
            continue;
        error.what = QLatin1String(refusal.what);
        error.nextStep = QLatin1String(refusal.nextStep);
        error.code = refusal.code;
        break;
    }
    if (database != target.database)
        error.why = QStringLiteral("database %1: ").arg(database) + error.why;
    return error;
}

PostgresqlConnection::PostgresqlConnection(QString name) : m_name(std::move(name)) {}

PostgresqlConnection::~PostgresqlConnection()
{
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_name);
}

Result<std::unique_ptr<PostgresqlConnection>> PostgresqlConnection::open(const Target &target, const QString &database,
                                                                         const QString &purpose)
{
    using Connection = std::unique_ptr<PostgresqlConnection>;
    return connectPatiently<Connection>(target, [=] { return openHere(target, database, purpose); },
                                        [](Connection &connection, QThread *thread) { connection->m_database.driver()->moveToThread(thread); });
}

Result<std::unique_ptr<PostgresqlConnection>> PostgresqlConnection::openHere(const Target &target, const QString &database,
                                                                             const QString &purpose)
{
    if (!QSqlDatabase::isDriverAvailable(QStringLiteral("QPSQL")))
        return notPostgresql(target, QStringLiteral("Qt's driver for PostgreSQL is not installed"),
                             QStringLiteral("install the package libqt6sql6-psql"));
    std::unique_ptr<PostgresqlConnection> connection(new PostgresqlConnection(nextConnectionName()));
    QSqlDatabase &db = connection->m_database;
    db = QSqlDatabase::addDatabase(QStringLiteral("QPSQL"), connection->m_name);
    QMap<QString, QString> options = optionsOf(target, purpose);
    // Qt leaves out what is empty, and libpq would fill it in.
    if (target.host.isEmpty())
        options.insert(QStringLiteral("host"), QString());
    if (target.password.isEmpty())
        options.insert(QStringLiteral("password"), QString());
    db.setHostName(target.host);
    db.setPort(target.port);
    db.setDatabaseName(database);
    db.setUserName(target.user);
    db.setPassword(target.password.reveal());
    db.setConnectOptions(joined(options));
    if (!db.open()) {
        const QSqlError error = db.lastError();
        return Failure(connectError(target, database,
                                    error.databaseText().isEmpty() ? error.driverText() : error.databaseText()));
    }
    if (Result<void> checked = connection->checkHandle(target); !checked)
        return Failure(checked.error());
    return connection;
}

/// Everything but queries goes over the native handle: it must be the one of the library that we are linked with.
Result<void> PostgresqlConnection::checkHandle(const Target &target)
{
    const QVariant handle = m_database.driver()->handle();
    const QByteArray type = handle.typeName();
    if (type != "PGconn*" && type != "pg_conn*")
        return notPostgresql(target, QStringLiteral("Qt's driver hands out \"%1\"").arg(QLatin1String(type)),
                             QStringLiteral("install the distribution's own Qt driver for PostgreSQL"));
    m_handle = *static_cast<PGconn *const *>(handle.constData());
    const int version = PQserverVersion(m_handle);
    if (version <= 0)
        return notPostgresql(target, QStringLiteral("it tells no version"), QStringLiteral("check host and port"));
    if (version < OldestServer)
        return notPostgresql(target,
                             QStringLiteral("it is PostgreSQL %1, older than 13")
                                 .arg(QLatin1String(PQparameterStatus(m_handle, "server_version"))),
                             QStringLiteral("upgrade the server; 13 is the oldest that Lockkeeper knows"));
    const QString mode = target.options.value(QStringLiteral("sslmode"));
    const bool demanded = mode == QLatin1String("require") || mode.startsWith(QLatin1String("verify"));
    if (demanded && (isRemote(target) || target.host == QLatin1String("localhost")) && !PQsslInUse(m_handle))
        return notPostgresql(target, QStringLiteral("the connection is not encrypted although sslmode asks for it"),
                             QStringLiteral("switch TLS on at the server"));
    return {};
}

QString connectionString(const Target &target, const QString &database, const QString &purpose)
{
    QMap<QString, QString> options = optionsOf(target, purpose);
    options.insert(QStringLiteral("host"), target.host);
    options.insert(QStringLiteral("port"), QString::number(target.port));
    options.insert(QStringLiteral("dbname"), database);
    options.insert(QStringLiteral("user"), target.user);
    return joined(options);
}

} // namespace lk
