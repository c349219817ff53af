// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/connection.h"

#include "models/engines/connectpatiently.h"
#include "models/engines/mysql/mysqlerror.h"
#include "models/engines/mysql/mysqltarget.h"
#include "models/engines/mysql/optionfile.h"

#include <QTcpSocket>

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>

namespace lk {

namespace {

constexpr unsigned long LargestPacket = 1024UL * 1024 * 1024;
constexpr int UnknownCertificate = CR_SSL_CONNECTION_ERROR;

enum class Tls { Off, On, Verified };

void setOption(st_mysql *handle, mysql_option option, const QString &value)
{
    if (!value.isEmpty())
        mysql_optionsv(handle, option, value.toUtf8().constData());
}

void setTls(st_mysql *handle, const Target &target, Tls tls)
{
    const my_bool on = tls != Tls::Off;
    const my_bool verify = tls == Tls::Verified;
    mysql_optionsv(handle, MYSQL_OPT_SSL_ENFORCE, &on);
    mysql_optionsv(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
    if (!on)
        return;
    const auto option = [&target](const char *name) { return target.options.value(QLatin1String(name)); };
    setOption(handle, MYSQL_OPT_SSL_CA, option("ssl-ca"));
    setOption(handle, MYSQL_OPT_SSL_CAPATH, option("ssl-capath"));
    setOption(handle, MYSQL_OPT_SSL_CERT, option("ssl-cert"));
    setOption(handle, MYSQL_OPT_SSL_KEY, option("ssl-key"));
    setOption(handle, MYSQL_OPT_SSL_CRL, option("ssl-crl"));
    setOption(handle, MYSQL_OPT_SSL_CIPHER, option("ssl-cipher"));
    setOption(handle, MARIADB_OPT_TLS_VERSION, option("tls-version"));
}

void setLimits(st_mysql *handle, const Target &target)
{
    const unsigned int none = 0;
    const my_bool no = 0;
    const unsigned int seconds = unsigned(std::max(1, (target.connectTimeoutMs + 999) / 1000));
    mysql_optionsv(handle, MYSQL_OPT_LOCAL_INFILE, &none);
    mysql_optionsv(handle, MYSQL_OPT_RECONNECT, &no);
    mysql_optionsv(handle, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_optionsv(handle, MYSQL_OPT_MAX_ALLOWED_PACKET, &LargestPacket);
    mysql_optionsv(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_optionsv(handle, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "lockkeeper " LOCKKEEPER_VERSION);
}

/// Methods that hand over the password itself are not answered where nobody vouches for the server.
void restrictMethods(st_mysql *handle, const Target &target, Tls tls)
{
    if (tls != Tls::Verified && !isLocal(target))
        mysql_optionsv(handle, MARIADB_OPT_RESTRICTED_AUTH,
                       "mysql_native_password,caching_sha2_password,sha256_password,client_ed25519,parsec");
}

struct Attempt {
    MysqlHandle handle;
    bool connected = false;
};

Attempt attempt(const Target &target, const QString &database, const Secret &password, Tls tls)
{
    Attempt made{MysqlHandle(mysql_init(nullptr)), false};
    st_mysql *handle = made.handle.get();
    if (!handle)
        qFatal("out of memory");
    setTls(handle, target, tls);
    setLimits(handle, target);
    restrictMethods(handle, target, tls);
    const bool socket = usesSocket(target);
    const unsigned int protocol = socket ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP;
    mysql_optionsv(handle, MYSQL_OPT_PROTOCOL, &protocol);
    const QByteArray user = target.user.toUtf8();
    const QByteArray name = database.toUtf8();
    const QByteArray host = target.host.toUtf8();
    const QByteArray secret = password.reveal().toUtf8();
    made.connected = mysql_real_connect(handle, socket ? "localhost" : host.constData(), user.constData(), secret.constData(),
                                        name.isEmpty() ? nullptr : name.constData(), unsigned(target.port),
                                        socket && !host.isEmpty() ? host.constData() : nullptr, 0)
                     != nullptr;
    return made;
}

/// Whether the server says in its greeting that it knows TLS. Client libraries before 3.4 log in without encryption
/// where only encryption but no check of the certificate was asked for.
Result<bool> offersTls(const Target &target)
{
    constexpr int Header = 4;
    constexpr quint16 ClientSsl = 0x0800;
    QTcpSocket socket;
    socket.connectToHost(target.host, quint16(target.port));
    QByteArray greeting;
    if (socket.waitForConnected(target.connectTimeoutMs)) {
        while (greeting.size() < Header + 64 && socket.waitForReadyRead(target.connectTimeoutMs))
            greeting += socket.readAll();
    }
    const qsizetype version = greeting.indexOf('\0', Header + 1);
    const qsizetype flags = version + 1 + 4 + 8 + 1;
    if (version < 0 || greeting.size() < flags + 2)
        return true; // an error packet, or nobody there: connecting gives the better message
    return ((uchar(greeting[flags]) | uchar(greeting[flags + 1]) << 8) & ClientSsl) != 0;
}

Error connectionError(const QString &what, const QString &why, const QString &nextStep)
{
    return {ErrorCode::Connection, what, {}, why, nextStep};
}

Error unencrypted(const Target &target)
{
    return connectionError(QStringLiteral("the server does not encrypt"), QStringLiteral("ssl-mode is %1").arg(sslModeOf(target)),
                           QStringLiteral("let the server's administrator set up TLS; ssl-mode=PREFERRED would send everything readable"));
}

QString tlsNextStep(const QString &message)
{
    if (message.contains(QLatin1String("Validation of SSL server certificate failed")) || message.contains(QLatin1String("ostname")))
        return QStringLiteral("use the host name that the certificate is for");
    if (message.contains(QLatin1String("self-signed")) || message.contains(QLatin1String("self signed"))
        || message.contains(QLatin1String("issuer")) || message.contains(QLatin1String("verify")))
        return QStringLiteral("name the authority that signed it: ssl-ca=ca.pem");
    if (message.contains(QLatin1String("expired")))
        return QStringLiteral("let the server's administrator renew it");
    return QStringLiteral("check ssl-ca, ssl-cert and ssl-key");
}

Error explain(st_mysql *handle, const Target &target, const QString &database)
{
    const QString why = QStringLiteral("%1 (%2)").arg(QString::fromUtf8(mysql_error(handle))).arg(mysql_errno(handle));
    const QString server = serverOf(target);
    switch (mysql_errno(handle)) {
    case ER_ACCESS_DENIED_ERROR:
    case ER_ACCESS_DENIED_NO_PASSWORD_ERROR:
        return {ErrorCode::Password, QStringLiteral("the server refuses the user %1 or the password").arg(target.user), {}, why,
                QStringLiteral("check both; the password comes from the address, MYSQL_PWD, the keyring or ~/.my.cnf")};
    case ER_BAD_DB_ERROR:
        return connectionError(QStringLiteral("there is no database %1").arg(database), why,
                               QStringLiteral("check the name; only the first apply makes a new database"));
    case ER_DBACCESS_DENIED_ERROR:
        return connectionError(QStringLiteral("the user %1 may not use the database %2, or there is none").arg(target.user, database), why,
                               QStringLiteral("check the name, or GRANT the user privileges on it"));
    case CR_UNKNOWN_HOST:
        return connectionError(QStringLiteral("there is no host %1").arg(target.host), why, QStringLiteral("check the host's name"));
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
        if (QString::fromUtf8(mysql_error(handle)).contains(QLatin1String("Unknown")))
            return connectionError(QStringLiteral("there is no host %1").arg(target.host), why, QStringLiteral("check the host's name"));
        return connectionError(QStringLiteral("no server answers at %1").arg(server), why,
                               usesSocket(target) ? QStringLiteral("check that the server runs, and the socket's path")
                                                  : QStringLiteral("check host and port, that the server runs, and the firewall"));
    case ER_HOST_NOT_PRIVILEGED:
    case ER_HOST_IS_BLOCKED:
        return connectionError(QStringLiteral("the server takes no connection from this machine"), why,
                               QStringLiteral("let its administrator allow it"));
    case ER_CON_COUNT_ERROR:
    case ER_TOO_MANY_USER_CONNECTIONS:
        return connectionError(QStringLiteral("the server has no connection left"), why, QStringLiteral("try again later"));
    case UnknownCertificate:
        if (QString::fromUtf8(mysql_error(handle)).contains(QLatin1String("does not support")))
            return unencrypted(target);
        return connectionError(QStringLiteral("the server's certificate is not trusted, or encryption failed"), why,
                               tlsNextStep(QString::fromUtf8(mysql_error(handle))));
    case CR_AUTH_PLUGIN_CANNOT_LOAD:
    case CR_AUTH_PLUGIN_ERR:
        return connectionError(QStringLiteral("the account's way to log in is not usable here"), why,
                               QStringLiteral("methods that send the password itself need ssl-mode=VERIFY_IDENTITY"));
    case CR_VERSION_ERROR:
    case CR_MALFORMED_PACKET:
    case CR_SERVER_LOST:
    case CR_SERVER_LOST_EXTENDED:
        return connectionError(QStringLiteral("what answers at %1 is no MySQL or MariaDB server").arg(server), why,
                               QStringLiteral("check host and port"));
    default:
        return connectionError(QStringLiteral("cannot connect to %1").arg(server), why, QStringLiteral("check the address"));
    }
}

Result<Attempt> attemptAsAsked(const Target &target, const QString &database, const Secret &password)
{
    const QString mode = sslModeOf(target);
    if (mode == QLatin1String("DISABLED") || (mode == QLatin1String("PREFERRED") && usesSocket(target)))
        return attempt(target, database, password, Tls::Off);
    if (mode == QLatin1String("VERIFY_IDENTITY"))
        return attempt(target, database, password, Tls::Verified);
    if (mode == QLatin1String("PREFERRED")) {
        Attempt made = attempt(target, database, password, Tls::On);
        if (!made.connected && mysql_errno(made.handle.get()) == CR_SSL_CONNECTION_ERROR)
            return attempt(target, database, password, Tls::Off);
        return made;
    }
    if (!usesSocket(target)) {
        const Result<bool> offered = offersTls(target);
        if (!offered || !*offered)
            return Failure(unencrypted(target));
    }
    Attempt made = attempt(target, database, password, Tls::On);
    if (made.connected && !mysql_get_ssl_cipher(made.handle.get()))
        return Failure(unencrypted(target));
    return made;
}

} // namespace

void MysqlCloser::operator()(st_mysql *handle) const
{
    mysql_close(handle);
}

QString sslModeOf(const Target &target)
{
    const QString mode = target.options.value(QStringLiteral("ssl-mode"));
    if (!mode.isEmpty())
        return mode;
    return isLocal(target) ? QStringLiteral("PREFERRED") : QStringLiteral("VERIFY_IDENTITY");
}

Result<Secret> passwordFor(const Target &target)
{
    if (!target.password.isEmpty())
        return target.password;
    if (const QString variable = qEnvironmentVariable("MYSQL_PWD"); !variable.isEmpty())
        return Secret(variable);
    Result<ClientOptions> own = readClientOptions(clientOptionFile());
    if (!own)
        return failure(std::move(own));
    return own->user.isEmpty() || own->user == target.user ? own->password : Secret();
}

Result<MysqlHandle> connectMysql(const Target &target, const QString &database, bool *unknownDatabase)
{
    const Result<Secret> password = passwordFor(target);
    if (!password)
        return Failure(password.error());
    Result<Attempt> made = connectPatiently<Attempt>(target, [target, database, secret = *password] { return attemptAsAsked(target, database, secret); });
    if (!made)
        return Failure(made.error());
    if (made->connected)
        return std::move(made->handle);
    if (unknownDatabase)
        *unknownDatabase = mysql_errno(made->handle.get()) == ER_BAD_DB_ERROR;
    return Failure(explain(made->handle.get(), target, database));
}

} // namespace lk
