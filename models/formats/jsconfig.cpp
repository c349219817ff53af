// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/jsconfig.h"

#include "models/formats/jsscanner.h"
#include "models/formats/tooladdress.h"

#include <QDir>
#include <QUrl>

namespace lk {

namespace {

constexpr qint64 LargestConfiguration = 1 << 20;

/// A part of a path: a text, the module's own folder (which is the project's part of it), or `${__dirname}/x`.
std::optional<QString> pathPart(JsScanner &scanner)
{
    if (scanner.take("__dirname") || scanner.take("import.meta.dirname"))
        return QStringLiteral(".");
    if (scanner.take("process.cwd")) {
        if (!scanner.take("(") || !scanner.take(")"))
            return std::nullopt;
        return QStringLiteral(".");
    }
    if (scanner.take("`${__dirname}")) {
        JsScanner rest = scanner;
        const qsizetype begin = scanner.at();
        while (!rest.atEnd() && rest.peek() != '`' && rest.peek() != '$' && rest.peek() != '\\')
            rest.moveTo(rest.at() + 1);
        if (rest.peek() != '`')
            return std::nullopt;
        scanner.moveTo(rest.at() + 1);
        return u'.' + QString::fromUtf8(scanner.textFrom(begin).chopped(1));
    }
    return scanner.takeString();
}

/// The path that an expression like path.join(__dirname, "db", "migrations") makes; nothing where it is none.
std::optional<QString> plainPath(QByteArrayView text, qsizetype begin)
{
    JsScanner scanner(text, begin);
    scanner.take("path."); // its functions may have been imported by name
    const bool called = scanner.take("join") || scanner.take("resolve");
    if (called && !scanner.take("("))
        return std::nullopt;
    QString all;
    for (;;) {
        const auto part = pathPart(scanner);
        if (!part)
            return std::nullopt;
        if (called)
            all += all.isEmpty() || all.endsWith(u'/') ? *part : u'/' + *part;
        else
            all += *part;
        if (called && scanner.take(")"))
            break;
        if (!scanner.take(called ? "," : "+"))
            break;
        if (called && scanner.take(")"))
            break;
    }
    return QDir::cleanPath(all);
}

/// The text behind `process.env.X ||`; nothing where it has no such default.
std::optional<QString> defaultOf(QByteArrayView text, qsizetype begin)
{
    JsScanner scanner(text, begin);
    if (!scanner.take("process.env"))
        return std::nullopt;
    if (scanner.take("["))
        scanner.takeString(), scanner.take("]");
    else if (scanner.take("."))
        scanner.takeName();
    if (!scanner.take("||") && !scanner.take("??"))
        return std::nullopt;
    if (const auto quoted = scanner.takeString())
        return quoted;
    const QByteArrayView number = scanner.takeName();
    bool isNumber = false;
    (void)number.toInt(&isNumber);
    return isNumber ? std::optional(QString::fromLatin1(number)) : std::nullopt;
}

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

} // namespace

Result<JsConfig> JsConfig::read(const QString &folder, const QString &file)
{
    const QString path = QDir(folder).absoluteFilePath(file);
    auto text = readSmallFile(path, LargestConfiguration);
    if (!text)
        return failure(std::move(text));
    auto root = file.endsWith(u".json") ? readJsonText(*text, path) : readExportedObject(*text, path);
    if (!root)
        return failure(std::move(root));
    return JsConfig(std::move(*text), std::move(*root), folder);
}

std::optional<QString> JsConfig::text(const JsValue *value) const
{
    if (!value)
        return std::nullopt;
    switch (value->kind) {
    case JsValue::Kind::Text:
    case JsValue::Kind::Number:
    case JsValue::Kind::Boolean: return value->text;
    case JsValue::Kind::Variable: {
        const QString known = m_environment.value(value->text);
        return known.isEmpty() ? defaultOf(m_text, value->begin) : known;
    }
    case JsValue::Kind::Other: return plainPath(m_text, value->begin);
    default: return std::nullopt;
    }
}

bool JsConfig::isTrue(const JsValue *value) const
{
    return isSet(value) && !(value->is(JsValue::Kind::Boolean) && value->text == u"false");
}

Error computedSetting(const JsValue &value, const QString &name)
{
    if (value.is(JsValue::Kind::Variable))
        return {ErrorCode::Usage, QStringLiteral("the setting %1 can't be read").arg(name), value.where, QStringLiteral("the variable %1 is not set").arg(value.text),
                QStringLiteral("set it in the environment or in .env, or write the environment's address as `url` into lockkeeper.toml")};
    return {ErrorCode::Usage, QStringLiteral("the setting %1 can't be read").arg(name), value.where, QStringLiteral("it is computed by a program, which is not run to find it out"),
            QStringLiteral("trust the project, so that its own program is asked, or write the environment's address as `url` into lockkeeper.toml")};
}

QString addressOf(const JsConnection &connection)
{
    if (connection.engine == u"sqlite")
        return sqliteAddress(connection.database);
    QString login = encoded(connection.user);
    if (!connection.password.isEmpty())
        login += u':' + encoded(connection.password);
    if (!login.isEmpty())
        login += u'@';
    QStringList settings;
    QString host = connection.host.isEmpty() && connection.socket.isEmpty() ? QStringLiteral("localhost") : connection.host;
    const bool postgresql = connection.engine == u"postgresql";
    if (postgresql && host.startsWith(u'/')) { // a socket's folder
        settings += QStringLiteral("host=") + encoded(host);
        if (!connection.port.isEmpty())
            settings += QStringLiteral("port=") + connection.port;
        host.clear();
    } else if (!connection.socket.isEmpty()) {
        settings += QStringLiteral("socket=") + encoded(connection.socket);
        host = QStringLiteral("localhost");
    } else if (host.contains(u':') && !host.startsWith(u'[')) {
        host = u'[' + host + u']';
    }
    if (connection.socket.isEmpty() && !host.isEmpty()) {
        // MySQL's own clients take "localhost" alone for the socket; Node.js goes over the network.
        const QString port = connection.port.isEmpty() && !postgresql ? QStringLiteral("3306") : connection.port;
        host += port.isEmpty() ? QString() : u':' + port;
    }
    if (connection.ssl)
        settings += postgresql ? QStringLiteral("sslmode=require") : QStringLiteral("ssl-mode=REQUIRED");
    const QString address = QStringLiteral("%1://%2%3/%4").arg(connection.engine, login, host, encoded(connection.database));
    return settings.isEmpty() ? address : address + u'?' + settings.join(u'&');
}

Result<QString> jsAddress(const QString &url, const QString &engine)
{
    const QString scheme = url.section(u':', 0, 0);
    if (scheme == u"postgres" || scheme == u"postgresql" || scheme == u"pg")
        return postgresqlAddress(url);
    if (scheme == u"mysql" || scheme == u"mysql2" || scheme == u"mariadb")
        return mysqlUrl(QStringLiteral("mysql") + url.sliced(scheme.size()));
    if (scheme == u"sqlite" || scheme == u"sqlite3" || scheme == u"file") {
        const QString path = url.sliced(scheme.size() + 1);
        return sqliteAddress(path.startsWith(u"//") ? path.sliced(2) : path);
    }
    if (engine == u"sqlite")
        return sqliteAddress(url);
    if (engine == u"postgresql" && url.contains(u'='))
        return postgresqlAddress(url);
    return Failure(Error{ErrorCode::Usage, QStringLiteral("cannot use the address in the tool's configuration"), {}, QStringLiteral("it is not one of PostgreSQL, MySQL or SQLite"),
                         QStringLiteral("write the environment's address as `url` into lockkeeper.toml")});
}

} // namespace lk
