// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/clirunner.h"
#include "tests/support/testdatabase.h"
#include "tests/support/testserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

constexpr int migrations = 1000;
constexpr int rounds = 5;

QByteArray migration(int number)
{
    const QByteArray n = QByteArray::number(number);
    return "-- Step " + n + " of many.\nCREATE TABLE t" + n + " (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL DEFAULT '');\nINSERT INTO t" + n
        + " (id, name) VALUES (1, 'first');\n";
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

void writeProject(const QTemporaryDir &folder, const QByteArray &url = "sqlite:shop.db")
{
    if (!QDir(folder.path()).mkpath(u"migrations"_s))
        qFatal("can't make the folder");
    write(folder.filePath(u"lockkeeper.toml"_s), "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"" + url + "\"\n");
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

/// What one round of the command took, and what of it was the run itself: the same transactions as the client's, without the checks before
/// and the verification after, for which a client has no match.
struct Round {
    double wholeMs = 0;
    double runMs = 0;
};

double runMsOf(const QTemporaryDir &folder)
{
    const QDir journals(folder.filePath(u".lockkeeper/journals"_s));
    QFile journal(journals.filePath(journals.entryList({u"*.jsonl"_s}).value(0)));
    if (!journal.open(QIODevice::ReadOnly))
        qFatal("there is no journal");
    const QByteArray all = journal.readAll().trimmed();
    const QJsonObject last = QJsonDocument::fromJson(all.mid(all.lastIndexOf('\n') + 1)).object();
    if (last[u"event"_s] != u"run_done"_s)
        qFatal("the journal has no end");
    return last[u"ms"_s].toDouble();
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// One after the other, so that what else the machine does falls on both; gives the ratios of the medians.
template <class Theirs, class Ours>
void compare(const char *client, double aim, Theirs theirs, Ours ours)
{
    std::vector<double> theirMs;
    std::vector<double> wholeMs;
    std::vector<double> runMs;
    for (int round = 0; round < rounds; ++round) {
        theirMs.push_back(theirs());
        const Round mine = ours();
        wholeMs.push_back(mine.wholeMs);
        runMs.push_back(mine.runMs);
    }
    const double base = median(theirMs);
    const auto range = [](const std::vector<double> &values) { return std::minmax_element(values.begin(), values.end()); };
    const auto [theirLeast, theirMost] = range(theirMs);
    const auto [runLeast, runMost] = range(runMs);
    const auto [wholeLeast, wholeMost] = range(wholeMs);
    std::printf("apply %d migrations, medians of %d: %s %.0f ms (%.0f to %.0f); our run %.0f ms (%.0f to %.0f), ratio %.2f (aim: %.2f); with checks, verification and "
                "report %.0f ms (%.0f to %.0f), ratio %.2f\n",
                migrations, rounds, client, base, *theirLeast, *theirMost, median(runMs), *runLeast, *runMost, median(runMs) / base, aim, median(wholeMs), *wholeLeast,
                *wholeMost, median(wholeMs) / base);
    std::fflush(stdout);
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

Round lockkeeperRound()
{
    const QTemporaryDir folder;
    writeProject(folder);
    const double ms = run(cliProgram(), {u"-C"_s, folder.path(), u"apply"_s, u"--yes"_s, u"-q"_s});
    checkTables(folder.filePath(u"shop.db"_s));
    return {ms, runMsOf(folder)};
}

/// The same for a server's own client: one transaction a file, with a tracking row of its own.
QByteArray clientScript(const QTemporaryDir &folder, bool postgresql)
{
    QByteArray script = "CREATE TABLE tracking (version BIGINT PRIMARY KEY, name TEXT, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);\n";
    for (int i = 1; i <= migrations; ++i) {
        const QByteArray n = QByteArray::number(i);
        script += QByteArray("BEGIN;\n") + (postgresql ? "\\i " : "source ") + migrationPath(folder, i).toUtf8() + "\nINSERT INTO tracking (version, name) VALUES (" + n + ", 'step');\nCOMMIT;\n";
    }
    return script;
}

void checkServerTables(TestServer &server, const QString &database, bool postgresql)
{
    const QByteArray where = postgresql ? "table_schema = 'public' AND table_name ~ '^t[0-9]'" : "table_schema = DATABASE() AND table_name REGEXP '^t[0-9]'";
    const QString tables = server.run(database, "SELECT count(*) FROM information_schema.tables WHERE " + where + ";\n");
    if (tables.toInt() != migrations)
        qFatal("%s holds %s tables", qPrintable(database), qPrintable(tables));
}

double clientRound(TestServer &server, bool postgresql)
{
    const QTemporaryDir folder;
    writeProject(folder);
    const QByteArray script = clientScript(folder, postgresql);
    const QString database = server.newDatabase();
    QElapsedTimer timer;
    timer.start();
    server.run(database, script);
    const double ms = double(timer.nsecsElapsed()) / 1e6;
    checkServerTables(server, database, postgresql);
    server.dropDatabase(database);
    return ms;
}

Round serverRound(TestServer &server, bool postgresql)
{
    const QTemporaryDir folder;
    const QString database = server.newDatabase();
    writeProject(folder, "${LK_BENCH_URL}");
    qputenv("LK_BENCH_URL", server.socketUrl(database).toUtf8());
    const double ms = run(cliProgram(), {u"-C"_s, folder.path(), u"apply"_s, u"--yes"_s, u"-q"_s});
    checkServerTables(server, database, postgresql);
    server.dropDatabase(database);
    return {ms, runMsOf(folder)};
}

void benchServer(const QString &engine)
{
    TestServer *server = TestServer::forEngine(engine);
    if (!server) {
        std::printf("apply on %s: not measured, %s\n", qPrintable(engine), qPrintable(TestServer::problem(engine)));
        return;
    }
    const bool postgresql = engine == u"postgresql";
    compare(postgresql ? "psql" : "mariadb", 1.15, [&] { return clientRound(*server, postgresql); }, [&] { return serverRound(*server, postgresql); });
}

} // namespace

/// Applies 1,000 small migrations to an empty database with the real program, beside the database's own client (sqlite3, psql, mariadb)
/// doing the same per-file transactions with a tracking row of its own and fsync on, all over Unix sockets.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    compare("sqlite3", 1.10, shellRound, lockkeeperRound);
    benchServer(u"postgresql"_s);
    benchServer(u"mariadb"_s);
    return 0;
}
