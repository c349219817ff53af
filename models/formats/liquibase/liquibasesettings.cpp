// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/liquibase/liquibasesettings.h"

#include "models/base/sourcefile.h"

#include <QDir>
#include <QFileInfo>

namespace lk {

namespace {

/// The escapes of Java's property files; backslashes before other signs are dropped.
QString unescaped(const QString &text)
{
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != u'\\' || i + 1 >= text.size()) {
            result += text[i];
            continue;
        }
        const QChar c = text[++i];
        bool isNumber = false;
        const ushort code = c == u'u' ? text.mid(i + 1, 4).toUShort(&isNumber, 16) : ushort(0);
        if (isNumber)
            i += 4;
        result += isNumber ? QChar(code) : c == u'n' ? QChar(u'\n') : c == u't' ? QChar(u'\t') : c == u'r' ? QChar(u'\r') : c;
    }
    return result;
}

/// Where the name ends: at the first = or : or space that no backslash stands before.
qsizetype nameEnd(const QString &line)
{
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == u'\\')
            ++i;
        else if (line[i] == u'=' || line[i] == u':' || line[i].isSpace())
            return i;
    }
    return line.size();
}

bool continues(const QString &line)
{
    qsizetype backslashes = 0;
    while (backslashes < line.size() && line[line.size() - 1 - backslashes] == u'\\')
        ++backslashes;
    return backslashes % 2 == 1;
}

void take(LiquibaseSettings &settings, const QString &line, const Place &where)
{
    const qsizetype end = nameEnd(line);
    const QString name = unescaped(line.left(end));
    qsizetype begin = end;
    while (begin < line.size() && line[begin].isSpace())
        ++begin;
    if (begin < line.size() && (line[begin] == u'=' || line[begin] == u':'))
        ++begin;
    const QString value = unescaped(line.mid(begin).trimmed());
    if (name.startsWith(u"parameter.")) {
        settings.parameters.insert(name.mid(10), value);
        return;
    }
    settings.values.insert(canonicalSetting(name), value);
    settings.places.insert(canonicalSetting(name), where);
}

Result<void> readProperties(LiquibaseSettings &settings, const QString &folder)
{
    const QString path = folder + u'/' + settings.file;
    const auto source = readSourceFile(path);
    if (!source)
        return Failure(source.error());
    if (!source->readable())
        return Failure(encodingError(*source, path));
    constexpr qsizetype Largest = 1 << 20;
    if (source->bytes.size() > Largest)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("liquibase.properties can't be read"), {path, 0, 0}, QStringLiteral("it is larger than 1 MB"), {}});
    QString line;
    qint64 number = 0;
    for (const QString &raw : QString::fromUtf8(source->bytes.sliced(source->textOffset())).split(u'\n')) {
        ++number;
        const QString part = raw.trimmed();
        if (line.isEmpty() && (part.isEmpty() || part.startsWith(u'#') || part.startsWith(u'!')))
            continue;
        line += part;
        if (continues(line)) {
            line.chop(1);
            continue;
        }
        take(settings, std::exchange(line, QString()), {path, number, 1});
    }
    if (!line.isEmpty())
        take(settings, line, {path, number, 1});
    return {};
}

void readEnvironment(LiquibaseSettings &settings)
{
    for (const auto &[variable, name] : {std::pair{"LIQUIBASE_COMMAND_URL", "url"}, {"LIQUIBASE_COMMAND_USERNAME", "username"}, {"LIQUIBASE_COMMAND_PASSWORD", "password"},
                                         {"LIQUIBASE_COMMAND_CHANGELOG_FILE", "changelogfile"}, {"LIQUIBASE_SEARCH_PATH", "searchpath"}}) {
        if (qEnvironmentVariableIsSet(variable))
            settings.values.insert(QString::fromLatin1(name), qEnvironmentVariable(variable));
    }
}

bool leadsOut(const QString &path)
{
    return path == u".." || path.startsWith(u"../") || QDir::isAbsolutePath(path);
}

bool there(const QString &folder, const QString &base, const QString &path)
{
    return !path.isEmpty() && !leadsOut(path) && QFileInfo(QDir(folder).absoluteFilePath(base + u'/' + path)).isFile();
}

void findChangelog(LiquibaseSettings &settings, const QString &folder)
{
    QStringList bases;
    for (const QString &place : settings.value(QStringLiteral("searchpath")).split(u',', Qt::SkipEmptyParts)) {
        const QString base = QDir::cleanPath(place.trimmed());
        if (!leadsOut(base) && QFileInfo(folder + u'/' + base).isDir())
            bases += base;
    }
    bases << QStringLiteral(".") << QStringLiteral("src/main/resources");
    QString named = settings.value(QStringLiteral("changelogfile")).trimmed();
    if (named.startsWith(u"classpath:"))
        named.remove(0, 10);
    while (named.startsWith(u'/') && !QFileInfo::exists(named))
        named.remove(0, 1);
    QStringList candidates{named.isEmpty() ? QString() : QDir::cleanPath(named)};
    if (named.isEmpty()) {
        candidates.clear();
        for (const char *stem : {"db/changelog/db.changelog-master", "changelog/db.changelog-master", "db/db.changelog-master", "db.changelog-master", "changelog-master", "changelog",
                                 "dbchangelog", "db.changelog", "master", "db/changelog", "db/changelog/changelog", "liquibase/changelog", "changelog/changelog", "example-changelog"}) {
            for (const char *suffix : {".yaml", ".yml", ".xml", ".json", ".sql"})
                candidates += QLatin1String(stem) + QLatin1String(suffix);
        }
    }
    for (const QString &base : std::as_const(bases)) {
        for (const QString &candidate : std::as_const(candidates)) {
            if (!there(folder, base, candidate))
                continue;
            settings.base = base;
            settings.changelog = candidate;
            return;
        }
    }
    settings.base = bases.front();
    settings.changelog = named.isEmpty() ? QString() : candidates.front();
}

} // namespace

QString canonicalSetting(QString name)
{
    name = name.trimmed().toLower();
    if (name.startsWith(u"liquibase."))
        name.remove(0, 10);
    if (name.startsWith(u"command."))
        name.remove(0, 8);
    return name.remove(u'-').remove(u'_');
}

Result<LiquibaseSettings> readLiquibaseSettings(const QString &folder)
{
    LiquibaseSettings settings;
    for (const char *name : {"liquibase.properties", "src/main/resources/liquibase.properties", "liquibase/liquibase.properties"}) {
        if (!QFileInfo(folder + u'/' + QLatin1String(name)).isFile())
            continue;
        settings.file = QString::fromLatin1(name);
        if (const auto read = readProperties(settings, folder); !read)
            return Failure(read.error());
        break;
    }
    readEnvironment(settings);
    findChangelog(settings, folder);
    return settings;
}

} // namespace lk
