// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/rails/railsfolder.h"

#include "models/formats/rails/railssettings.h"
#include "models/formats/sqlfolder.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace lk {

namespace {

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

QString withoutZeros(const QString &digits)
{
    qsizetype at = 0;
    while (at + 1 < digits.size() && digits[at] == u'0')
        ++at;
    return digits.sliced(at);
}

bool isSmaller(const QString &a, const QString &b)
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

/// What Rails finds with "**/[0-9]*_*.rb"; it does not follow links to folders there.
std::vector<SqlFile> filesBelow(const QString &folder, const QString &path)
{
    std::vector<SqlFile> files;
    QDirIterator walk(QDir(folder).absoluteFilePath(path), QDir::Files | QDir::System, QDirIterator::Subdirectories);
    const qsizetype front = QDir(folder).absolutePath().size() + 1;
    while (walk.hasNext()) {
        const QString full = walk.next();
        const QString name = full.section(u'/', -1);
        if (!name.endsWith(u".rb") || !isDigit(name.front()) || !name.contains(u'_'))
            continue;
        SqlFile &file = files.emplace_back();
        file.name = name;
        file.path = full.startsWith(QDir(folder).absolutePath() + u'/') ? full.sliced(front) : full;
    }
    return files;
}

void judge(Migration &migration, const RailsText &text, const RailsName &name)
{
    migration.transaction = migration.downTransaction = text.transaction;
    if (!text.generation.isEmpty())
        migration.details.insert(QStringLiteral("generation"), text.generation);
    if (!text.className.isEmpty())
        migration.details.insert(QStringLiteral("class"), text.className);
    if (!name.scope.isEmpty())
        migration.details.insert(QStringLiteral("scope"), name.scope);
    const QString wanted = railsClass(name.name);
    // An application may have words of its own ("API"), so only letters count here.
    if (text.className.section(QStringLiteral("::"), -1).compare(wanted, Qt::CaseInsensitive) != 0) {
        migration.problems.push_back({QStringLiteral("class-name"),
                                      text.className.isEmpty() ? QStringLiteral("the file has no class; Rails looks for %1").arg(wanted)
                                                               : QStringLiteral("the class is %1, but by the file's name Rails looks for %2").arg(text.className, wanted),
                                      QStringLiteral("name the class after the file"), 1, true});
    }
    if (!text.hasUp)
        migration.problems.push_back({QStringLiteral("no-up-method"), QStringLiteral("there is neither `change` nor `up`: Rails would note it as applied and do nothing"), QStringLiteral("write one of them"), 1, false});
    if (!text.irreversible.isEmpty())
        migration.problems.push_back({QStringLiteral("irreversible-migration"), QStringLiteral("it can't be taken back: %1").arg(text.irreversible),
                                      QStringLiteral("write `up` and `down`, or give what Rails needs to turn it around"), text.line, false});
}

Migration read(const SqlFile &file)
{
    Migration migration;
    migration.upFile = file.path;
    migration.language = QStringLiteral("ruby");
    const auto name = railsName(file.name);
    if (!name) {
        migration.version = migration.key = file.name;
        migration.problems.push_back({QStringLiteral("bad-file-name"), QStringLiteral("%1 is no name of a migration: Rails refuses the whole folder for it").arg(file.name),
                                      QStringLiteral("use lower-case letters, digits and underscores behind the version"), 0, true});
        return migration;
    }
    migration.version = name->version;
    migration.key = withoutZeros(name->version);
    migration.description = QString(name->name).replace(u'_', u' ');
    if (file.problem) {
        migration.problems.push_back(*file.problem);
        return migration;
    }
    const RailsText text = readRailsText(file.bytes);
    migration.up = wholeScript(file);
    if (text.hasDown) {
        migration.down = migration.up;
        migration.downFile = file.path;
    }
    judge(migration, text, *name);
    return migration;
}

void markTwins(std::vector<Migration> &migrations, const char *rule, const QString &what, QString (*keyOf)(const Migration &))
{
    QHash<QString, size_t> firstOf;
    for (size_t i = 0; i < migrations.size(); ++i) {
        const QString key = keyOf(migrations[i]);
        const auto first = firstOf.constFind(key);
        if (key.isEmpty() || first == firstOf.cend()) {
            firstOf.insert(key, i);
            continue;
        }
        const FileProblem problem{QString::fromLatin1(rule), QStringLiteral("%1 and %2 have the same %3: Rails refuses the whole folder").arg(migrations[*first].upFile, migrations[i].upFile, what),
                                  QStringLiteral("give the one that was not applied anywhere another"), 0, true};
        migrations[*first].problems.push_back(problem);
        migrations[i].problems.push_back(problem);
    }
}

/// The version in `ActiveRecord::Schema[7.1].define(version: 2024_01_01_120000)`.
QString dumpedVersion(const QString &folder, QString &file)
{
    file = QStringLiteral("db/schema.rb");
    QFile schema(QDir(folder).absoluteFilePath(file));
    if (!QFileInfo(schema).isFile() || !schema.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = schema.read(64 * 1024);
    const qsizetype at = text.indexOf("version:", std::max<qsizetype>(text.indexOf(".define("), 0));
    QString digits;
    for (qsizetype i = at < 0 ? text.size() : at + 8; i < text.size() && text[i] != ')' && text[i] != '\n'; ++i) {
        if (text[i] >= '0' && text[i] <= '9')
            digits += QLatin1Char(text[i]);
    }
    return withoutZeros(digits.isEmpty() ? QStringLiteral("0") : digits);
}

/// We run the migration, not the task that writes the schema down afterwards.
void markStaleSchema(std::vector<Migration> &migrations, const QString &folder)
{
    QString file;
    const QString dumped = dumpedVersion(folder, file);
    const bool structure = QFileInfo(QDir(folder).absoluteFilePath(QStringLiteral("db/structure.sql"))).isFile();
    if (dumped.isEmpty() && !structure)
        return;
    for (Migration &migration : migrations) {
        const bool newer = dumped.isEmpty() ? &migration == &migrations.back() : isSmaller(dumped, migration.key);
        if (newer && migration.up)
            migration.problems.push_back({QStringLiteral("stale-schema-file"), QStringLiteral("%1 does not have it yet, and is not written when it is applied here").arg(dumped.isEmpty() ? QStringLiteral("db/structure.sql") : file),
                                          QStringLiteral("run `bin/rails db:schema:dump` afterwards, and commit the file"), 0, false});
    }
}

} // namespace

std::optional<RailsName> railsName(const QString &fileName)
{
    qsizetype digits = 0;
    while (digits < fileName.size() && isDigit(fileName[digits]))
        ++digits;
    if (digits == 0 || fileName.size() <= digits || fileName[digits] != u'_' || !fileName.endsWith(u".rb"))
        return std::nullopt;
    const QString rest = fileName.sliced(digits + 1).chopped(3);
    const auto isPart = [](QStringView part) { return std::ranges::all_of(part, [](QChar c) { return c == u'_' || isDigit(c) || (c >= u'a' && c <= u'z'); }); };
    const qsizetype dot = rest.indexOf(u'.');
    const RailsName name{fileName.left(digits), dot < 0 ? rest : rest.left(dot), dot < 0 ? QString() : rest.sliced(dot + 1)};
    return isPart(name.name) && isPart(name.scope) ? std::optional(name) : std::nullopt;
}

QString railsClass(const QString &name)
{
    QString result;
    for (const QString &part : name.split(u'_', Qt::SkipEmptyParts))
        result += part.front().toUpper() + part.sliced(1);
    return result;
}

Result<std::vector<Migration>> railsMigrations(const FormatSetup &setup)
{
    std::vector<SqlFile> files;
    const QString usual = QStringLiteral("db/migrate");
    for (const QString &path : setup.options.value(rails::Paths, setup.migrations.isEmpty() ? usual : setup.migrations).split(u',', Qt::SkipEmptyParts)) {
        if (path != usual && !QFileInfo(QDir(setup.folder).absoluteFilePath(path)).isDir())
            return Failure(Error{ErrorCode::Usage, QStringLiteral("the migrations can't be read"), {path, 0, 0}, QStringLiteral("there is no such folder"), QStringLiteral("check migrations_paths in config/database.yml")});
        std::ranges::move(filesBelow(setup.folder, path), std::back_inserter(files));
    }
    readSqlFiles(setup.folder, files, QCryptographicHash::Md5); // Rails keeps no checksum
    std::vector<Migration> migrations;
    migrations.reserve(files.size());
    for (const SqlFile &file : files)
        migrations.push_back(read(file));
    std::ranges::sort(migrations, [](const Migration &a, const Migration &b) {
        const bool first = a.key.isEmpty() || !isDigit(a.key.back());
        const bool second = b.key.isEmpty() || !isDigit(b.key.back());
        if (first != second)
            return second;
        return a.key == b.key ? a.upFile < b.upFile : isSmaller(a.key, b.key);
    });
    markTwins(migrations, "duplicate-version", QStringLiteral("version"), [](const Migration &migration) { return migration.key; });
    markTwins(migrations, "duplicate-name", QStringLiteral("name"), [](const Migration &migration) { return railsClass(QString(migration.description).replace(u' ', u'_')); });
    markStaleSchema(migrations, setup.folder);
    return migrations;
}

} // namespace lk
