// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/dbmate/dbmatefolder.h"

#include "models/formats/dbmate/dbmatesections.h"
#include "models/formats/scriptcontent.h"

#include <QHash>

namespace lk {

namespace {

QString descriptionOf(const QString &fileName, const QString &version)
{
    QString rest = fileName.sliced(version.size()).chopped(4);
    if (rest.startsWith(u'_') || rest.startsWith(u'-'))
        rest.remove(0, 1);
    return rest.replace(u'_', u' ');
}

Script scriptOf(const SqlFile &file, const DbmateSections::Block &block)
{
    return {file.path, file.bytes, block.offset, block.length, block.line};
}

Migration read(const SqlFile &file, const Dialect &dialect)
{
    Migration migration;
    migration.version = dbmateVersion(file.name);
    migration.key = migration.version;
    migration.description = descriptionOf(file.name, migration.version);
    migration.upFile = file.path;
    migration.downFile = file.path;
    if (file.problem) {
        migration.problems.push_back(*file.problem);
        return migration;
    }
    DbmateSections sections = cutDbmate(file.bytes);
    migration.problems = std::move(sections.problems);
    if (sections.up) {
        migration.up = scriptOf(file, *sections.up);
        migration.transaction = sections.up->transaction;
        if (const auto problem = contentProblem(contentOf(migration.up->view(), dialect)))
            migration.problems.push_back(*problem);
    }
    if (sections.down) {
        const Script down = scriptOf(file, *sections.down);
        migration.downTransaction = sections.down->transaction;
        if (contentOf(down.view(), dialect) == ScriptContent::Statements)
            migration.down = down;
    }
    if (!migration.down)
        migration.downFile.clear();
    return migration;
}

void markDuplicates(std::vector<Migration> &migrations)
{
    QHash<QString, size_t> firstOf;
    for (size_t i = 0; i < migrations.size(); ++i) {
        const auto first = firstOf.constFind(migrations[i].version);
        if (first == firstOf.cend()) {
            firstOf.insert(migrations[i].version, i);
            continue;
        }
        const FileProblem problem{QStringLiteral("duplicate-version"),
                                  QStringLiteral("%1 and %2 have the same version: dbmate runs both and fails at the second")
                                      .arg(migrations[*first].upFile.section(u'/', -1), migrations[i].upFile.section(u'/', -1)),
                                  QStringLiteral("give the one that was not applied anywhere a new version"), 0, true};
        migrations[*first].problems.push_back(problem);
        migrations[i].problems.push_back(problem);
    }
}

} // namespace

QString dbmateVersion(const QString &fileName)
{
    if (!fileName.endsWith(u".sql"))
        return {};
    qsizetype digits = 0;
    while (fileName[digits] >= u'0' && fileName[digits] <= u'9')
        ++digits;
    return fileName.left(digits);
}

std::vector<Migration> dbmateMigrations(const std::vector<SqlFile> &files, const std::vector<SqlFile> &passedOver, const Dialect &dialect)
{
    std::vector<Migration> migrations;
    migrations.reserve(files.size() + passedOver.size());
    for (const SqlFile &file : files)
        migrations.push_back(read(file, dialect));
    markDuplicates(migrations);
    for (const SqlFile &file : passedOver) {
        Migration migration;
        migration.version = file.name.chopped(4);
        migration.key = file.name;
        migration.upFile = file.path;
        migration.problems.push_back({QStringLiteral("bad-file-name"),
                                      QStringLiteral("%1 is not run: dbmate passes over names that do not begin with a digit and end in .sql").arg(file.name),
                                      QStringLiteral("rename it to <digits>_<name>.sql, or move it out of the folder"), 0, false});
        migrations.push_back(std::move(migration));
    }
    return migrations;
}

} // namespace lk
