// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/jsmigration.h"

#include "models/formats/jsliteral.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace lk {

namespace {

QString stemOf(const QString &name)
{
    return name.left(name.lastIndexOf(u'.'));
}

QString languageOf(const QString &name)
{
    const QString ending = name.mid(name.lastIndexOf(u'.') + 1);
    if (ending == u"ts" || ending == u"cts" || ending == u"mts")
        return QStringLiteral("typescript");
    if (ending == u"co" || ending == u"coffee" || ending == u"iced" || ending == u"litcoffee")
        return QStringLiteral("coffeescript");
    return ending == u"ls" ? QStringLiteral("livescript") : QStringLiteral("javascript");
}

qsizetype digitsOf(const QString &name)
{
    qsizetype digits = 0;
    while (digits < name.size() && name[digits] >= u'0' && name[digits] <= u'9')
        ++digits;
    return digits;
}

/// The number in front, where a name follows it; else the name.
QString versionOf(const QString &name)
{
    const qsizetype digits = digitsOf(name);
    return digits > 0 && digits < name.size() && (name[digits] == u'_' || name[digits] == u'-') ? name.left(digits) : stemOf(name);
}

void judge(const JsModule &module, Migration &migration, const QString &tool)
{
    if (module.up == JsFunction::Missing)
        migration.problems.push_back({QStringLiteral("program-without-up"), QStringLiteral("%1 exports no function up: %2 refuses it").arg(migration.key, tool),
                                      QStringLiteral("export up and down"), 0, true});
    else if (module.up != JsFunction::Works)
        migration.problems.push_back({QStringLiteral("empty-script"),
                                      module.up == JsFunction::Empty ? QStringLiteral("up does nothing, and is noted as applied all the same") : QStringLiteral("up only throws an error"),
                                      QStringLiteral("write what it is to do"), 0, false});
    if (module.down == JsFunction::Throws || module.down == JsFunction::Empty || module.down == JsFunction::Missing) {
        migration.down.reset();
        migration.downFile.clear();
    }
}

} // namespace

QString programDescription(const QString &fileName)
{
    const QString stem = stemOf(fileName);
    const qsizetype digits = digitsOf(stem);
    QString rest = digits < stem.size() ? stem.sliced(digits) : stem;
    if (digits > 0 && (rest.startsWith(u'_') || rest.startsWith(u'-')))
        rest.remove(0, 1);
    return rest.replace(u'_', u' ').replace(u'-', u' ');
}

Migration jsMigration(const SqlFile &file, const QString &tool, const JsModule &module)
{
    Migration migration;
    migration.key = file.name;
    migration.version = versionOf(file.name);
    migration.description = programDescription(file.name);
    migration.upFile = migration.downFile = file.path;
    migration.checksum = file.checksum;
    migration.language = languageOf(file.name);
    if (file.problem) {
        migration.downFile.clear();
        migration.problems.push_back(*file.problem);
        return migration;
    }
    migration.up = migration.down = wholeScript(file);
    judge(module, migration, tool);
    return migration;
}

Migration passedOverFile(const SqlFile &file, const QString &why, const QString &fix)
{
    Migration migration;
    migration.version = migration.key = file.name;
    migration.upFile = file.path;
    migration.language = languageOf(file.name);
    migration.problems.push_back({QStringLiteral("bad-file-name"), QStringLiteral("%1 is not run: %2").arg(file.name, why), fix, 0, false});
    return migration;
}

void markTwins(std::vector<Migration> &migrations, const QString &tool)
{
    QHash<QString, size_t> byStem;
    QHash<QString, int> byVersion;
    for (size_t i = 0; i < migrations.size(); ++i) {
        const QString stem = stemOf(migrations[i].key);
        ++byVersion[migrations[i].version];
        const auto first = byStem.constFind(stem);
        if (first == byStem.cend()) {
            byStem.insert(stem, i);
            continue;
        }
        const bool same = migrations[*first].key == migrations[i].key;
        const FileProblem problem{QStringLiteral("duplicate-version"),
                                  same ? QStringLiteral("%1 and %2 have one name, by which %3 writes them down").arg(migrations[*first].upFile, migrations[i].upFile, tool)
                                       : QStringLiteral("%1 and %2 are two migrations to %3: it runs both").arg(migrations[*first].key, migrations[i].key, tool),
                                  same ? QStringLiteral("give the one that was not applied anywhere another name") : QStringLiteral("keep compiled files in a folder of their own"), 0, same};
        migrations[*first].problems.push_back(problem);
        migrations[i].problems.push_back(problem);
    }
    for (Migration &migration : migrations) { // a version that two have names neither
        if (byVersion.value(migration.version) > 1)
            migration.version = migration.key;
    }
}

std::optional<Script> cutProgram(const QString &file, const QByteArray &text, Direction direction)
{
    const JsModule module = readJsModule(text);
    const JsFunction wanted = direction == Direction::Up ? module.up : module.down;
    if (wanted == JsFunction::Missing || (direction == Direction::Down && wanted != JsFunction::Works))
        return std::nullopt;
    return Script{file, text, 0, text.size(), 1};
}

std::vector<StatementSpan> wholeProgram(QByteArrayView script)
{
    if (script.trimmed().isEmpty())
        return {};
    StatementSpan all;
    all.length = script.size();
    return {all};
}

void describeRows(std::vector<AppliedMigration> &rows, const std::vector<Migration> &files, const QString &whenMissing)
{
    QHash<QString, const Migration *> byKey;
    QHash<QString, const Migration *> byStem;
    for (const Migration &file : files) {
        byKey.insert(file.key, &file);
        byStem.insert(stemOf(file.key), &file);
    }
    for (AppliedMigration &row : rows) {
        const Migration *file = byKey.value(row.key);
        row.version = file ? file->version : versionOf(row.key);
        row.description = programDescription(row.key);
        if (file)
            continue;
        if (const Migration *other = byStem.value(stemOf(row.key)))
            row.note = QStringLiteral("the file is %1 now: it goes by the whole name, ending included. ").arg(other->key);
        row.note += whenMissing;
        row.note = row.note.trimmed();
    }
}

QStringList packageDependencies(const QString &folder)
{
    constexpr qint64 LargestPackage = 1 << 20;
    const auto text = readSmallFile(folder + QStringLiteral("/package.json"), LargestPackage);
    const auto root = text ? readJsonText(*text, QStringLiteral("package.json")) : Result<JsValue>(Failure(Error{}));
    QStringList names;
    for (const QStringView part : {QStringView(u"dependencies"), QStringView(u"devDependencies")}) {
        if (const JsValue *list = root ? root->find(part) : nullptr) {
            for (const JsValue &entry : list->members)
                names += entry.key;
        }
    }
    return names;
}

QString programWith(const QString &folder, const QString &migrations, const QByteArray &word)
{
    constexpr size_t Few = 5;
    const auto files = listSqlFiles(folder, migrations, migrations, [](QStringView name) {
        return name.endsWith(u".js") || name.endsWith(u".ts") || name.endsWith(u".cjs") || name.endsWith(u".mjs") || name.endsWith(u".cts");
    });
    for (size_t i = 0; files && i < std::min(files->size(), Few); ++i) {
        QFile file(QDir(folder).absoluteFilePath(files->at(i).path));
        if (files->at(i).regular && file.open(QIODevice::ReadOnly) && file.read(64 * 1024).contains(word))
            return files->at(i).path;
    }
    return {};
}

} // namespace lk
