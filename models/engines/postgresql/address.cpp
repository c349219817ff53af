// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/address.h"

#include "models/engines/postgresql/servicefile.h"

#include <QHostAddress>
#include <QUrl>

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace lk {

namespace {

constexpr int DefaultPort = 5432;

/// Options that go to libpq as they are.
constexpr std::array Options = {
    "application_name", "channel_binding", "gssencmode", "hostaddr", "keepalives", "keepalives_count",
    "keepalives_idle", "keepalives_interval", "krbsrvname", "options", "passfile", "requirepeer",
    "ssl_max_protocol_version", "ssl_min_protocol_version", "sslcert", "sslcrl", "sslcrldir", "sslkey", "sslmode",
    "sslrootcert", "sslsni", "target_session_attrs", "tcp_user_timeout",
};

Failure refuse(const QString &why, const QString &nextStep = {})
{
    return Failure(Error{
        ErrorCode::Usage, QStringLiteral("cannot use this PostgreSQL address"), {}, why,
        nextStep.isEmpty() ? QStringLiteral("write it as postgresql://user@host:5432/database") : nextStep});
}

Result<QString> decoded(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    for (qsizetype at = bytes.indexOf('%'); at >= 0; at = bytes.indexOf('%', at + 1)) {
        const auto isHex = [&](qsizetype i) { return i < bytes.size() && std::isxdigit(static_cast<uchar>(bytes[i])); };
        if (!isHex(at + 1) || !isHex(at + 2))
            return refuse(QStringLiteral("a percent sign is not followed by two hexadecimal digits"),
                          QStringLiteral("write a percent sign itself as %25"));
    }
    const QString plain = QUrl::fromPercentEncoding(bytes);
    if (plain.contains(QChar(0)))
        return refuse(QStringLiteral("it holds a NUL"));
    return plain;
}

QString encoded(const QString &text, const char *keep = "")
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, keep));
}

/// The parts of an address by libpq's names.
using Parts = QMap<QString, QString>;

Result<void> put(Parts &parts, const QString &name, const QString &text)
{
    const Result<QString> value = decoded(text);
    if (!value)
        return Failure(value.error());
    if (!value->isEmpty())
        parts.insert(name, *value);
    return {};
}

/// "host", "host:5433", "[::1]:5433"
Result<void> readHost(Parts &parts, const QString &text)
{
    const bool bracketed = text.startsWith(u'[');
    const qsizetype close = text.indexOf(u']');
    if (bracketed && close < 0)
        return refuse(QStringLiteral("an IPv6 address is not closed by ]"));
    const QString rest = bracketed ? text.mid(close + 1) : text;
    const qsizetype colon = rest.indexOf(u':');
    if (bracketed && !rest.isEmpty() && colon != 0)
        return refuse(QStringLiteral("something stands between an IPv6 address and its port"));
    const QString host = bracketed ? text.mid(1, close - 1) : rest.left(colon < 0 ? rest.size() : colon);
    if (Result<void> done = put(parts, QStringLiteral("host"), host); !done)
        return done;
    return colon < 0 ? Result<void>() : put(parts, QStringLiteral("port"), rest.mid(colon + 1));
}

Result<void> readQuery(Parts &parts, const QString &query)
{
    for (const QString &piece : query.split(u'&', Qt::SkipEmptyParts)) {
        const qsizetype equals = piece.indexOf(u'=');
        if (equals <= 0)
            return refuse(QStringLiteral("an option has no value"));
        const Result<QString> name = decoded(piece.left(equals));
        if (!name)
            return Failure(name.error());
        if (Result<void> done = put(parts, *name, piece.mid(equals + 1)); !done)
            return done;
    }
    return {};
}

Result<Parts> split(const QString &url)
{
    Parts parts;
    if (url.startsWith(QLatin1String("service="))) {
        parts.insert(QStringLiteral("service"), url.mid(8).trimmed());
        return parts;
    }
    const qsizetype mark = url.indexOf(QLatin1String("://"));
    const QString scheme = url.left(std::max<qsizetype>(mark, 0)).toLower();
    if (scheme != QLatin1String("postgresql") && scheme != QLatin1String("postgres"))
        return refuse(QStringLiteral("it does not begin with postgresql://"));
    const QString rest = url.mid(mark + 3);
    const qsizetype question = rest.indexOf(u'?');
    const QString before = question < 0 ? rest : rest.left(question);
    const qsizetype slash = before.indexOf(u'/');
    const QString authority = slash < 0 ? before : before.left(slash);
    const qsizetype at = authority.lastIndexOf(u'@');
    const QString login = at < 0 ? QString() : authority.left(at);
    Result<void> done = put(parts, QStringLiteral("user"), login.section(u':', 0, 0))
                            .and_then([&] { return put(parts, QStringLiteral("password"), login.section(u':', 1)); })
                            .and_then([&] { return readHost(parts, authority.mid(at + 1)); })
                            .and_then([&] {
                                return put(parts, QStringLiteral("dbname"), slash < 0 ? QString() : before.mid(slash + 1));
                            })
                            .and_then([&] { return readQuery(parts, question < 0 ? QString() : rest.mid(question + 1)); });
    if (!done)
        return Failure(done.error());
    return parts;
}

Result<void> addService(Parts &parts)
{
    const QString service = parts.take(QStringLiteral("service"));
    if (service.isEmpty())
        return {};
    const auto settings = readPostgresqlService(service);
    if (!settings)
        return Failure(settings.error());
    for (auto it = settings->begin(); it != settings->end(); ++it) {
        if (!parts.contains(it.key()))
            parts.insert(it.key(), it.value());
    }
    return {};
}

QString systemUser()
{
    const struct passwd *user = ::getpwuid(::geteuid());
    return user ? QString::fromLocal8Bit(user->pw_name) : QString();
}

Result<int> number(Parts &parts, const QString &name, int otherwise, int most)
{
    const QString text = parts.take(name);
    bool ok = true;
    const int value = text.isEmpty() ? otherwise : text.toInt(&ok);
    if (!ok || value < 0 || value > most)
        return refuse(QStringLiteral("%1 is not a number from 0 to %2").arg(name).arg(most));
    return value;
}

Result<void> takeOptions(Target &target, const Parts &parts)
{
    static const QStringList Modes{QStringLiteral("disable"),   QStringLiteral("allow"),
                                   QStringLiteral("prefer"),    QStringLiteral("require"),
                                   QStringLiteral("verify-ca"), QStringLiteral("verify-full")};
    for (auto it = parts.begin(); it != parts.end(); ++it) {
        if (it.key() == QLatin1String("sslpassword"))
            return refuse(QStringLiteral("sslpassword would be kept in the open"),
                          QStringLiteral("use a key file without a passphrase that only you can read"));
        if (it.key() == QLatin1String("client_encoding")
            && (it.value().compare(QLatin1String("utf8"), Qt::CaseInsensitive) == 0
                || it.value().compare(QLatin1String("utf-8"), Qt::CaseInsensitive) == 0))
            continue;
        const bool known = std::any_of(Options.begin(), Options.end(),
                                       [&](const char *option) { return it.key() == QLatin1String(option); });
        if (!known)
            return refuse(QStringLiteral("it has an unknown option \"%1\"").arg(it.key()),
                          it.key() == QLatin1String("schema") || it.key() == QLatin1String("search_path")
                              ? QStringLiteral("write options=-c%20search_path%3D<schema>")
                              : QStringLiteral("leave the option out; libpq's options are known, sslmode for one"));
        if (it.key() == QLatin1String("sslmode") && !Modes.contains(it.value()))
            return refuse(QStringLiteral("there is no sslmode \"%1\"").arg(it.value()),
                          QStringLiteral("it is one of %1").arg(Modes.join(QStringLiteral(", "))));
        // Qt's driver takes it for the end of an option, even within quotes.
        if (it.value().contains(u';'))
            return refuse(QStringLiteral("the option \"%1\" holds a semicolon").arg(it.key()));
        target.options.insert(it.key(), it.value());
    }
    return {};
}

Result<Target> fromParts(Parts parts)
{
    Target target;
    target.engine = QStringLiteral("postgresql");
    target.host = parts.take(QStringLiteral("host"));
    target.database = parts.take(QStringLiteral("dbname"));
    target.user = parts.take(QStringLiteral("user"));
    target.password = Secret(parts.take(QStringLiteral("password")));
    if (target.host.contains(u','))
        return refuse(QStringLiteral("it names several hosts"),
                      QStringLiteral("name the one server whose database is to be changed"));
    if (target.database.isEmpty())
        return refuse(QStringLiteral("it names no database"));
    if (target.user.isEmpty())
        target.user = systemUser();
    const Result<int> port = number(parts, QStringLiteral("port"), DefaultPort, 65535);
    const Result<int> timeout = number(parts, QStringLiteral("connect_timeout"), target.connectTimeoutMs / 1000, 3600);
    if (!port || !timeout)
        return Failure(port ? timeout.error() : port.error());
    target.port = *port;
    target.connectTimeoutMs = std::max(*timeout, 2) * 1000; // libpq takes 1 for 2
    if (Result<void> done = takeOptions(target, parts); !done)
        return Failure(done.error());
    target.url = postgresqlUrl(target);
    if (!target.options.contains(QStringLiteral("sslmode")))
        target.options.insert(QStringLiteral("sslmode"),
                              isRemote(target) ? QStringLiteral("verify-full") : QStringLiteral("prefer"));
    return target;
}

} // namespace

bool isRemote(const Target &target)
{
    const QString host = target.options.value(QStringLiteral("hostaddr"), target.host);
    if (host.isEmpty() || host.startsWith(u'/') || host.startsWith(u'@')
        || host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0)
        return false;
    return !QHostAddress(host).isLoopback();
}

QString postgresqlUrl(const Target &target)
{
    const bool socketFolder = target.host.startsWith(u'/') || target.host.startsWith(u'@');
    QString url = QStringLiteral("postgresql://") + encoded(target.user) + u'@';
    if (!socketFolder)
        url += target.host.contains(u':') ? u'[' + target.host + u']' : encoded(target.host);
    if (target.port != DefaultPort)
        url += QStringLiteral(":%1").arg(target.port);
    url += u'/' + encoded(target.database);
    QStringList options;
    if (socketFolder)
        options << QStringLiteral("host=") + encoded(target.host, "/");
    if (target.connectTimeoutMs != Target().connectTimeoutMs)
        options << QStringLiteral("connect_timeout=%1").arg(target.connectTimeoutMs / 1000);
    for (auto it = target.options.begin(); it != target.options.end(); ++it)
        options << it.key() + u'=' + encoded(it.value(), "/");
    return options.isEmpty() ? url : url + u'?' + options.join(u'&');
}

Result<Target> readPostgresqlAddress(const QString &url)
{
    return split(url).and_then([](Parts parts) {
        return addService(parts).and_then([&] { return fromParts(parts); });
    });
}

} // namespace lk
