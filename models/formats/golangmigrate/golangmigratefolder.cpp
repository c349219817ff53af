// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/golangmigrate/golangmigratefolder.h"

#include "models/formats/scriptcontent.h"
#include "models/formats/versionnumber.h"

#include <algorithm>
#include <map>

namespace lk {

namespace {

struct NamedFile {
    const SqlFile *file;
    GolangMigrateName name;
};

struct Group {
    std::vector<NamedFile> ups;
    std::vector<NamedFile> downs;
};

struct ByNumber {
    bool operator()(const QString &a, const QString &b) const { return numberLess(a, b); }
};

void checkContent(Migration &migration, const Dialect &dialect)
{
    if (auto problem = contentProblem(contentOf(migration.up->view(), dialect))) {
        problem->blocks = false; // the tool runs an empty file without a word
        migration.problems.push_back(*problem);
    }
}

void readDown(const Group &group, Migration &migration, const Dialect &dialect)
{
    if (group.downs.empty()) {
        migration.problems.push_back({QStringLiteral("unpaired-script"),
                                      QStringLiteral("%1 has no down script: golang-migrate takes it back without doing anything").arg(group.ups.front().file->name),
                                      QStringLiteral("add the down script"), 0, false});
        return;
    }
    const SqlFile &file = *group.downs.front().file;
    migration.downFile = file.path;
    if (file.problem) {
        FileProblem problem = *file.problem;
        problem.message = QStringLiteral("%1: %2").arg(file.name, problem.message);
        problem.line = 0; // it is a line of the down file
        migration.problems.push_back(problem);
    } else if (contentOf(file.bytes, dialect) == ScriptContent::Statements) {
        migration.down = wholeScript(file);
    }
}

Migration read(const Group &group, const Dialect &dialect)
{
    const NamedFile &first = group.ups.empty() ? group.downs.front() : group.ups.front();
    Migration migration;
    migration.version = first.name.version;
    migration.key = first.name.number;
    migration.description = QString(first.name.title).replace(u'_', u' ');
    if (group.ups.empty()) {
        migration.downFile = first.file->path;
        migration.problems.push_back({QStringLiteral("unpaired-script"),
                                      QStringLiteral("%1 has no up script: golang-migrate goes over it without doing anything").arg(first.file->name),
                                      QStringLiteral("add the up script, or remove this file"), 0, false});
        return migration;
    }
    migration.upFile = first.file->path;
    if (first.file->problem) {
        migration.problems.push_back(*first.file->problem);
    } else {
        migration.up = wholeScript(*first.file);
        checkContent(migration, dialect);
    }
    readDown(group, migration, dialect);
    return migration;
}

void addDuplicates(const std::vector<NamedFile> &files, Migration &migration)
{
    if (files.size() > 1)
        migration.problems.push_back({QStringLiteral("duplicate-version"),
                                      QStringLiteral("%1 and %2 have the same version: golang-migrate refuses the folder").arg(files[0].file->name, files[1].file->name),
                                      QStringLiteral("give the one that was not applied anywhere a new version"), 0, true});
}

} // namespace

std::optional<GolangMigrateName> readGolangMigrateName(const QString &fileName)
{
    const qsizetype underscore = fileName.indexOf(u'_');
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    if (underscore < 1 || underscore > 20 || !std::all_of(fileName.begin(), fileName.begin() + underscore, isDigit))
        return std::nullopt;
    const qsizetype up = fileName.lastIndexOf(QLatin1String(".up."));
    const qsizetype down = fileName.lastIndexOf(QLatin1String(".down."));
    const qsizetype mark = std::max(up, down);
    if (mark <= underscore)
        return std::nullopt;
    GolangMigrateName name;
    name.version = fileName.left(underscore);
    name.number = *canonicalNumber(name.version);
    name.title = fileName.sliced(underscore + 1, mark - underscore - 1);
    name.direction = up > down ? Direction::Up : Direction::Down;
    return name;
}

std::vector<Migration> golangMigrations(const std::vector<SqlFile> &files, const std::vector<SqlFile> &passedOver, const Dialect &dialect)
{
    std::map<QString, Group, ByNumber> groups;
    for (const SqlFile &file : files) {
        if (const auto name = readGolangMigrateName(file.name))
            (name->direction == Direction::Up ? groups[name->number].ups : groups[name->number].downs).push_back({&file, *name});
    }
    std::vector<Migration> migrations;
    migrations.reserve(groups.size() + passedOver.size());
    QString previous;
    for (const auto &[number, group] : groups) {
        Migration first = read(group, dialect);
        if (!previous.isEmpty())
            first.dependsOn = {previous};
        addDuplicates(group.ups, first);
        addDuplicates(group.downs, first);
        migrations.push_back(first);
        for (size_t i = 1; i < group.ups.size(); ++i) {
            Migration twin = read({{group.ups[i]}, group.downs}, dialect);
            twin.dependsOn = first.dependsOn;
            addDuplicates(group.ups, twin);
            migrations.push_back(twin);
        }
        previous = number;
    }
    for (const SqlFile &file : passedOver) {
        Migration migration;
        migration.version = file.name.chopped(4);
        migration.key = file.name;
        migration.upFile = file.path;
        migration.problems.push_back({QStringLiteral("bad-file-name"),
                                      QStringLiteral("%1 is not run: golang-migrate passes over names that are not <number>_<name>.up.sql or .down.sql").arg(file.name),
                                      QStringLiteral("rename it, or move it out of the folder"), 0, false});
        migrations.push_back(std::move(migration));
    }
    return migrations;
}

} // namespace lk
