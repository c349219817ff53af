// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqlx/sqlxfolder.h"

#include "models/formats/scriptcontent.h"
#include "models/formats/sqlx/sqlxname.h"
#include "models/formats/versionnumber.h"
#include "models/sql/dialect.h"

#include <algorithm>
#include <map>

namespace lk {

namespace {

struct NamedFile {
    const SqlFile *file;
    SqlxName name;
};

/// The files of one version.
struct Group {
    std::vector<NamedFile> ups;
    std::vector<NamedFile> downs;
};

/// How the scripts of this database are read.
struct Reading {
    const Dialect &dialect;
    bool mayOptOut;
};

void readUp(const NamedFile &up, Migration &migration, const Reading &reading)
{
    migration.upFile = up.file->path;
    migration.checksum = up.file->checksum;
    if (up.file->problem) {
        migration.problems.push_back(*up.file->problem);
        return;
    }
    migration.up = wholeScript(*up.file);
    migration.transaction = !(reading.mayOptOut && sqlxOptsOut(up.file->bytes));
    if (const auto problem = contentProblem(contentOf(up.file->bytes, reading.dialect)))
        migration.problems.push_back(*problem);
}

void readDown(const NamedFile &down, Migration &migration, const Reading &reading)
{
    migration.downFile = down.file->path;
    if (down.file->problem) {
        FileProblem problem = *down.file->problem;
        problem.message = QStringLiteral("%1: %2").arg(down.file->name, problem.message);
        problem.line = 0; // it is a line of the down file
        migration.problems.push_back(problem);
    } else if (contentOf(down.file->bytes, reading.dialect) == ScriptContent::Statements) {
        migration.down = wholeScript(*down.file);
        migration.downTransaction = !(reading.mayOptOut && sqlxOptsOut(down.file->bytes));
    }
}

Migration named(const SqlxName &name)
{
    Migration migration;
    migration.version = name.version;
    migration.key = QString::number(*name.number);
    migration.description = name.description;
    return migration;
}

FileProblem duplicate(const QString &first, const QString &second)
{
    return {
        QStringLiteral("duplicate-version"),
        QStringLiteral("%1 and %2 have the same version: sqlx runs both and fails at the second").arg(first, second),
        QStringLiteral("give the one that was not applied anywhere a new version"), 0, true};
}

void addGroup(const Group &group, std::vector<Migration> &migrations, const Reading &reading)
{
    const size_t first = migrations.size();
    for (const NamedFile &up : group.ups) {
        migrations.push_back(named(up.name));
        readUp(up, migrations.back(), reading);
    }
    if (group.ups.empty()) {
        migrations.push_back(named(group.downs.front().name));
        migrations.back().problems.push_back(
            {QStringLiteral("down-without-up"),
             QStringLiteral("%1 is a down script without an up script").arg(group.downs.front().file->name),
             QStringLiteral("add the up script, or remove this file"), 0, false});
    }
    if (!group.downs.empty())
        readDown(group.downs.front(), migrations[first], reading);
    if (group.downs.size() > 1)
        migrations[first].problems.push_back(duplicate(group.downs[0].file->name, group.downs[1].file->name));
    for (size_t i = first + 1; i < migrations.size(); ++i) {
        const FileProblem problem = duplicate(group.ups[0].file->name, group.ups[i - first].file->name);
        if (i == first + 1)
            migrations[first].problems.push_back(problem);
        migrations[i].problems.push_back(problem);
    }
}

Migration withoutVersion(const SqlFile &file, const FileProblem &problem)
{
    Migration migration;
    migration.version = file.name.chopped(4);
    migration.key = file.name;
    migration.upFile = file.path;
    migration.problems.push_back(problem);
    return migration;
}

FileProblem refusal(const SqlFile &file, const SqlxName &name)
{
    return {QStringLiteral("bad-file-name"),
            QStringLiteral(
                "%1 makes sqlx refuse the whole folder: \"%2\" before the first underscore is not a 64-bit integer")
                .arg(file.name, name.version),
            QStringLiteral("rename it to <integer>_<name>.sql, or move it out of the folder"), 0, true};
}

} // namespace

bool sqlxOptsOut(QByteArrayView script)
{
    return script.startsWith("-- no-transaction");
}

std::vector<Migration> sqlxMigrations(const std::vector<SqlFile> &files, const std::vector<SqlFile> &passedOver,
                                      const Dialect &dialect, bool mayOptOut)
{
    std::vector<Migration> migrations;
    std::map<qint64, Group> groups;
    for (const SqlFile &file : files) {
        const auto name = readSqlxName(file.name);
        if (!name)
            continue;
        if (!name->number)
            migrations.push_back(withoutVersion(file, refusal(file, *name)));
        else if (name->kind == SqlxName::Kind::Down)
            groups[*name->number].downs.push_back({&file, *name});
        else
            groups[*name->number].ups.push_back({&file, *name});
    }
    for (const auto &[number, group] : groups)
        addGroup(group, migrations, {dialect, mayOptOut});
    for (const SqlFile &file : passedOver)
        migrations.push_back(withoutVersion(
            file,
            {QStringLiteral("bad-file-name"),
             QStringLiteral("%1 is not run: sqlx passes over names that are not <integer>_<name>.sql").arg(file.name),
             QStringLiteral("rename it to <integer>_<name>.sql, or move it out of the folder"), 0, false}));
    return migrations;
}

} // namespace lk
