// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/diesel/dieselfolder.h"

#include "models/formats/scriptcontent.h"
#include "models/formats/sqlfolder.h"
#include "models/project/tomlvalue.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

/// Whether the scripts run within a transaction. A file that can't be read counts as none; one without the key says no.
bool readsTransaction(const QString &path, std::vector<FileProblem> &problems)
{
    if (!QFileInfo::exists(path))
        return true;
    const auto root = readTomlFile(path);
    if (!root)
        return true;
    const TomlValue *key = root->find(u"run_in_transaction");
    if (key && key->kind == TomlValue::Kind::Boolean)
        return key->value.toBool();
    problems.push_back({QStringLiteral("metadata-without-key"),
                        QStringLiteral("metadata.toml does not say run_in_transaction: Diesel runs the migration outside of a transaction then"),
                        QStringLiteral("write run_in_transaction = true or = false into it"), 0, false});
    return false;
}

Migration named(const QString &name)
{
    Migration migration;
    migration.version = dieselVersion(name);
    migration.key = migration.version;
    migration.description = name.contains(u'_') ? name.section(u'_', 1).replace(u'_', u' ') : QString();
    return migration;
}

void read(const SqlFile &file, Migration &migration, const Dialect &dialect)
{
    const bool isDown = file.name == u"down.sql";
    if (file.problem) {
        FileProblem problem = *file.problem;
        if (isDown) {
            problem.message = QStringLiteral("down.sql: ") + problem.message;
            problem.line = 0; // it is a line of the down file
        }
        migration.problems.push_back(problem);
    } else if (!isDown) {
        migration.up = wholeScript(file);
        if (const auto problem = contentProblem(contentOf(file.bytes, dialect)))
            migration.problems.push_back(*problem);
    } else if (contentOf(file.bytes, dialect) == ScriptContent::Statements) {
        migration.down = wholeScript(file);
    }
}

void markDuplicates(std::vector<Migration> &migrations)
{
    for (size_t i = 1; i < migrations.size(); ++i) {
        if (migrations[i].version != migrations[i - 1].version)
            continue;
        const FileProblem problem{QStringLiteral("duplicate-version"),
                                  QStringLiteral("%1 and %2 have the same version: Diesel runs one of them only").arg(migrations[i - 1].upFile, migrations[i].upFile),
                                  QStringLiteral("give the one that was not applied anywhere a new version"), 0, true};
        migrations[i - 1].problems.push_back(problem);
        migrations[i].problems.push_back(problem);
    }
}

} // namespace

QString dieselVersion(const QString &folderName)
{
    return folderName.section(u'_', 0, 0).remove(u'-');
}

QString firstDieselFolder(const QString &folder, const QString &migrations)
{
    const QDir dir(QDir(folder).absoluteFilePath(migrations));
    const QStringList names = dir.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    const auto found = std::ranges::find_if(names, [&](const QString &name) { return QFileInfo(dir.filePath(name + QStringLiteral("/up.sql"))).isFile(); });
    return found == names.end() ? QString() : *found;
}

Result<std::vector<Migration>> dieselMigrations(const QString &folder, const QString &migrations, const Dialect &dialect)
{
    const QDir dir(QDir(folder).absoluteFilePath(migrations));
    if (dir.exists() && !dir.isReadable())
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot read the migrations"), {dir.path(), 0, 0}, QStringLiteral("the folder may not be read"),
                             QStringLiteral("check the folder and its permissions")});
    std::vector<Migration> all;
    std::vector<SqlFile> files;
    std::vector<size_t> owners;
    for (const QString &name : dir.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        const QString path = QDir::cleanPath(migrations + u'/' + name);
        const auto has = [&](const char *file) { return QFileInfo::exists(dir.filePath(name + u'/' + QString::fromLatin1(file))); };
        Migration migration = named(name);
        if (!has("up.sql")) {
            if (QDir(dir.filePath(name)).isEmpty())
                continue;
            migration.problems.push_back({QStringLiteral("folder-without-up"), QStringLiteral("%1 has no up.sql: Diesel refuses all migrations").arg(path),
                                          QStringLiteral("add up.sql, or move the folder away"), 0, true});
            migration.upFile = path + QStringLiteral("/up.sql");
            all.push_back(std::move(migration));
            continue;
        }
        migration.transaction = readsTransaction(dir.filePath(name + QStringLiteral("/metadata.toml")), migration.problems);
        migration.downTransaction = migration.transaction;
        for (const char *script : {"up.sql", "down.sql"}) {
            if (!has(script))
                continue;
            SqlFile file;
            file.name = QString::fromLatin1(script);
            file.path = path + u'/' + file.name;
            (file.name == u"up.sql" ? migration.upFile : migration.downFile) = file.path;
            files.push_back(std::move(file));
            owners.push_back(all.size());
        }
        all.push_back(std::move(migration));
    }
    readSqlFiles(folder, files, QCryptographicHash::Md5); // Diesel keeps no checksum
    for (size_t i = 0; i < files.size(); ++i)
        read(files[i], all[owners[i]], dialect);
    std::ranges::stable_sort(all, {}, &Migration::version);
    markDuplicates(all);
    return all;
}

} // namespace lk
