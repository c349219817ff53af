// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/liquibase/liquibasecommand.h"

#include "models/engines/engineregistry.h"
#include "models/formats/liquibase/changelog.h"
#include "models/formats/liquibase/liquibasesettings.h"
#include "models/formats/liquibase/liquibasetable.h"
#include "models/formats/scratchtarget.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

namespace lk {

namespace {

bool isLocal(const QString &host)
{
    return host.isEmpty() || host.startsWith(u'/') || host == u"localhost" || host == u"127.0.0.1" || host == u"::1";
}

/// How a driver encrypts, in its own words; as our own sessions do, where nobody says otherwise.
QString sslMode(const Target &target, const QString &scheme, const QUrlQuery &own)
{
    QString mode = target.options.value(QStringLiteral("ssl-mode")).toUpper();
    if (mode.isEmpty() && !isLocal(target.host) && !own.hasQueryItem(QStringLiteral("sslMode")) && !own.hasQueryItem(QStringLiteral("useSSL")))
        mode = QStringLiteral("VERIFY_IDENTITY");
    if (scheme == u"mysql")
        return mode;
    static const QMap<QString, QString> OfMariadb{{QStringLiteral("DISABLED"), QStringLiteral("disable")},
                                                  {QStringLiteral("REQUIRED"), QStringLiteral("trust")},
                                                  {QStringLiteral("VERIFY_CA"), QStringLiteral("verify-ca")},
                                                  {QStringLiteral("VERIFY_IDENTITY"), QStringLiteral("verify-full")}};
    return OfMariadb.value(mode);
}

/// The driver's options: the project's own, then what the target says.
QString queryOf(const Target &target, const QString &scheme, const QString &own)
{
    QUrlQuery query(own.section(u'?', 1));
    for (const char *login : {"user", "password", "username"})
        query.removeAllQueryItems(QString::fromLatin1(login));
    const auto set = [&](const char *name, const QString &value) {
        if (value.isEmpty())
            return;
        query.removeAllQueryItems(QString::fromLatin1(name));
        query.addQueryItem(QString::fromLatin1(name), QString::fromLatin1(QUrl::toPercentEncoding(value)));
    };
    if (scheme == u"postgresql") {
        for (const char *name : {"sslmode", "sslrootcert", "sslcert", "sslkey", "options"})
            set(name, target.options.value(QString::fromLatin1(name)));
    } else {
        set("sslMode", sslMode(target, scheme, query));
        if (scheme == u"mariadb") {
            set("serverSslCert", target.options.value(QStringLiteral("ssl-ca")));
            set("localSocket", target.host.startsWith(u'/') ? target.host : QString());
        }
    }
    return query.toString(QUrl::FullyEncoded);
}

/// What the project's own configuration does not say in the place where the tool looks for it.
QJsonObject settingsFor(const LiquibaseSettings &settings)
{
    QJsonObject set;
    if (!settings.file.isEmpty() && settings.file.contains(u'/'))
        set[QStringLiteral("LIQUIBASE_DEFAULTS_FILE")] = settings.file;
    if (!settings.values.contains(QStringLiteral("changelogfile")))
        set[QStringLiteral("LIQUIBASE_COMMAND_CHANGELOG_FILE")] = settings.changelog;
    if (settings.base != u"." && !settings.values.contains(QStringLiteral("searchpath")))
        set[QStringLiteral("LIQUIBASE_SEARCH_PATH")] = settings.base;
    return set;
}

QJsonObject rowOf(const Migration &migration)
{
    return {{QStringLiteral("key"), migration.key},
            {QStringLiteral("id"), migration.details.value(IdDetail)},
            {QStringLiteral("author"), migration.details.value(AuthorDetail)},
            {QStringLiteral("path"), migration.details.value(PathDetail)}};
}

/// What the script has to know of the changesets in front of @p migration.
Result<void> addOthers(QJsonObject &input, const ToolRequest &request, const FormatSetup &setup, const Dialect &dialect)
{
    const auto all = readChangelog(setup, dialect);
    if (!all)
        return Failure(all.error());
    QJsonArray always;
    QJsonArray before;
    for (const Migration &one : *all) {
        if (one.key == request.migration.key)
            break;
        if (!one.up)
            continue;
        before.append(rowOf(one));
        if (one.repeatable)
            always.append(one.key);
    }
    input[QStringLiteral("always")] = always;
    if (isScratch(request.target))
        input[QStringLiteral("before")] = before;
    return {};
}

} // namespace

Result<QString> jdbcFromTarget(const Target &target, const QString &own)
{
    if (target.engine == u"sqlite")
        return QStringLiteral("jdbc:sqlite:") + target.database;
    const bool postgresql = target.engine == u"postgresql";
    const QString theirs = own.section(u':', 1, 1);
    const bool same = postgresql ? theirs == u"postgresql" : theirs == u"mysql" || theirs == u"mariadb";
    const QString scheme = postgresql ? QStringLiteral("postgresql") : same ? theirs : QStringLiteral("mariadb");
    const bool socket = target.host.startsWith(u'/') || (postgresql && target.host.isEmpty());
    if (socket && scheme != u"mariadb")
        return Failure(Error{ErrorCode::Usage, QStringLiteral("Liquibase can't go to a local socket"), {}, QStringLiteral("its driver for this database knows TCP alone"),
                             QStringLiteral("name the host in the environment's url, as in %1://localhost/shop").arg(scheme)});
    const QString name = target.host.isEmpty() || target.host.startsWith(u'/') ? QStringLiteral("localhost") : target.host;
    QString url = QStringLiteral("jdbc:%1://").arg(scheme) + (name.contains(u':') ? u'[' + name + u']' : name);
    if (target.port > 0)
        url += u':' + QString::number(target.port);
    url += u'/' + QString::fromLatin1(QUrl::toPercentEncoding(target.database));
    const QString query = queryOf(target, scheme, same ? own : QString());
    return query.isEmpty() ? url : url + u'?' + query;
}

Result<ToolCommand> liquibaseCommand(const ToolRequest &request, const FormatSetup &setup)
{
    if (request.action == ToolAction::Address)
        return ToolCommand{}; // its configuration is no program
    const auto settings = readLiquibaseSettings(setup.folder);
    if (!settings)
        return Failure(settings.error());
    auto url = jdbcFromTarget(request.target, settings->value(QStringLiteral("url")));
    if (!url)
        return failure(std::move(url));
    QJsonObject input = QJsonDocument::fromJson(toolInput(request)).object();
    input[QStringLiteral("url")] = *url;
    input[QStringLiteral("settings")] = settingsFor(*settings);
    input[QStringLiteral("lockMinutes")] = request.target.lockTimeoutMs / 60'000;
    if (request.action != ToolAction::Identify) {
        const Engine *engine = engineByName(request.target.engine);
        if (!engine)
            return Failure(Error{ErrorCode::Usage, QStringLiteral("there is no engine %1").arg(request.target.engine), {}, {}, {}});
        const LiquibaseTable table(setup, request.target.engine);
        input[QStringLiteral("changeset")] = rowOf(request.migration);
        input[QStringLiteral("transaction")] = request.migration.transaction;
        input[QStringLiteral("line")] = request.migration.up ? request.migration.up->firstLine : 0;
        input[QStringLiteral("table")] = QString::fromUtf8(table.sqlName());
        input[QStringLiteral("lockTable")] = QString::fromUtf8(table.lockSqlName());
        input[QStringLiteral("log")] = table.name().section(u'.', -1);
        if (auto added = addOthers(input, request, setup, engine->traits().dialect); !added)
            return failure(std::move(added));
    }
    ToolCommand command;
    command.program = QStringLiteral("perl");
    command.scriptName = QStringLiteral("liquibase.pl");
    command.script = toolScript(command.scriptName);
    command.arguments = {QStringLiteral("{script}")};
    command.input = QJsonDocument(input).toJson(QJsonDocument::Compact) + '\n';
    // What the tool and the databases' drivers say is read.
    command.environment = {{QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8")}, {QStringLiteral("LANGUAGE"), QStringLiteral("en")}};
    return command;
}

} // namespace lk
