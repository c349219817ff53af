// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/owndown.h"

#include "models/formats/scriptcontent.h"
#include "models/formats/sqlfolder.h"

#include <QDir>
#include <QSet>

namespace lk {

namespace {

void addDown(const SqlFile &file, Migration &migration, const Dialect &dialect)
{
    migration.downFile = file.path;
    if (file.problem) {
        FileProblem problem = *file.problem;
        problem.message = QStringLiteral("%1: %2").arg(file.path, problem.message);
        problem.line = 0; // it is a line of the down file
        migration.problems.push_back(problem);
    } else if (contentOf(file.bytes, dialect) == ScriptContent::Statements) {
        migration.down = wholeScript(file);
    }
}

} // namespace

QString ownDownPath(const QString &name)
{
    return QStringLiteral("lockkeeper/down/%1.sql").arg(name);
}

void readOwnDowns(const QString &folder, std::vector<Migration> &migrations, const Dialect &dialect, QString (*nameOf)(const Migration &))
{
    const QStringList names = QDir(folder + QStringLiteral("/lockkeeper/down")).entryList({QStringLiteral("*.sql")}, QDir::Files);
    if (names.isEmpty())
        return;
    const QSet<QString> there(names.begin(), names.end());
    std::vector<SqlFile> files;
    std::vector<Migration *> owners;
    for (Migration &migration : migrations) {
        const QString path = migration.up && !migration.down ? ownDownPath(nameOf(migration)) : QString();
        const QString name = path.section(u'/', 2);
        if (path.isEmpty() || !there.contains(name))
            continue;
        SqlFile file;
        file.name = name;
        file.path = path;
        files.push_back(std::move(file));
        owners.push_back(&migration);
    }
    readSqlFiles(folder, files, QCryptographicHash::Md5);
    for (size_t i = 0; i < files.size(); ++i)
        addDown(files[i], *owners[i], dialect);
}

} // namespace lk
