// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqitch/sqitchsettings.h"

#include "models/formats/tooladdress.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHostInfo>
#include <QUrl>

#include <pwd.h>
#include <unistd.h>

namespace lk {

namespace {

constexpr qint64 LargestConfig = 1024 * 1024;

Result<void> readInto(GitConfig &config, const QString &path, const QString &shown)
{
    QFile file(path);
    if (!QFileInfo(path).isFile())
        return {};
    if (file.size() > LargestConfig || !file.open(QIODevice::ReadOnly))
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the configuration can't be read"), {shown, 0, 0},
                             file.size() > LargestConfig ? QStringLiteral("it is larger than 1 MB") : file.errorString(), {}});
    return config.read(file.readAll(), shown);
}

QString variable(const char *name, const QString &otherwise)
{
    const QString value = qEnvironmentVariable(name);
    return value.isEmpty() ? otherwise : value;
}

/// The engine's name as Sqitch keeps it, whichever of its names stands in an address.
QString canonicalEngine(const QString &name)
{
    static const QMap<QString, QString> Names{{QStringLiteral("pg"), QStringLiteral("pg")},           {QStringLiteral("postgres"), QStringLiteral("pg")},
                                              {QStringLiteral("postgresql"), QStringLiteral("pg")},   {QStringLiteral("pgsql"), QStringLiteral("pg")},
                                              {QStringLiteral("mysql"), QStringLiteral("mysql")},     {QStringLiteral("mariadb"), QStringLiteral("mysql")},
                                              {QStringLiteral("sqlite"), QStringLiteral("sqlite")},   {QStringLiteral("sqlite3"), QStringLiteral("sqlite")}};
    return Names.value(name.toLower(), name.toLower());
}

/// "db:pg://..." without "db:".
QString withoutPrefix(const QString &uri)
{
    return uri.startsWith(u"db:") ? uri.sliced(3) : uri;
}

QString engineOf(const QString &uri)
{
    return canonicalEngine(withoutPrefix(uri).section(u':', 0, 0));
}

/// Follows one folder's name after the other; ".." may lead out of the project, as Sqitch allows it.
QString joined(const QString &folder, const QString &name)
{
    return QDir::cleanPath(folder.isEmpty() ? name : folder + u'/' + name);
}

/// A setting of the default target, of its engine, or of all.
class Lookup
{
public:
    Lookup(const GitConfig &config, QString target, QString engine) : m_config(config), m_target(std::move(target)), m_engine(std::move(engine)) {}

    QString operator()(const QString &key, const QString &otherwise) const
    {
        for (const QString &from : {QStringLiteral("target.%1.").arg(m_target), QStringLiteral("engine.%1.").arg(m_engine), QStringLiteral("core.")}) {
            if (const QString value = m_config.value(from + key); !value.isEmpty())
                return value;
        }
        return otherwise;
    }

private:
    const GitConfig &m_config;
    QString m_target;
    QString m_engine;
};

/// What the default target is called, or its address.
QString defaultTarget(const GitConfig &config)
{
    if (const QString target = variable("SQITCH_TARGET", config.value(QStringLiteral("core.target"))); !target.isEmpty())
        return target;
    const QString engine = config.value(QStringLiteral("core.engine")).trimmed();
    if (engine.isEmpty())
        return {};
    const QString target = config.value(QStringLiteral("engine.%1.target").arg(engine));
    return target.isEmpty() ? QStringLiteral("db:%1:").arg(engine) : target;
}

QString uriOf(const GitConfig &config, const QString &target)
{
    return target.contains(u':') ? target : config.value(QStringLiteral("target.%1.uri").arg(target));
}

QString encoded(const QString &text, const QByteArray &keep = {})
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, keep));
}

QString accountName()
{
    const passwd *entry = ::getpwuid(::geteuid());
    return entry ? QString::fromLocal8Bit(entry->pw_name) : QString();
}

QString fullName()
{
    const passwd *entry = ::getpwuid(::geteuid());
    const QString name = entry ? QString::fromLocal8Bit(entry->pw_gecos).section(u',', 0, 0) : QString();
    return name.isEmpty() ? accountName() : name;
}

/// The settings behind the question mark by the names that models/formats/tooladdress.h knows.
QString mysqlSettings(QString uri)
{
    for (const auto &[theirs, ours] : {std::pair("mysql_socket=", "socket="), {"mysql_ssl_ca_file=", "ssl_ca="}, {"mysql_ssl_client_cert=", "ssl_cert="},
                                       {"mysql_ssl_client_key=", "ssl_key="}, {"mysql_ssl=1", "ssl_mode=REQUIRED"}})
        uri.replace(QLatin1String(theirs), QLatin1String(ours));
    return uri;
}

/// "name?x=y" and "//host/name?x=y": the part behind the engine's name always with slashes.
QString withAuthority(const QString &rest)
{
    return rest.startsWith(u"//") ? rest : QStringLiteral("///") + (rest.startsWith(u'/') ? rest.sliced(1) : rest);
}

} // namespace

Result<GitConfig> readSqitchConfig(const QString &folder)
{
    GitConfig config;
    const QString system = variable("SQITCH_SYSTEM_CONFIG", QStringLiteral("/etc/sqitch/sqitch.conf"));
    const QString own = variable("SQITCH_USER_CONFIG", QDir::homePath() + QStringLiteral("/.sqitch/sqitch.conf"));
    const QString project = variable("SQITCH_CONFIG", QStringLiteral("sqitch.conf"));
    return readInto(config, system, system)
        .and_then([&] { return readInto(config, own, own); })
        .and_then([&] { return readInto(config, QDir(folder).absoluteFilePath(project), project); })
        .map([&] { return config; });
}

FormatSetup sqitchSetup(const QString &folder, const GitConfig &config)
{
    const QString target = defaultTarget(config);
    const QString engine = engineOf(uriOf(config, target).isEmpty() ? config.value(QStringLiteral("core.engine")) + u':' : uriOf(config, target));
    const Lookup look(config, target, engine);
    const QString top = look(QStringLiteral("top_dir"), {});
    const QString reworked = look(QStringLiteral("reworked_dir"), top);
    FormatSetup setup{folder, {}};
    QMap<QString, QString> &options = setup.options;
    options.insert(sqitch::PlanFile, look(sqitch::PlanFile, joined(top, QStringLiteral("sqitch.plan"))));
    for (const QString &kind : {QStringLiteral("deploy"), QStringLiteral("revert"), QStringLiteral("verify")}) {
        options.insert(kind + QStringLiteral("_dir"), QDir::cleanPath(look(kind + QStringLiteral("_dir"), joined(top, kind))));
        const QString key = QStringLiteral("reworked_%1_dir").arg(kind);
        options.insert(key, QDir::cleanPath(look(key, joined(reworked, kind))));
    }
    options.insert(sqitch::Extension, look(sqitch::Extension, QStringLiteral("sql")));
    options.insert(sqitch::Registry, look(sqitch::Registry, QStringLiteral("sqitch")));
    options.insert(sqitch::Engine, engine);
    options.insert(sqitch::Client, look(sqitch::Client, {}));
    const auto person = [&](const char *first, const QString &key, const char *last, const QString &otherwise) {
        const QString set = variable(first, config.value(key));
        return set.isEmpty() ? variable(last, otherwise) : set;
    };
    options.insert(sqitch::UserName, person("SQITCH_FULLNAME", sqitch::UserName, "SQITCH_ORIG_FULLNAME", fullName()));
    options.insert(sqitch::UserEmail, person("SQITCH_EMAIL", sqitch::UserEmail, "SQITCH_ORIG_EMAIL", accountName() + u'@' + QHostInfo::localHostName()));
    setup.migrations = options.value(sqitch::DeployDir);
    setup.table = options.value(sqitch::Registry) + QStringLiteral(".changes");
    setup.ownTables = {options.value(sqitch::Registry) + QStringLiteral(".*")};
    return setup;
}

QString sqitchUri(const GitConfig &config, const QString &environment)
{
    if (const QString named = config.value(QStringLiteral("target.%1.uri").arg(environment)); !environment.isEmpty() && !named.isEmpty())
        return named;
    return uriOf(config, defaultTarget(config));
}

Result<QString> sqitchAddress(const QString &uri)
{
    const QString plain = withoutPrefix(uri);
    const QString engine = engineOf(uri);
    const QString rest = plain.mid(plain.indexOf(u':') + 1);
    if (plain.isEmpty() || !plain.contains(u':') || rest.isEmpty() || rest == u"//")
        return QString();
    if (engine == u"pg")
        return postgresqlAddress(QStringLiteral("postgresql:") + withAuthority(rest));
    if (engine == u"mysql") {
        QString address = QStringLiteral("mysql:") + withAuthority(mysqlSettings(rest));
        if (address.startsWith(u"mysql:///") || address.section(u'?', 0, 0).section(u'/', 2, 2).endsWith(u'@'))
            address.insert(address.indexOf(u'/', 8), QStringLiteral("localhost"));
        return mysqlUrl(address);
    }
    if (engine == u"sqlite") {
        const QString path = rest.startsWith(u"//") ? rest.sliced(std::max<qsizetype>(rest.indexOf(u'/', 2), 2)) : rest;
        return sqliteAddress(QUrl::fromPercentEncoding(path.section(u'?', 0, 0).toUtf8()));
    }
    return Failure(Error{ErrorCode::Usage, QStringLiteral("sqitch.conf names a database of another kind"), {QStringLiteral("sqitch.conf"), 0, 0},
                         QStringLiteral("%1 is not PostgreSQL, MySQL or SQLite").arg(engine), QStringLiteral("write the environment's address as `url` into lockkeeper.toml")});
}

QString sqitchUriOf(const Target &target)
{
    if (target.engine == u"sqlite")
        return QStringLiteral("db:sqlite:") + encoded(target.database, "/");
    const bool postgresql = target.engine == u"postgresql";
    QStringList settings;
    QString host = target.host;
    if (host.startsWith(u'/')) {
        settings += (postgresql ? QStringLiteral("host=") : QStringLiteral("mysql_socket=")) + encoded(host, "/");
        host.clear();
    } else if (!postgresql && host == u"localhost") {
        host = QStringLiteral("127.0.0.1"); // by its name, the client library would take the socket
    }
    if (postgresql) {
        for (auto option = target.options.begin(); option != target.options.end(); ++option)
            settings += option.key() + u'=' + encoded(option.value(), "/");
    }
    QString uri = postgresql ? QStringLiteral("db:pg://") : QStringLiteral("db:mysql://");
    if (!target.user.isEmpty())
        uri += encoded(target.user) + u'@';
    uri += host.contains(u':') ? u'[' + host + u']' : host;
    if (target.port > 0 && !host.isEmpty())
        uri += u':' + QString::number(target.port);
    else if (target.port > 0 && postgresql)
        settings += QStringLiteral("port=%1").arg(target.port);
    uri += u'/' + encoded(target.database);
    return settings.isEmpty() ? uri : uri + u'?' + settings.join(u'&');
}

QString sqitchRegistry(const FormatSetup &setup, const QString &engine, const QString &database)
{
    const QString name = setup.options.value(sqitch::Registry, QStringLiteral("sqitch"));
    if (engine == u"postgresql")
        return name;
    if (engine != u"sqlite")
        return database.startsWith(u"lockkeeper_scratch_") ? database + QStringLiteral("_registry") : name;
    if (QDir::isAbsolutePath(name))
        return name;
    const QFileInfo file(database);
    const QString base = file.fileName();
    const QString suffix = name.contains(u'.') || !base.contains(u'.') ? QString() : base.sliced(base.indexOf(u'.'));
    return file.path() + u'/' + name + suffix;
}

} // namespace lk
