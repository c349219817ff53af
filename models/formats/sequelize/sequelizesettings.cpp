// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sequelize/sequelizesettings.h"

#include "models/formats/jsconfig.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

const QString RcFile = QStringLiteral(".sequelizerc");

bool isThere(const QString &folder, const QString &file)
{
    return QFileInfo(QDir(folder).absoluteFilePath(file)).isFile();
}

QString usualConfiguration(const QString &folder)
{
    const QString script = QStringLiteral("config/config.js");
    return isThere(folder, script) ? script : QStringLiteral("config/config.json");
}

const JsValue *firstOf(const JsValue &object, std::initializer_list<QStringView> names)
{
    for (const QStringView name : names) {
        if (const JsValue *found = object.find(name))
            return found;
    }
    return nullptr;
}

Result<QString> pathFrom(const JsConfig &config, const JsValue *value, const QString &name)
{
    if (!JsConfig::isSet(value))
        return QString();
    const auto path = config.text(value);
    return path ? Result<QString>(QDir::cleanPath(*path)) : Failure(computedSetting(*value, name));
}

/// Reads .sequelizerc, where there is one.
Result<void> readRc(const QString &folder, SequelizeSettings &settings)
{
    if (!isThere(folder, RcFile))
        return {};
    const auto rc = JsConfig::read(folder, RcFile);
    if (!rc)
        return Failure(rc.error());
    const auto file = pathFrom(*rc, rc->root().find(u"config"), QStringLiteral("config"));
    if (!file)
        return Failure(file.error());
    if (!file->isEmpty())
        settings.file = *file;
    const auto migrations = pathFrom(*rc, firstOf(rc->root(), {u"migrations-path", u"migrationsPath"}), QStringLiteral("migrations-path"));
    if (!migrations)
        return Failure(migrations.error());
    settings.migrations = *migrations;
    return {};
}

bool isConfiguration(const JsValue &value)
{
    return value.is(JsValue::Kind::Object) && (value.find(u"dialect") || value.find(u"url") || value.find(u"use_env_variable") || value.find(u"database"));
}

const JsValue *partOf(const JsValue &root, const QString &environment)
{
    const JsValue *named = environment.isEmpty() ? nullptr : root.find(environment);
    return named && named->is(JsValue::Kind::Object) ? named : nullptr;
}

/// The part that holds for the usual environment; of a configuration that has only others, the first.
const JsValue &usualPart(const JsValue &root)
{
    const QString own = qEnvironmentVariable("NODE_ENV");
    if (const JsValue *named = partOf(root, own.isEmpty() ? QStringLiteral("development") : own))
        return *named;
    if (isConfiguration(root))
        return root;
    const auto first = std::ranges::find_if(root.members, isConfiguration);
    return first == root.members.end() ? root : *first;
}

Result<QString> nameFrom(const JsConfig &config, const JsValue *value, const QString &name)
{
    if (!JsConfig::isSet(value))
        return QString();
    const auto text = config.text(value);
    if (!text || value->is(JsValue::Kind::Other))
        return Failure(computedSetting(*value, name));
    if (std::ranges::none_of(*text, [](QChar c) { return c < u' ' || c == u'.' || c == u'"' || c == u'`'; }))
        return *text;
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the name \"%1\" in %2 is not supported").arg(*text, name), value->where,
                         QStringLiteral("it has a dot, a quote or a control character"), QStringLiteral("name it with letters, digits and _")});
}

Result<void> readStorage(const JsConfig &config, SequelizeSettings &settings)
{
    const JsValue &part = usualPart(config.root());
    const JsValue *storage = part.find(u"migrationStorage");
    if (JsConfig::isSet(storage) && config.text(storage) != QStringLiteral("sequelize"))
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the project's history is not in its database"), storage->where,
                             QStringLiteral("migrationStorage is not \"sequelize\""), QStringLiteral("keep it in the table SequelizeMeta: then everybody who reaches the database sees it")});
    auto table = nameFrom(config, part.find(u"migrationStorageTableName"), QStringLiteral("migrationStorageTableName"));
    auto schema = nameFrom(config, part.find(u"migrationStorageTableSchema"), QStringLiteral("migrationStorageTableSchema"));
    if (!table || !schema)
        return failure(std::move(table ? schema : table));
    settings.table = *table;
    settings.schema = *schema;
    settings.timestamps = config.isTrue(part.find(u"migrationTimestamps"));
    return {};
}

QString engineOf(const QString &dialect)
{
    if (dialect == u"postgres" || dialect == u"postgresql")
        return QStringLiteral("postgresql");
    if (dialect == u"mysql" || dialect == u"mariadb")
        return QStringLiteral("mysql");
    return dialect == u"sqlite" ? QStringLiteral("sqlite") : QString();
}

/// As sequelize-cli reads an address; a file's is absolute to it, whatever it looks like.
Result<QString> fromUrl(const QString &url)
{
    if (!url.startsWith(u"sqlite:"))
        return jsAddress(url, {});
    QString path = url.sliced(7);
    if (path.startsWith(u"//"))
        path = path.indexOf(u'/', 2) < 0 ? QString() : path.sliced(path.indexOf(u'/', 2));
    if (path.startsWith(u":memory"))
        return QStringLiteral("sqlite::memory:");
    return jsAddress(QStringLiteral("sqlite:/") + (path.startsWith(u'/') ? path.sliced(1) : path), {});
}

Result<QString> fromParts(const JsConfig &config, const JsValue &part)
{
    JsConnection connection;
    QString dialect;
    const struct {
        std::initializer_list<QStringView> path;
        QString &to;
    } parts[] = {{{u"dialect"}, dialect},
                 {{u"host"}, connection.host},
                 {{u"port"}, connection.port},
                 {{u"username"}, connection.user},
                 {{u"password"}, connection.password},
                 {{u"database"}, connection.database},
                 {{u"dialectOptions", u"socketPath"}, connection.socket}};
    for (const auto &[path, to] : parts) {
        const JsValue *value = part.find(path);
        if (!JsConfig::isSet(value))
            continue;
        const auto text = config.text(value);
        if (!text && &to == &connection.password && value->is(JsValue::Kind::Variable)) // it will be asked for
            continue;
        if (!text)
            return Failure(computedSetting(*value, path.begin()->toString()));
        to = *text;
    }
    connection.engine = engineOf(dialect);
    if (connection.engine.isEmpty())
        return QString();
    if (connection.engine == u"sqlite") {
        const JsValue *storage = part.find(u"storage");
        const auto file = config.text(storage);
        if (JsConfig::isSet(storage) && !file)
            return Failure(computedSetting(*storage, QStringLiteral("storage")));
        connection.database = file.value_or(QString());
    }
    connection.ssl = config.isTrue(part.find({u"dialectOptions", u"ssl"})) || config.isTrue(part.find(u"ssl"));
    return connection.database.isEmpty() ? Result<QString>(QString()) : addressOf(connection);
}

} // namespace

Result<SequelizeSettings> readSequelizeSettings(const QString &folder)
{
    SequelizeSettings settings;
    settings.file = usualConfiguration(folder);
    if (auto read = readRc(folder, settings); !read)
        return Failure(read.error());
    if (!isThere(folder, settings.file))
        return settings;
    const auto config = JsConfig::read(folder, settings.file);
    if (!config && (config.error().where.line == 0 || settings.file.endsWith(u".json")))
        return Failure(config.error());
    if (!config) { // it exports a function, or what one returns
        settings.computed = config.error().where.text();
        return settings;
    }
    if (auto read = readStorage(*config, settings); !read)
        return Failure(read.error());
    return settings;
}

Result<QString> sequelizeAddress(const QString &folder, const QString &environment)
{
    SequelizeSettings settings;
    settings.file = usualConfiguration(folder);
    if (auto read = readRc(folder, settings); !read)
        return Failure(read.error());
    if (!isThere(folder, settings.file))
        return QString();
    const auto config = JsConfig::read(folder, settings.file);
    if (!config)
        return Failure(config.error());
    const JsValue *named = partOf(config->root(), environment);
    const JsValue &part = named ? *named : usualPart(config->root());
    if (!named && !environment.isEmpty() && &part != &config->root())
        return QString(); // another environment's database is none of this one's
    if (const JsValue *url = part.find(u"url"); JsConfig::isSet(url)) {
        const auto text = config->text(url);
        return text ? fromUrl(*text) : Failure(computedSetting(*url, QStringLiteral("url")));
    }
    if (const JsValue *variable = part.find(u"use_env_variable"); JsConfig::isSet(variable)) {
        const QString value = config->variable(config->text(variable).value_or(QString()));
        return value.isEmpty() ? Failure(Error{ErrorCode::Usage, QStringLiteral("the setting use_env_variable can't be followed"), variable->where,
                                               QStringLiteral("the variable %1 is not set").arg(config->text(variable).value_or(QString())),
                                               QStringLiteral("set it in the environment or in .env, or write the environment's address as `url` into lockkeeper.toml")})
                               : fromUrl(value);
    }
    return fromParts(*config, part);
}

QStringList sequelizeFiles(const QString &folder)
{
    SequelizeSettings settings;
    settings.file = usualConfiguration(folder);
    (void)readRc(folder, settings);
    QStringList files;
    for (const QString &file : {RcFile, settings.file}) {
        if (isThere(folder, file))
            files += file;
    }
    return files;
}

} // namespace lk
