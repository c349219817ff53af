// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/flyway/flywaysettings.h"

#include "models/base/sourcefile.h"
#include "models/project/tomlvalue.h"

#include <QDir>
#include <QFileInfo>

namespace lk {

namespace {

void put(FlywaySettings &settings, const QString &name, const QString &value, const Place &where)
{
    settings.values.insert(name, value);
    settings.places.insert(name, where);
}

QString textOf(const TomlValue &value)
{
    if (value.kind != TomlValue::Kind::Array)
        return value.value.toString();
    QStringList texts;
    for (const TomlValue &member : value.members)
        texts += textOf(member);
    return texts.join(u',');
}

/// Tables become names with dots.
void flatten(FlywaySettings &settings, const QString &prefix, const TomlValue &table)
{
    for (const TomlValue &member : table.members) {
        const QString name = prefix.isEmpty() ? member.key : prefix + u'.' + member.key;
        if (member.isTable())
            flatten(settings, name == u"flyway" ? QString() : name, member);
        else
            put(settings, name, textOf(member), member.where);
    }
}

/// "flyway.table=versions", as Java's property files are written; a line that ends in a backslash goes on.
Result<void> readConf(FlywaySettings &settings, const QString &path)
{
    const auto source = readSourceFile(path);
    if (!source)
        return Failure(source.error());
    if (!source->readable())
        return Failure(encodingError(*source, path));
    const QStringList lines = QString::fromUtf8(source->bytes.sliced(source->textOffset())).split(u'\n');
    QString line;
    qint64 number = 0;
    for (const QString &part : lines) {
        ++number;
        line += part.trimmed();
        if (line.endsWith(u'\\')) {
            line.chop(1);
            continue;
        }
        const QString text = std::exchange(line, QString());
        if (text.isEmpty() || text.startsWith(u'#') || text.startsWith(u'!'))
            continue;
        const qsizetype equals = text.indexOf(u'=');
        if (equals <= 0)
            return Failure(Error{ErrorCode::Usage, QStringLiteral("flyway.conf can't be read"), {path, number, 1}, QStringLiteral("the line is not name=value"),
                                 QStringLiteral("write it as flyway.name=value")});
        QString name = text.left(equals).trimmed();
        if (name.startsWith(u"flyway."))
            name = name.mid(7);
        put(settings, name, text.mid(equals + 1).trimmed(), {path, number, 1});
    }
    return {};
}

} // namespace

QString flywayConfiguration(const QString &folder)
{
    for (const char *name : {"flyway.toml", "flyway.conf", "flyway.user.toml", "conf/flyway.toml", "conf/flyway.conf"}) {
        if (QFileInfo(folder + u'/' + QLatin1String(name)).isFile())
            return QString::fromLatin1(name);
    }
    return {};
}

Result<FlywaySettings> readFlywaySettings(const QString &folder)
{
    FlywaySettings settings;
    for (const char *name : {"conf/flyway.conf", "flyway.conf"}) {
        const QString path = folder + u'/' + QLatin1String(name);
        if (!QFileInfo(path).isFile())
            continue;
        if (const auto read = readConf(settings, path); !read)
            return Failure(read.error());
    }
    for (const char *name : {"conf/flyway.toml", "flyway.toml", "flyway.user.toml"}) {
        const QString path = folder + u'/' + QLatin1String(name);
        if (!QFileInfo(path).isFile())
            continue;
        const auto root = readTomlFile(path);
        if (!root)
            return Failure(root.error());
        flatten(settings, {}, *root);
    }
    return settings;
}

Result<QStringList> flywayLocations(const FlywaySettings &settings)
{
    QStringList folders;
    for (QString location : settings.value(QStringLiteral("locations")).split(u',', Qt::SkipEmptyParts)) {
        location = location.trimmed();
        const Place where = settings.places.value(QStringLiteral("locations"));
        const auto refuse = [&](const QString &why) {
            return Failure(Error{ErrorCode::Usage, QStringLiteral("the location \"%1\" is not supported").arg(location), where, why,
                                 QStringLiteral("name the folder as migrations below [project] in lockkeeper.toml")});
        };
        if (location.contains(u'*') || location.contains(u'?'))
            return refuse(QStringLiteral("it has wildcards"));
        if (location.startsWith(u"filesystem:"))
            folders += QDir::cleanPath(location.mid(11));
        else if (!location.contains(u':') || location.startsWith(u"classpath:"))
            folders += QDir::cleanPath(QStringLiteral("src/main/resources/") + location.mid(location.indexOf(u':') + 1));
        else
            return refuse(QStringLiteral("only filesystem: and classpath: can be read"));
        if (folders.last().startsWith(u"../") || folders.last() == u"..")
            return refuse(QStringLiteral("it leads out of the project's folder"));
    }
    return folders;
}

FlywayNaming flywayNaming(const QMap<QString, QString> &options)
{
    FlywayNaming naming;
    const auto read = [&](QString &into, const char *name) { into = options.value(QLatin1String(name), into); };
    read(naming.versioned, "sqlMigrationPrefix");
    read(naming.repeatable, "repeatableSqlMigrationPrefix");
    read(naming.undo, "undoSqlMigrationPrefix");
    read(naming.baseline, "baselineMigrationPrefix");
    read(naming.separator, "sqlMigrationSeparator");
    if (options.contains(QStringLiteral("sqlMigrationSuffixes")))
        naming.suffixes = options.value(QStringLiteral("sqlMigrationSuffixes")).split(u',', Qt::SkipEmptyParts);
    return naming;
}

} // namespace lk
