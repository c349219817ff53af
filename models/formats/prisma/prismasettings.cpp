// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/prisma/prismasettings.h"

#include "models/formats/jsliteral.h"
#include "models/formats/migrationfolders.h"
#include "models/formats/tooladdress.h"
#include "models/formats/toolenvironment.h"
#include "models/project/tomlvalue.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace lk {

namespace {

constexpr qint64 LargestFile = 4 << 20;

QString pathOf(const QString &folder, const QString &relative)
{
    return QDir(folder).absoluteFilePath(relative);
}

/// A path that a configuration has: a text, or path.join("a", "b") of texts.
QString writtenPath(const JsValue *value)
{
    if (!value)
        return {};
    if (value->is(JsValue::Kind::Text))
        return QDir::cleanPath(value->text);
    static const QRegularExpression join(QStringLiteral(R"(^(?:path\.)?(?:join|resolve)\(\s*((?:["'][^"']*["']\s*,?\s*)+)\)$)"));
    static const QRegularExpression part(QStringLiteral(R"(["']([^"']*)["'])"));
    const auto match = join.match(value->text);
    if (!match.hasMatch())
        return {};
    QStringList parts;
    for (auto each = part.globalMatch(match.captured(1)); each.hasNext();)
        parts += each.next().captured(1);
    return QDir::cleanPath(parts.join(u'/'));
}

bool leadsOut(const QString &path)
{
    return path == u".." || path.startsWith(u"../") || QDir::isAbsolutePath(path);
}

QString configurationOf(const QString &folder)
{
    for (const char *name : {"prisma.config.ts", "prisma.config.js", "prisma.config.mjs", "prisma.config.cjs", "prisma.config.mts", "prisma.config.cts",
                             ".config/prisma.ts", ".config/prisma.js"}) {
        if (QFileInfo(pathOf(folder, QString::fromLatin1(name))).isFile())
            return QString::fromLatin1(name);
    }
    return {};
}

Result<void> readConfiguration(const QString &folder, PrismaSettings &settings)
{
    settings.configuration = configurationOf(folder);
    if (settings.configuration.isEmpty())
        return {};
    const QString path = pathOf(folder, settings.configuration);
    const auto text = readSmallFile(path, LargestFile);
    if (!text)
        return Failure(text.error());
    const auto root = readExportedObject(*text, path);
    if (!root)
        return {}; // a program: what else the folder says has to do
    settings.schema = writtenPath(root->find(u"schema"));
    settings.migrations = writtenPath(root->find({u"migrations", u"path"}));
    for (const auto &where : {std::initializer_list<QStringView>{u"datasource", u"directUrl"}, std::initializer_list<QStringView>{u"datasource", u"url"}}) {
        const JsValue *url = root->find(where);
        if (!url || (!url->is(JsValue::Kind::Text) && !url->is(JsValue::Kind::Variable)))
            continue;
        settings.url = {url->text, url->is(JsValue::Kind::Variable), url->where};
        settings.urlFromProject = true;
        break;
    }
    return {};
}

Result<void> findSchema(const QString &folder, PrismaSettings &settings)
{
    QStringList candidates{settings.schema};
    if (settings.schema.isEmpty()) {
        const QString package = pathOf(folder, QStringLiteral("package.json"));
        const auto text = QFileInfo(package).isFile() ? readSmallFile(package, LargestFile) : Result<QByteArray>(QByteArray());
        const auto root = text && !text->isEmpty() ? readJsonText(*text, package) : Result<JsValue>(JsValue());
        const JsValue *named = root ? root->find({u"prisma", u"schema"}) : nullptr;
        candidates = {QStringLiteral("prisma/schema.prisma"), QStringLiteral("schema.prisma"), QStringLiteral("prisma/schema"), QStringLiteral("prisma")};
        if (named && named->is(JsValue::Kind::Text))
            candidates.prepend(QDir::cleanPath(named->text));
    }
    settings.schema.clear();
    for (const QString &candidate : std::as_const(candidates)) {
        if (candidate.isEmpty() || leadsOut(candidate))
            continue;
        const QFileInfo there(pathOf(folder, candidate));
        const bool isFolder = there.isDir();
        if (!there.isFile() && !(isFolder && !QDir(there.filePath()).entryList({QStringLiteral("*.prisma")}, QDir::Files).isEmpty()))
            continue;
        settings.schema = candidate;
        return {};
    }
    return {};
}

Result<void> readSchema(const QString &folder, PrismaSettings &settings)
{
    if (settings.schema.isEmpty())
        return {};
    QStringList files{settings.schema};
    if (QFileInfo(pathOf(folder, settings.schema)).isDir()) {
        files.clear();
        for (const QString &name : QDir(pathOf(folder, settings.schema)).entryList({QStringLiteral("*.prisma")}, QDir::Files, QDir::Name))
            files += settings.schema + u'/' + name;
    }
    for (const QString &file : std::as_const(files)) {
        const auto text = readSmallFile(pathOf(folder, file), LargestFile);
        if (!text)
            return Failure(text.error());
        const auto source = readPrismaDatasource(*text, pathOf(folder, file));
        if (!source)
            return Failure(source.error());
        if (!source->found)
            continue;
        settings.datasourceFile = file;
        settings.provider = source->provider.text;
        settings.providerPlace = source->provider.where;
        if (!settings.url.isSet())
            settings.url = source->directUrl.isSet() ? source->directUrl : source->url;
        break;
    }
    return {};
}

Result<void> readLock(const QString &folder, PrismaSettings &settings)
{
    const QString path = pathOf(folder, settings.migrations + QStringLiteral("/migration_lock.toml"));
    if (!QFileInfo::exists(path))
        return {};
    const auto root = readTomlFile(path);
    if (!root)
        return Failure(root.error());
    if (const TomlValue *provider = root->find(u"provider")) {
        settings.lockProvider = provider->text();
        settings.lockPlace = provider->where;
    }
    return {};
}

QString withoutFile(const QString &path)
{
    const qsizetype slash = path.lastIndexOf(u'/');
    return slash < 0 ? QStringLiteral(".") : path.left(slash);
}

/// The address as the tool gets it; empty where nothing says it.
QString valueOf(const QString &folder, const PrismaSettings &settings)
{
    if (!settings.url.isVariable)
        return settings.url.text;
    if (const QString value = ToolEnvironment(folder).value(settings.url.text); !value.isEmpty())
        return value;
    const QString beside = settings.datasourceFile.isEmpty() ? QStringLiteral("prisma") : withoutFile(settings.datasourceFile);
    return ToolEnvironment(pathOf(folder, beside)).value(settings.url.text);
}

/// A PostgreSQL address without what only Prisma knows; its schema goes into the search path.
QString forPostgresql(const QString &address)
{
    static const QStringList Theirs{QStringLiteral("schema"),       QStringLiteral("connection_limit"), QStringLiteral("pool_timeout"),     QStringLiteral("pgbouncer"),
                                    QStringLiteral("socket_timeout"), QStringLiteral("sslaccept"),      QStringLiteral("sslidentity"),      QStringLiteral("sslpassword"),
                                    QStringLiteral("statement_cache_size"), QStringLiteral("max_connection_lifetime"), QStringLiteral("max_idle_connection_lifetime"),
                                    QStringLiteral("single_use_connections"), QStringLiteral("channel_binding")};
    const qsizetype mark = address.indexOf(u'?');
    if (mark < 0)
        return address;
    QStringList kept;
    for (const QString &setting : address.sliced(mark + 1).split(u'&', Qt::SkipEmptyParts)) {
        if (!Theirs.contains(setting.section(u'=', 0, 0)))
            kept += setting;
    }
    if (const QString schema = addressSetting(address, QStringLiteral("schema")); !schema.isEmpty() && schema != u"public")
        kept += QStringLiteral("search_path=") + schema;
    return kept.isEmpty() ? address.left(mark) : address.left(mark + 1) + kept.join(u'&');
}

} // namespace

Result<PrismaSettings> readPrismaSettings(const QString &folder)
{
    PrismaSettings settings;
    for (const auto read : {readConfiguration, findSchema, readSchema}) {
        if (const auto done = read(folder, settings); !done)
            return Failure(done.error());
    }
    if (settings.migrations.isEmpty() || leadsOut(settings.migrations)) {
        const QString beside = !settings.datasourceFile.isEmpty() ? withoutFile(settings.datasourceFile) : settings.schema.isEmpty() ? QStringLiteral("prisma") : withoutFile(settings.schema);
        settings.migrations = QDir::cleanPath(beside + QStringLiteral("/migrations"));
        // A folder of several schema files may stand beside the migrations.
        const QString above = QDir::cleanPath(beside + QStringLiteral("/../migrations"));
        if (!QFileInfo::exists(pathOf(folder, settings.migrations)) && !leadsOut(above) && QFileInfo::exists(pathOf(folder, above + QStringLiteral("/migration_lock.toml"))))
            settings.migrations = above;
    }
    if (const auto lock = readLock(folder, settings); !lock)
        return Failure(lock.error());
    return settings;
}

QString prismaEvidence(const QString &folder, const PrismaSettings &settings)
{
    if (!settings.lockProvider.isEmpty())
        return QStringLiteral("%1/migration_lock.toml is there").arg(settings.migrations);
    if (!settings.configuration.isEmpty())
        return QStringLiteral("%1 is there").arg(settings.configuration);
    if (settings.datasourceFile.isEmpty() || settings.provider == u"mongodb")
        return {};
    Q_UNUSED(folder)
    return QStringLiteral("%1 has a datasource").arg(settings.datasourceFile);
}

Result<QString> prismaAddress(const QString &folder, const PrismaSettings &settings)
{
    const QString address = valueOf(folder, settings).trimmed();
    if (address.isEmpty())
        return QString();
    if (address.startsWith(u"postgres://") || address.startsWith(u"postgresql://"))
        return postgresqlAddress(forPostgresql(address));
    if (address.startsWith(u"mysql://"))
        return mysqlUrl(address);
    if (address.startsWith(u"file:")) {
        QString path = address.sliced(5).section(u'?', 0, 0);
        if (path.startsWith(u"///"))
            path.remove(0, 2);
        if (!QDir::isAbsolutePath(path) && !settings.urlFromProject && !settings.datasourceFile.isEmpty())
            path = withoutFile(settings.datasourceFile) + u'/' + path;
        return sqliteAddress(QDir::cleanPath(path));
    }
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the tool's address of the database can't be used"), settings.url.where,
                         address.startsWith(u"prisma") ? QStringLiteral("it leads through Prisma's own service, and not to the database")
                                                       : QStringLiteral("it does not begin with postgresql://, mysql:// or file:"),
                         QStringLiteral("write the address as url below the environment in lockkeeper.toml")});
}

QString prismaDatabaseSchema(const QString &folder, const PrismaSettings &settings)
{
    if (settings.provider != u"postgresql" && settings.provider != u"postgres")
        return {};
    const QString schema = addressSetting(valueOf(folder, settings), QStringLiteral("schema"));
    return schema == u"public" ? QString() : schema;
}

} // namespace lk
