// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/mysqltarget.h"

#include "models/engines/mysql/optionfile.h"

#include <QDir>
#include <QUrl>
#include <QUrlQuery>

#include <pwd.h>
#include <unistd.h>

namespace lk {

namespace {

const QStringList FileOptions{QStringLiteral("ssl-ca"), QStringLiteral("ssl-capath"), QStringLiteral("ssl-cert"),
                              QStringLiteral("ssl-key"), QStringLiteral("ssl-crl"), QStringLiteral("socket")};
const QStringList WordOptions{QStringLiteral("ssl-mode"), QStringLiteral("ssl-cipher"), QStringLiteral("tls-version"),
                              QStringLiteral("connect-timeout"), QStringLiteral("sql-mode")};
const QStringList SslModes{QStringLiteral("DISABLED"), QStringLiteral("PREFERRED"), QStringLiteral("REQUIRED"),
                           QStringLiteral("VERIFY_CA"), QStringLiteral("VERIFY_IDENTITY")};
constexpr int LongestName = 64;
constexpr int DefaultPort = 3306;

Failure refuse(const QString &why, const QString &nextStep = QStringLiteral("write it as mariadb://user@host:3306/database"))
{
    // The address may hold a password: it is not repeated.
    return Failure(Error{ErrorCode::Usage, QStringLiteral("cannot use the database's address"), {}, why, nextStep});
}

QString systemUser()
{
    const passwd *user = ::getpwuid(::geteuid());
    return user ? QString::fromLocal8Bit(user->pw_name) : QString();
}

Result<void> readOption(Target &target, const QString &name, const QString &value, const QString &folder)
{
    if (FileOptions.contains(name)) {
        target.options.insert(name, QDir::cleanPath(QDir(folder).absoluteFilePath(value)));
        return {};
    }
    if (!WordOptions.contains(name))
        return refuse(QStringLiteral("the option %1 is not known").arg(name),
                      QStringLiteral("use some of: %1").arg((WordOptions + FileOptions).join(QStringLiteral(", "))));
    target.options.insert(name, name == QLatin1String("ssl-mode") ? value.toUpper() : value);
    if (name == QLatin1String("ssl-mode") && !SslModes.contains(value.toUpper()))
        return refuse(QStringLiteral("ssl-mode can't be %1").arg(value),
                      QStringLiteral("use one of: %1").arg(SslModes.join(QStringLiteral(", "))));
    if (name == QLatin1String("connect-timeout")) {
        target.connectTimeoutMs = value.toInt() * 1000;
        if (target.connectTimeoutMs <= 0)
            return refuse(QStringLiteral("connect-timeout is not a number of seconds"));
    }
    return {};
}

Result<void> readOptions(Target &target, const QUrl &url, const QString &folder)
{
    for (const auto &[name, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        if (Result<void> read = readOption(target, name.toLower().replace(u'_', u'-'), value, folder); !read)
            return read;
    }
    const QString mode = target.options.value(QStringLiteral("ssl-mode"));
    if (mode == QLatin1String("VERIFY_CA") && !target.options.contains(QStringLiteral("ssl-ca"))
        && !target.options.contains(QStringLiteral("ssl-capath")))
        return refuse(QStringLiteral("ssl-mode VERIFY_CA needs ssl-ca or ssl-capath"));
    return {};
}

Result<QString> databaseOf(const QUrl &url)
{
    const QString name = url.path(QUrl::FullyDecoded).mid(1);
    if (name.isEmpty())
        return refuse(QStringLiteral("it names no database"));
    if (name.contains(QChar(0)) || name.contains(u'/') || name.endsWith(u' '))
        return refuse(QStringLiteral("a database's name can't hold a slash or a NUL, nor end with a space"));
    if (name.size() > LongestName)
        return refuse(QStringLiteral("a database's name has at most %1 characters").arg(LongestName));
    return name;
}

/// What the address leaves out, from the person's own file.
Result<void> complete(Target &target)
{
    const bool placed = !target.host.isEmpty() || target.port != 0;
    if (target.user.isEmpty() || !placed) {
        const Result<ClientOptions> own = readClientOptions(clientOptionFile());
        if (!own)
            return Failure(own.error());
        if (target.user.isEmpty())
            target.user = own->user;
        if (!placed) {
            target.host = own->host.isEmpty() ? own->socket : own->host;
            target.port = own->port;
        }
    }
    if (target.user.isEmpty())
        target.user = systemUser();
    // As to the database's own clients, "localhost" is the socket unless a port is given.
    if (target.host == QLatin1String("localhost") && target.port == 0)
        target.host.clear();
    if (target.host.isEmpty() && target.port != 0)
        target.host = QStringLiteral("localhost");
    if (!target.host.isEmpty() && !target.host.startsWith(u'/') && target.port == 0)
        target.port = DefaultPort;
    return {};
}

QString shown(const Target &target, const QString &scheme)
{
    QUrl url;
    url.setScheme(scheme);
    url.setUserName(target.user, QUrl::DecodedMode);
    url.setHost(target.host.startsWith(u'/') ? QString() : target.host);
    if (!target.host.startsWith(u'/') && target.port != 0)
        url.setPort(target.port);
    url.setPath(u'/' + target.database, QUrl::DecodedMode);
    QUrlQuery query;
    for (auto option = target.options.begin(); option != target.options.end(); ++option)
        query.addQueryItem(option.key(), QString::fromLatin1(QUrl::toPercentEncoding(option.value(), "/")));
    url.setQuery(query);
    QString text = url.toString(QUrl::FullyEncoded);
    // QUrl leaves the user out where there is no host, or writes no slashes.
    if (url.host().isEmpty())
        text = QStringLiteral("%1://%2@/%3").arg(scheme, QString::fromLatin1(QUrl::toPercentEncoding(target.user)),
                                                QString::fromLatin1(QUrl::toPercentEncoding(target.database)))
               + (query.isEmpty() ? QString() : u'?' + url.query(QUrl::FullyEncoded));
    return text;
}

/// QUrl refuses a user without a host: "mariadb://shop@/shop?socket=...".
QString withHost(const QString &url)
{
    const qsizetype authority = url.indexOf(QLatin1String("://")) + 3;
    const qsizetype end = url.indexOf(u'/', authority);
    const qsizetype at = end < 0 ? -1 : url.lastIndexOf(u'@', end);
    return at >= authority && at == end - 1 ? QString(url).insert(end, QLatin1String("localhost")) : url;
}

} // namespace

Result<Target> mysqlTarget(const QString &engine, const QString &address, const QString &folder)
{
    const QString scheme = engine;
    if (!address.startsWith(scheme + QStringLiteral("://"), Qt::CaseInsensitive))
        return refuse(QStringLiteral("it does not begin with %1://").arg(scheme));
    const QUrl url(withHost(address), QUrl::StrictMode);
    if (!url.isValid())
        return refuse(QStringLiteral("it is not a URL: signs like @ : / ? # in a user or password must be written as %40 and so on"));
    Target target;
    target.engine = engine;
    target.user = url.userName(QUrl::FullyDecoded);
    target.password = Secret(url.password(QUrl::FullyDecoded));
    target.host = url.host(QUrl::FullyDecoded);
    target.port = std::max(0, url.port());
    if (Result<void> read = readOptions(target, url, folder); !read)
        return Failure(read.error());
    if (const QString socket = target.options.value(QStringLiteral("socket")); !socket.isEmpty()) {
        if (!target.host.isEmpty() && target.host != QLatin1String("localhost"))
            return refuse(QStringLiteral("it names both a host and a socket"));
        target.host = socket;
        target.port = 0;
    }
    const Result<QString> database = databaseOf(url);
    if (!database)
        return Failure(database.error());
    target.database = *database;
    if (Result<void> completed = complete(target); !completed)
        return Failure(completed.error());
    target.url = shown(target, scheme);
    return target;
}

bool usesSocket(const Target &target)
{
    return target.host.isEmpty() || target.host.startsWith(u'/');
}

bool isLocal(const Target &target)
{
    return usesSocket(target)
           || QStringList{QStringLiteral("localhost"), QStringLiteral("127.0.0.1"), QStringLiteral("::1")}.contains(target.host);
}

QString serverOf(const Target &target)
{
    if (usesSocket(target))
        return target.host.isEmpty() ? QStringLiteral("localhost") : target.host;
    return QStringLiteral("%1:%2").arg(target.host.toLower()).arg(target.port);
}

Target onSameServer(const Target &target, const QString &database)
{
    Target other = target;
    other.database = database;
    other.url = shown(other, target.engine);
    return other;
}

} // namespace lk
