// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/schema/schemadiff.h"
#include "tests/benchmarks/wideschema.h"
#include "tests/support/clirunner.h"
#include "tests/support/testserver.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
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

constexpr int Tables = 500;
constexpr int Migrations = 20;
constexpr int Rounds = 5;

struct Script {
    QByteArray up;
    QByteArray down;
};

/// What migrations usually do, each with its way back.
Script script(int number)
{
    const QByteArray n = QByteArray::number(number);
    const QByteArray table = "t" + QByteArray::number(number * 17 % Tables);
    switch (number % 5) {
    case 0:
        return {"CREATE TABLE added" + n + " (id bigint PRIMARY KEY, name text NOT NULL);\nCREATE INDEX added" + n + "_name ON added" + n + " (name);\n",
                "DROP TABLE added" + n + ";\n"};
    case 1:
        return {"ALTER TABLE " + table + " ADD COLUMN extra" + n + " integer NOT NULL DEFAULT 0;\n", "ALTER TABLE " + table + " DROP COLUMN extra" + n + ";\n"};
    case 2:
        return {"CREATE INDEX extra" + n + " ON " + table + " (changed);\n", "DROP INDEX extra" + n + ";\n"};
    case 3:
        return {"ALTER TABLE " + table + " ADD CONSTRAINT whole" + n + " CHECK (cents >= 0);\n", "ALTER TABLE " + table + " DROP CONSTRAINT whole" + n + ";\n"};
    default:
        return {"CREATE VIEW seen" + n + " AS SELECT id, code FROM " + table + ";\nCOMMENT ON VIEW seen" + n + " IS 'codes';\n", "DROP VIEW seen" + n + ";\n"};
    }
}

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("can't write %s", qPrintable(path));
}

QString scriptPath(const QTemporaryDir &folder, int number, const char *way)
{
    return folder.filePath(u"migrations/%1_step.%2.sql"_s.arg(number, 4, 10, QLatin1Char('0')).arg(QLatin1String(way)));
}

void writeProject(const QTemporaryDir &folder)
{
    if (!QDir(folder.path()).mkpath(u"migrations"_s))
        qFatal("can't make the folder");
    write(folder.filePath(u"lockkeeper.toml"_s), "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"${LK_BENCH_URL}\"\n");
    for (int i = 1; i <= Migrations; ++i) {
        write(scriptPath(folder, i, "up"), script(i).up);
        write(scriptPath(folder, i, "down"), script(i).down);
    }
}

/// As a careful person does it by hand: an empty database, the schema piped over, then each file with its tracking row.
double byHand(TestServer &server, const QString &database, const QTemporaryDir &folder)
{
    QByteArray statements = "CREATE TABLE tracking (version BIGINT PRIMARY KEY, name TEXT, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);\n";
    for (int i = 1; i <= Migrations; ++i)
        statements += "BEGIN;\n\\i " + scriptPath(folder, i, "up").toUtf8() + "\nINSERT INTO tracking (version, name) VALUES (" + QByteArray::number(i) + ", 'step');\nCOMMIT;\n";
    QElapsedTimer timer;
    timer.start();
    const QString copy = server.newDatabase();
    QProcess shell;
    const QString login = u"-h %1 -p %2 -U %3"_s.arg(server.socket()).arg(server.port()).arg(server.user());
    shell.start(u"bash"_s, {u"-c"_s, u"set -o pipefail; pg_dump --schema-only %1 %2 | psql -qX -v ON_ERROR_STOP=1 %1 -d %3 > /dev/null"_s.arg(login, database, copy)});
    if (!shell.waitForFinished(-1) || shell.exitCode() != 0)
        qFatal("%s", shell.readAllStandardError().constData());
    server.run(copy, statements);
    server.dropDatabase(copy);
    return double(timer.nsecsElapsed()) / 1e6;
}

double ours(const QTemporaryDir &folder, const QStringList &arguments)
{
    QProcess program;
    QElapsedTimer timer;
    timer.start();
    program.start(cliProgram(), QStringList{u"-C"_s, folder.path(), u"rehearse"_s, u"--data"_s, u"none"_s, u"--json"_s} + arguments);
    if (!program.waitForFinished(-1) || program.exitCode() != 0)
        qFatal("%s", program.readAllStandardError().constData());
    const double ms = double(timer.nsecsElapsed()) / 1e6;
    const QJsonObject seen = QJsonDocument::fromJson(program.readAllStandardOutput()).object();
    if (seen[u"steps"_s].toArray().size() != Migrations || seen[u"round_trip"_s][u"schema_equal"_s] != true)
        qFatal("the rehearsal did not show what it should");
    return ms;
}

/// What one look at the database costs, of which a rehearsal takes several a step.
void measureLooks(TestServer &server, const QString &database)
{
    const Engine &engine = *engineByName(u"postgresql"_s);
    const auto session = engine.open(engine.target(server.socketUrl(database), {}).value(), Access::ReadWrite).value();
    const auto watch = engine.observe(*session).value();
    RunControl control;
    const auto measure = [](const char *what, auto work) {
        double best = 1e12;
        for (int round = 0; round < Rounds; ++round) {
            QElapsedTimer timer;
            timer.start();
            work();
            best = std::min(best, double(timer.nsecsElapsed()) / 1e6);
        }
        std::printf("  %-10s %7.1f ms\n", what, best);
    };
    measure("schema", [&] { (void)engine.snapshot(*session).value(); });
    const Snapshot schema = engine.snapshot(*session).value();
    measure("digest", [&] { (void)schema.digest(); });
    measure("diff", [&] { (void)diff(schema, schema); });
    measure("rows", [&] { (void)engine.contents(*session, ContentDepth::Digests, control).value(); });
    measure("counters", [&] { (void)engine.counters(*session).value(); });
    measure("watch", [&] { (void)watch->start(); });
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

/// A rehearsal without rows of 20 migrations on a database of 500 tables, whole program, with round trips and second runs, beside
/// `pg_dump --schema-only | psql` and psql running the files once.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    TestServer *server = TestServer::postgresql();
    if (!server) {
        std::printf("%s\n", qPrintable(TestServer::problem(u"postgresql"_s)));
        return 1;
    }
    const QString database = server->newDatabase();
    server->run(database, wideSchema(Tables));
    const QTemporaryDir folder;
    writeProject(folder);
    qputenv("LK_BENCH_URL", server->socketUrl(database).toUtf8());
    measureLooks(*server, database);
    std::vector<double> theirMs;
    std::vector<double> ourMs;
    for (int round = 0; round < Rounds; ++round) {
        theirMs.push_back(byHand(*server, database, folder));
        ourMs.push_back(ours(folder, {}));
    }
    std::printf("rehearse %d migrations without rows on %d tables, medians of %d: pg_dump -s | psql and the files %.0f ms; ours with round trips %.0f ms, ratio %.2f (aim: 2)\n",
                Migrations, Tables, Rounds, median(theirMs), median(ourMs), median(ourMs) / median(theirMs));
    return 0;
}
