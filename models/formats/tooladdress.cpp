// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/tooladdress.h"

#include <QMap>
#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <optional>

namespace lk {

namespace {

using Settings = QList<std::pair<QString, QString>>;

const QStringList LibpqNames = QStringLiteral(
    "host port hostaddr user password dbname service passfile connect_timeout application_name options client_encoding channel_binding "
    "gssencmode keepalives keepalives_count keepalives_idle keepalives_interval krbsrvname requirepeer ssl_max_protocol_version "
    "ssl_min_protocol_version sslcert sslcrl sslcrldir sslkey sslmode sslpassword sslrootcert sslsni target_session_attrs tcp_user_timeout")
                                   .split(u' ');
const QStringList DriverNames = QStringLiteral(
    "binary_parameters fallback_application_name disable_prepared_binary_result sslinline default_query_exec_mode "
    "statement_cache_capacity description_cache_capacity krbspn schema")
                                    .split(u' ');

Failure refuse(const QString &why)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("cannot use the address in the tool's configuration"), {}, why,
                         QStringLiteral("write the environment's address as `url` into lockkeeper.toml")});
}

QString encoded(const QString &text, const char *keep = "")
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, keep));
}

/// As Go's url.QueryUnescape: a plus sign is a space.
QString decoded(QString text)
{
    return QUrl::fromPercentEncoding(text.replace(u'+', u' ').toUtf8());
}

/// Without what stands behind the question mark.
QString front(const QString &address)
{
    return address.section(u'?', 0, 0);
}

Settings settingsOf(const QString &address)
{
    Settings settings;
    for (const QString &piece : address.section(u'?', 1).split(u'&', Qt::SkipEmptyParts))
        settings.append({decoded(piece.section(u'=', 0, 0)), decoded(piece.section(u'=', 1))});
    return settings;
}

QString withSettings(const QString &address, const QMap<QString, QString> &settings)
{
    QStringList pieces;
    for (auto setting = settings.begin(); setting != settings.end(); ++setting)
        pieces += setting.key() + u'=' + encoded(setting.value(), "/");
    return pieces.isEmpty() ? address : address + u'?' + pieces.join(u'&');
}

/// "a='b c' d=e", as libpq reads it; nothing where it is broken.
std::optional<Settings> keywordSettings(const QString &text)
{
    Settings settings;
    for (qsizetype at = 0; at < text.size();) {
        if (text[at].isSpace()) {
            ++at;
            continue;
        }
        const qsizetype equals = text.indexOf(u'=', at);
        if (equals < 0)
            return std::nullopt;
        const QString name = text.sliced(at, equals - at).trimmed();
        for (at = equals + 1; at < text.size() && text[at].isSpace(); ++at) {}
        const bool quoted = at < text.size() && text[at] == u'\'';
        QString value;
        for (at += quoted; at < text.size() && !(quoted ? text[at] == u'\'' : text[at].isSpace()); ++at) {
            if (text[at] == u'\\' && at + 1 < text.size())
                ++at;
            value += text[at];
        }
        if (quoted && at >= text.size())
            return std::nullopt;
        at += quoted;
        settings.append({name, value});
    }
    return settings;
}

QMap<QString, QString> forLibpq(const Settings &settings)
{
    QMap<QString, QString> result;
    QStringList session;
    for (const auto &[name, value] : settings) {
        if (name == u"socket") {
            result.insert(QStringLiteral("host"), value);
        } else if (LibpqNames.contains(name)) {
            result.insert(name, value);
        } else if (!DriverNames.contains(name) && !name.startsWith(u"x-") && !name.startsWith(u"pool_")) {
            QString escaped = value;
            escaped.replace(u'\\', QStringLiteral("\\\\")).replace(u' ', QStringLiteral("\\ "));
            session += QStringLiteral("-c %1=%2").arg(name, escaped);
        }
    }
    if (!session.isEmpty()) {
        if (const QString given = result.value(QStringLiteral("options")); !given.isEmpty())
            session.prepend(given);
        result.insert(QStringLiteral("options"), session.join(u' '));
    }
    return result;
}

/// Seconds of a Go duration ("10s", "1m30s"), at least 1; nothing for other text.
std::optional<int> secondsOf(const QString &duration)
{
    double total = 0;
    QString number;
    for (qsizetype i = 0; i < duration.size(); ++i) {
        if (duration[i].isDigit() || duration[i] == u'.') {
            number += duration[i];
            continue;
        }
        const bool milliseconds = duration.sliced(i).startsWith(u"ms");
        const double unit = milliseconds ? 0.001 : duration[i] == u's' ? 1 : duration[i] == u'm' ? 60 : duration[i] == u'h' ? 3600 : -1;
        if (unit < 0 || number.isEmpty())
            return std::nullopt;
        total += number.toDouble() * unit;
        number.clear();
        i += milliseconds;
    }
    return number.isEmpty() && total > 0 ? std::optional(std::max(1, int(total))) : std::nullopt;
}

QMap<QString, QString> forMysql(const Settings &settings)
{
    static const QMap<QString, QString> Encryption{{QStringLiteral("true"), QStringLiteral("VERIFY_IDENTITY")},
                                                   {QStringLiteral("skip-verify"), QStringLiteral("REQUIRED")},
                                                   {QStringLiteral("preferred"), QStringLiteral("PREFERRED")},
                                                   {QStringLiteral("false"), QStringLiteral("DISABLED")}};
    QMap<QString, QString> result;
    for (const auto &[name, value] : settings) {
        if (name == u"socket" || name == u"unix_socket")
            result.insert(QStringLiteral("socket"), value);
        else if (name == u"tls" && Encryption.contains(value.toLower()))
            result.insert(QStringLiteral("ssl-mode"), Encryption.value(value.toLower()));
        else if (name == u"timeout" && secondsOf(value))
            result.insert(QStringLiteral("connect-timeout"), QString::number(*secondsOf(value)));
        else if (name == u"x-tls-ca" || name == u"ssl_ca")
            result.insert(QStringLiteral("ssl-ca"), value);
        else if (name == u"x-tls-cert" || name == u"ssl_cert")
            result.insert(QStringLiteral("ssl-cert"), value);
        else if (name == u"x-tls-key" || name == u"ssl_key")
            result.insert(QStringLiteral("ssl-key"), value);
        else if (name == u"ssl_mode")
            result.insert(QStringLiteral("ssl-mode"), value);
        else if (name == u"sql_mode")
            result.insert(QStringLiteral("sql-mode"), QString(value).remove(u'\''));
    }
    return result;
}

} // namespace

QString addressSetting(const QString &address, const QString &name)
{
    for (const auto &[key, value] : settingsOf(address)) {
        if (key == name)
            return value;
    }
    return {};
}

Result<QString> postgresqlAddress(const QString &address)
{
    if (const qsizetype scheme = front(address).indexOf(QLatin1String("://")); scheme > 0)
        return withSettings(QStringLiteral("postgresql") + front(address).sliced(scheme), forLibpq(settingsOf(address)));
    const auto settings = keywordSettings(address);
    if (!settings || settings->isEmpty())
        return refuse(QStringLiteral("it is neither a postgres:// URL nor a list of settings like \"host=db1 dbname=shop\""));
    QMap<QString, QString> parts = forLibpq(*settings);
    const auto take = [&](const char *name) { return parts.take(QString::fromLatin1(name)); };
    const QString user = take("user");
    const QString password = take("password");
    const QString database = take("dbname");
    QString login = encoded(user);
    if (!password.isEmpty())
        login += u':' + encoded(password);
    return withSettings(QStringLiteral("postgresql://%1/%2").arg(login.isEmpty() ? login : login + u'@', encoded(database)), parts);
}

Result<QString> mysqlUrl(const QString &url)
{
    const QString address = front(url);
    const qsizetype begin = address.indexOf(QLatin1String("://"));
    const qsizetype slash = begin < 0 ? -1 : address.indexOf(u'/', begin + 3);
    if (slash < 0)
        return refuse(QStringLiteral("it is not of the form mysql://user@host:3306/database"));
    const QMap<QString, QString> settings = forMysql(settingsOf(url));
    QString authority = address.sliced(begin + 3, slash - begin - 3);
    if (settings.contains(QStringLiteral("socket")))
        authority = authority.left(authority.lastIndexOf(u'@') + 1) + QStringLiteral("localhost");
    return withSettings(QStringLiteral("mysql://") + authority + address.sliced(slash), settings);
}

Result<QString> mysqlDsn(const QString &dsn, bool isEncoded)
{
    const QString address = front(dsn);
    const qsizetype slash = address.lastIndexOf(u'/');
    if (slash < 0)
        return refuse(QStringLiteral("it is not of the form user:password@tcp(host:3306)/database"));
    const QString before = address.left(slash);
    const qsizetype at = before.lastIndexOf(u'@');
    const QString login = at < 0 ? QString() : before.left(at);
    const QString place = before.sliced(at + 1);
    const auto part = [&](const QString &text) { return encoded(isEncoded ? decoded(text) : text); };
    QString authority = part(login.section(u':', 0, 0));
    if (login.contains(u':'))
        authority += u':' + part(login.section(u':', 1));
    QMap<QString, QString> settings = forMysql(settingsOf(dsn));
    const qsizetype open = place.indexOf(u'(');
    const QString network = open < 0 ? place : place.left(open);
    QString host = open < 0 ? QString() : place.sliced(open + 1).chopped(place.endsWith(u')'));
    if (network == u"unix") {
        settings.insert(QStringLiteral("socket"), host.isEmpty() ? QStringLiteral("/tmp/mysql.sock") : host);
        host = QStringLiteral("localhost");
    } else if (host.isEmpty()) {
        host = QStringLiteral("127.0.0.1:3306"); // the driver's own
    } else if (!host.section(u']', -1).contains(u':')) {
        host += QStringLiteral(":3306"); // over the network: "localhost" alone is the socket elsewhere
    }
    return withSettings(QStringLiteral("mysql://%1%2/%3").arg(authority.isEmpty() ? authority : authority + u'@', host, part(address.sliced(slash + 1))), settings);
}

QString sqliteAddress(const QString &path)
{
    const QString plain = front(path.startsWith(u"file:") ? path.sliced(5) : path);
    return QStringLiteral("sqlite:") + encoded(plain, "/ ~+@,=:");
}

} // namespace lk
