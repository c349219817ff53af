// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/rails/railssettings.h"

#include "models/formats/tooladdress.h"
#include "models/formats/toolenvironment.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace lk {

namespace {

const QString ConfigFile = QStringLiteral("config/database.yml");
constexpr qint64 LargestConfig = 1024 * 1024;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return QFileInfo(path).isFile() && file.size() <= LargestConfig && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The section of one environment, whichever of its databases is meant.
YamlValue sectionOf(const YamlValue &config, const QString &environment)
{
    return config.map.value(railsEnvironment(config, environment));
}

bool hasSeveral(const YamlValue &section)
{
    return section.isMap() && std::ranges::any_of(section.map, [](const YamlValue &value) { return value.isMap(); });
}

/// `name = "value"` in Ruby text, outside of comments; empty: not set, or not by a literal.
QString assigned(const QByteArray &ruby, const QByteArray &name)
{
    for (const QByteArray &whole : ruby.split('\n')) {
        const QByteArray line = whole.trimmed();
        const qsizetype at = line.startsWith('#') ? -1 : line.indexOf(name);
        if (at < 0)
            continue;
        const QByteArray rest = line.sliced(at + name.size()).trimmed();
        const QByteArray value = rest.startsWith('=') ? rest.sliced(1).trimmed() : QByteArray();
        if (value.size() > 2 && (value.front() == '"' || value.front() == '\'')) {
            const qsizetype end = value.indexOf(value.front(), 1);
            return end < 0 ? QString() : QString::fromUtf8(value.sliced(1, end - 1));
        }
    }
    return {};
}

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

/// Without what is for Rails' own pool of connections and not for the driver.
QString withoutPool(const QString &url)
{
    static const QStringList Rails{QStringLiteral("pool"), QStringLiteral("timeout"), QStringLiteral("encoding"), QStringLiteral("prepared_statements"), QStringLiteral("advisory_locks"),
                                   QStringLiteral("reaping_frequency"), QStringLiteral("checkout_timeout"), QStringLiteral("idle_timeout"), QStringLiteral("statement_limit"), QStringLiteral("min_messages"),
                                   QStringLiteral("schema_search_path"), QStringLiteral("reconnect")};
    QStringList kept;
    for (const QString &setting : url.section(u'?', 1).split(u'&', Qt::SkipEmptyParts)) {
        if (!Rails.contains(setting.section(u'=', 0, 0)))
            kept += setting;
    }
    return kept.isEmpty() ? url.section(u'?', 0, 0) : url.section(u'?', 0, 0) + u'?' + kept.join(u'&');
}

Result<QString> addressOfUrl(const QString &whole)
{
    const QString url = withoutPool(whole);
    const QString scheme = url.section(u':', 0, 0);
    const QString rest = url.mid(scheme.size());
    if (scheme == u"postgres" || scheme == u"postgresql" || scheme == u"postgis")
        return postgresqlAddress(QStringLiteral("postgresql") + rest);
    if (scheme == u"mysql2" || scheme == u"trilogy" || scheme == u"mysql")
        return mysqlUrl(QStringLiteral("mysql") + rest);
    if (scheme == u"sqlite3" || scheme == u"sqlite") {
        QString path = rest.sliced(1);
        while (path.startsWith(u"//"))
            path.remove(0, 1);
        return sqliteAddress(QUrl::fromPercentEncoding(path.toUtf8()));
    }
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the configuration names a database of another kind"), {ConfigFile, 0, 0},
                         QStringLiteral("%1 is not PostgreSQL, MySQL or SQLite").arg(scheme), QStringLiteral("write the environment's address as `url` into lockkeeper.toml")});
}

} // namespace

Result<YamlValue> readRailsConfig(const QString &folder)
{
    const QString path = QDir(folder).absoluteFilePath(ConfigFile);
    if (!QFileInfo(path).isFile())
        return YamlValue();
    if (QFileInfo(path).size() > LargestConfig)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the configuration can't be read"), {ConfigFile, 0, 0}, QStringLiteral("it is larger than 1 MB"), {}});
    const bool dotenv = contentOf(QDir(folder).absoluteFilePath(QStringLiteral("Gemfile.lock"))).contains(" dotenv");
    const ToolEnvironment environment(folder);
    return readDatabaseYml(contentOf(path), ConfigFile, [&](const QString &name) { return dotenv ? environment.value(name) : qEnvironmentVariable(name.toLocal8Bit().constData()); });
}

QString railsEnvironment(const YamlValue &config, const QString &environment)
{
    if (!environment.isEmpty() && config.map.contains(environment))
        return environment;
    for (const char *variable : {"RAILS_ENV", "RACK_ENV"}) {
        if (const QString set = qEnvironmentVariable(variable); !set.isEmpty())
            return set;
    }
    return QStringLiteral("development");
}

YamlValue railsDatabase(const YamlValue &config, const QString &environment)
{
    const YamlValue section = sectionOf(config, environment);
    if (!hasSeveral(section))
        return section;
    return section.map.value(QStringLiteral("primary"), section.map.value(section.order.front()));
}

Result<QString> railsAddress(const YamlValue &database)
{
    const auto isOpen = [&](const char *key) { return !database.map.value(QString::fromLatin1(key)).isStatic; };
    for (const char *key : {"url", "adapter", "host", "port", "database", "username", "password", "socket"}) {
        if (isOpen(key) || !database.isStatic)
            return QString();
    }
    const auto value = [&](const char *key) { return database.value(QString::fromLatin1(key)); };
    if (const QString url = value("url"); !url.isEmpty())
        return addressOfUrl(url);
    const QString adapter = value("adapter");
    if (adapter.isEmpty() || value("database").isEmpty())
        return QString();
    if (adapter == u"sqlite3")
        return value("database") == u":memory:" ? Result<QString>(QString()) : Result<QString>(sqliteAddress(value("database")));
    const bool postgresql = adapter == u"postgresql" || adapter == u"postgis";
    if (!postgresql && adapter != u"mysql2" && adapter != u"trilogy")
        return addressOfUrl(adapter + u':');
    QString login = encoded(value("username"));
    if (!value("password").isEmpty())
        login += u':' + encoded(value("password"));
    QStringList settings;
    QString host = value("host");
    if (postgresql && host.startsWith(u'/'))
        settings += QStringLiteral("host=") + std::exchange(host, QString());
    if (!postgresql && !value("socket").isEmpty())
        settings += QStringLiteral("socket=") + value("socket");
    if (!postgresql && host.isEmpty())
        host = QStringLiteral("localhost");
    if (!value("port").isEmpty() && !host.isEmpty() && !(!postgresql && host == u"localhost"))
        host += u':' + value("port");
    for (const char *key : {"sslmode", "sslrootcert", "sslcert", "sslkey"}) {
        if (postgresql && !value(key).isEmpty())
            settings += QString::fromLatin1(key) + u'=' + encoded(value(key));
    }
    if (const QString path = value("schema_search_path"); postgresql && !path.isEmpty())
        settings += QStringLiteral("options=") + encoded(QStringLiteral("-c search_path=") + QString(path).remove(u' '));
    const QString address = QStringLiteral("%1://%2%3/%4%5").arg(postgresql ? QStringLiteral("postgresql") : QStringLiteral("mysql"), login.isEmpty() ? QString() : login + u'@', host,
                                                                 encoded(value("database")), settings.isEmpty() ? QString() : u'?' + settings.join(u'&'));
    return postgresql ? postgresqlAddress(address) : mysqlUrl(address);
}

FormatSetup railsSetup(const QString &folder, const YamlValue &config)
{
    const YamlValue database = railsDatabase(config, {});
    const YamlValue paths = database.map.value(QStringLiteral("migrations_paths"));
    QStringList folders = paths.list;
    if (!paths.text.isEmpty() && paths.isStatic)
        folders = {paths.text};
    for (QString &path : folders)
        path = QDir::cleanPath(path);
    if (folders.isEmpty())
        folders = {QStringLiteral("db/migrate")};
    FormatSetup setup{folder, folders.front()};
    setup.options.insert(rails::Paths, folders.join(u','));

    const YamlValue section = sectionOf(config, {});
    QStringList others;
    for (const QString &name : section.order) {
        if (hasSeveral(section) && section.map[name].isMap() && name != u"primary" && !(name == section.order.front() && !section.map.contains(QStringLiteral("primary"))))
            others += name;
    }
    if (!others.isEmpty())
        setup.options.insert(rails::Databases, others.join(QStringLiteral(", ")));

    const QByteArray application = contentOf(QDir(folder).absoluteFilePath(QStringLiteral("config/application.rb")));
    const QString front = assigned(application, "table_name_prefix");
    const QString end = assigned(application, "table_name_suffix");
    const auto table = [&](const char *key, const char *otherwise) {
        const QString named = assigned(application, key);
        return front + (named.isEmpty() ? QString::fromLatin1(otherwise) : named) + end;
    };
    const QString versions = table("schema_migrations_table_name", "schema_migrations");
    const QString metadata = table("internal_metadata_table_name", "ar_internal_metadata");
    if (versions != u"schema_migrations")
        setup.table = versions;
    setup.ownTables = {metadata};
    setup.options.insert(rails::MetadataTable, metadata);
    return setup;
}

} // namespace lk
