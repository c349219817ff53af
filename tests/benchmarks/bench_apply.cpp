// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/clirunner.h"
#include "tests/support/testdatabase.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

constexpr int migrations = 1000;
constexpr int rounds = 3;

QByteArray migration(int number)
{
    const QByteArray n = QByteArray::number(number);
    return "-- Step " + n + " of many.\nCREATE TABLE t" + n + " (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');\nINSERT INTO t" + n
        + " (name) VALUES ('first');\n";
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("can't write %s", qPrintable(path));
}

QString migrationPath(const QTemporaryDir &folder, int number)
{
    return folder.filePath(u"migrations/%1_step.sql"_s.arg(number, 4, 10, QLatin1Char('0')));
}

void writeProject(const QTemporaryDir &folder)
{
    if (!QDir(folder.path()).mkpath(u"migrations"_s))
        qFatal("can't make the folder");
    write(folder.filePath(u"lockkeeper.toml"_s), "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"sqlite:shop.db\"\n");
    for (int i = 1; i <= migrations; ++i)
        write(migrationPath(folder, i), migration(i));
}

/// What a careful person would feed the shell: each file and its tracking row in one transaction, durable.
QByteArray shellScript(const QTemporaryDir &folder)
{
    QByteArray script = ".bail on\nPRAGMA synchronous = FULL;\nCREATE TABLE tracking (version INTEGER PRIMARY KEY, name TEXT, applied_at TEXT DEFAULT (datetime('now')));\n";
    for (int i = 1; i <= migrations; ++i) {
        const QByteArray n = QByteArray::number(i);
        script += "BEGIN IMMEDIATE;\n.read " + migrationPath(folder, i).toUtf8() + "\nINSERT INTO tracking (version, name) VALUES (" + n + ", 'step');\nCOMMIT;\n";
    }
    return script;
}

double run(const QString &program, const QStringList &arguments, const QString &input = {})
{
    QProcess process;
    if (!input.isEmpty())
        process.setStandardInputFile(input);
    process.setStandardOutputFile(QProcess::nullDevice());
    QElapsedTimer timer;
    timer.start();
    process.start(program, arguments);
    if (!process.waitForFinished(-1) || process.exitCode() != 0)
        qFatal("%s: %s", qPrintable(program), process.readAllStandardError().constData());
    return double(timer.nsecsElapsed()) / 1e6;
}

void checkTables(const QString &database)
{
    const QString tables = TestDatabase(database).value("SELECT count(*) FROM sqlite_master WHERE name GLOB 't[0-9]*'");
    if (tables.toInt() != migrations)
        qFatal("%s holds %s tables", qPrintable(database), qPrintable(tables));
}

double shellRound()
{
    const QTemporaryDir folder;
    writeProject(folder);
    write(folder.filePath(u"all.txt"_s), shellScript(folder));
    const double ms = run(u"sqlite3"_s, {folder.filePath(u"shop.db"_s)}, folder.filePath(u"all.txt"_s));
    checkTables(folder.filePath(u"shop.db"_s));
    return ms;
}

double lockkeeperRound()
{
    const QTemporaryDir folder;
    writeProject(folder);
    const double ms = run(cliProgram(), {u"-C"_s, folder.path(), u"apply"_s, u"--yes"_s, u"-q"_s});
    checkTables(folder.filePath(u"shop.db"_s));
    return ms;
}

} // namespace

/// Applies 1,000 small migrations to an empty SQLite file with the real program, beside the sqlite3 shell doing the same per-file
/// transactions with a tracking row of its own and fsync on. Interleaved, best of three.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    double shell = 1e12;
    double lockkeeper = 1e12;
    for (int round = 0; round < rounds; ++round) {
        shell = std::min(shell, shellRound());
        lockkeeper = std::min(lockkeeper, lockkeeperRound());
    }
    std::printf("apply %d migrations: sqlite3 shell %.0f ms, lockkeeper-cli %.0f ms, ratio %.2f (aim: 1.10)\n", migrations, shell, lockkeeper,
                lockkeeper / shell);
    return 0;
}
