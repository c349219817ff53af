// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/knex/knexsettings.h"

#include "models/formats/jsconfig.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

/// Knex's word for the environment that nobody named.
QString usualEnvironment()
{
    const QString own = qEnvironmentVariable("NODE_ENV");
    return own.isEmpty() ? QStringLiteral("development") : own;
}

bool isConfiguration(const JsValue &value)
{
    return value.is(JsValue::Kind::Object) && (value.find(u"client") || value.find(u"dialect") || value.find(u"connection") || value.find(u"migrations"));
}

/// The part of the knexfile that holds for its usual environment; of one that has only others, the first.
const JsValue &usualPart(const JsValue &root)
{
    const JsValue *named = root.find(usualEnvironment());
    if (named && named->is(JsValue::Kind::Object))
        return *named;
    if (isConfiguration(root))
        return root;
    const auto first = std::ranges::find_if(root.members, isConfiguration);
    return first == root.members.end() ? root : *first;
}

QString engineOf(const QString &client)
{
    if (client == u"pg" || client == u"postgres" || client == u"postgresql" || client == u"pgnative")
        return QStringLiteral("postgresql");
    if (client == u"mysql" || client == u"mysql2" || client == u"mariadb")
        return QStringLiteral("mysql");
    return client == u"sqlite3" || client == u"sqlite" || client == u"better-sqlite3" ? QStringLiteral("sqlite") : QString();
}

/// Reads the texts of a list, or the only one.
std::optional<QStringList> textsOf(const JsConfig &config, const JsValue &value)
{
    if (!value.is(JsValue::Kind::Array)) {
        const auto one = config.text(&value);
        return one ? std::optional(QStringList{*one}) : std::nullopt;
    }
    QStringList all;
    for (const JsValue &member : value.members) {
        const auto one = config.text(&member);
        if (!one)
            return std::nullopt;
        all += *one;
    }
    return all;
}

/// A setting by which a table is written: a guess would be another one.
Result<QString> nameFrom(const JsConfig &config, const JsValue *value, const QString &name)
{
    if (!JsConfig::isSet(value))
        return QString();
    const auto text = config.text(value);
    if (!text || (value->is(JsValue::Kind::Other)))
        return Failure(computedSetting(*value, name));
    const bool plain = std::ranges::none_of(*text, [](QChar c) { return c < u' ' || c == u'.' || c == u'"' || c == u'`'; });
    if (plain)
        return *text;
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the name \"%1\" in %2 is not supported").arg(*text, name), value->where,
                         QStringLiteral("it has a dot, a quote or a control character"), QStringLiteral("name it with letters, digits and _")});
}

Result<void> readMigrations(const JsConfig &config, const JsValue &part, KnexSettings &settings)
{
    const auto take = [&](QStringView name) { return part.find(name); };
    if (const JsValue *directory = take(u"directory"); JsConfig::isSet(directory)) {
        const auto folders = textsOf(config, *directory);
        if (!folders)
            settings.folderProblem = computedSetting(*directory, QStringLiteral("migrations.directory"));
        for (const QString &folder : folders.value_or(QStringList()))
            settings.folders += QDir::cleanPath(folder);
    }
    if (const JsValue *extensions = take(u"loadExtensions"); JsConfig::isSet(extensions))
        settings.extensions = textsOf(config, *extensions).value_or(settings.extensions);
    settings.separately = config.isTrue(take(u"sortDirsSeparately"));
    settings.transactions = !config.isTrue(take(u"disableTransactions"));
    settings.validates = !config.isTrue(take(u"disableMigrationsListValidation"));
    settings.stub = config.text(part, u"stub").value_or(QString());
    settings.extension = config.text(part, u"extension").value_or(settings.extension);
    auto table = nameFrom(config, take(u"tableName"), QStringLiteral("migrations.tableName"));
    auto schema = nameFrom(config, take(u"schemaName"), QStringLiteral("migrations.schemaName"));
    if (!table || !schema)
        return failure(std::move(table ? schema : table));
    settings.table = *table;
    settings.schema = *schema;
    return {};
}

Result<QString> fromParts(const JsConfig &config, const JsValue &object, const QString &engine)
{
    if (const JsValue *whole = object.find(u"connectionString")) {
        const auto text = config.text(whole);
        return text ? jsAddress(*text, engine) : Failure(computedSetting(*whole, QStringLiteral("connection.connectionString")));
    }
    JsConnection connection;
    connection.engine = engine;
    const struct {
        QStringView name;
        QString &to;
    } parts[] = {{u"host", connection.host},         {u"port", connection.port},     {u"user", connection.user},          {u"password", connection.password},
                 {u"database", connection.database}, {u"filename", connection.database}, {u"socketPath", connection.socket}};
    for (const auto &[name, to] : parts) {
        const JsValue *value = object.find(name);
        if (!JsConfig::isSet(value))
            continue;
        const auto text = config.text(value);
        if (!text && name == u"password" && value->is(JsValue::Kind::Variable)) // it will be asked for
            continue;
        if (!text)
            return Failure(computedSetting(*value, QStringLiteral("connection.%1").arg(name)));
        to = *text;
    }
    connection.ssl = config.isTrue(object.find(u"ssl"));
    return addressOf(connection);
}

} // namespace

QString knexfile(const QString &folder)
{
    for (const char *ending : {"js", "mjs", "coffee", "ts", "eg", "ls", "cjs"}) {
        const QString name = QStringLiteral("knexfile.") + QLatin1String(ending);
        if (QFileInfo(folder + u'/' + name).isFile())
            return name;
    }
    return {};
}

Result<KnexSettings> readKnexSettings(const QString &folder)
{
    KnexSettings settings;
    settings.extensions = QStringLiteral(".co .coffee .eg .iced .js .cjs .litcoffee .ls .ts").split(u' ');
    settings.extension = QStringLiteral("js");
    settings.file = knexfile(folder);
    if (settings.file.isEmpty())
        return settings;
    settings.extension = settings.file.section(u'.', -1);
    const auto config = JsConfig::read(folder, settings.file);
    if (!config && config.error().where.line == 0)
        return Failure(config.error());
    if (!config) { // it exports a function, or what one returns
        settings.computed = config.error().where.text();
        return settings;
    }
    const JsValue *part = usualPart(config->root()).find(u"migrations");
    if (!JsConfig::isSet(part))
        return settings;
    if (!part->is(JsValue::Kind::Object))
        return Failure(computedSetting(*part, QStringLiteral("migrations")));
    if (auto read = readMigrations(*config, *part, settings); !read)
        return Failure(read.error());
    return settings;
}

Result<QString> knexAddress(const QString &folder, const QString &environment)
{
    const QString file = knexfile(folder);
    if (file.isEmpty())
        return QString();
    const auto config = JsConfig::read(folder, file);
    if (!config)
        return Failure(config.error());
    const JsValue &root = config->root();
    const JsValue *named = environment.isEmpty() ? nullptr : root.find(environment);
    const JsValue &part = named && named->is(JsValue::Kind::Object) ? *named : usualPart(root);
    if (!named && !environment.isEmpty() && &part != &root)
        return QString(); // another environment's database is none of this one's
    const JsValue *connection = part.find(u"connection");
    if (!JsConfig::isSet(connection))
        return QString();
    const JsValue *client = part.find(u"client") ? part.find(u"client") : part.find(u"dialect");
    const QString engine = engineOf(config->text(client).value_or(QString()));
    if (connection->is(JsValue::Kind::Object)) {
        if (engine.isEmpty() && client)
            return Failure(Error{ErrorCode::Usage, QStringLiteral("the knexfile's database is of another kind"), client->where,
                                 QStringLiteral("client is not PostgreSQL, MySQL or SQLite"), QStringLiteral("write the environment's address as `url` into lockkeeper.toml")});
        return fromParts(*config, *connection, engine);
    }
    const auto text = config->text(connection);
    return text ? jsAddress(*text, engine) : Failure(computedSetting(*connection, QStringLiteral("connection")));
}

} // namespace lk
