// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/clirunner.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

constexpr int migrations = 10'000;
constexpr int rounds = 5;

void write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("can't write %s", qPrintable(path));
}

void writeProject(const QTemporaryDir &folder)
{
    if (!QDir(folder.path()).mkpath(u"migrations"_s))
        qFatal("can't make the folder");
    write(folder.filePath(u"lockkeeper.toml"_s), "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"sqlite:shop.db\"\n");
    for (int i = 1; i <= migrations; ++i) {
        const QByteArray n = QByteArray::number(i);
        write(folder.filePath(u"migrations/%1_step.sql"_s.arg(i, 5, 10, QLatin1Char('0'))),
              "-- Step " + n + ": a price more.\n-- Up\nINSERT OR REPLACE INTO prices (id, cents) VALUES (" + n + ", 1990);\n-- Down\nDELETE FROM prices WHERE id = " + n + ";\n");
    }
    write(folder.filePath(u"migrations/00001_step.sql"_s), "-- Prices.\n-- Up\nCREATE TABLE IF NOT EXISTS prices (id INTEGER PRIMARY KEY, cents INTEGER);\n-- Down\nDROP TABLE IF EXISTS prices;\n");
}

double run(const QStringList &arguments)
{
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    QElapsedTimer timer;
    timer.start();
    process.start(cliProgram(), arguments);
    if (!process.waitForFinished(-1) || process.exitCode() != 0)
        qFatal("lockkeeper-cli: %s", process.readAllStandardError().constData());
    return double(timer.nsecsElapsed()) / 1e6;
}

/// Every byte that a status needs: the migrations and the database.
double readAll(const QTemporaryDir &folder, qint64 *bytes)
{
    QElapsedTimer timer;
    timer.start();
    *bytes = 0;
    QDirIterator files(folder.filePath(u"migrations"_s), QDir::Files);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            *bytes += file.readAll().size();
    }
    QFile database(folder.filePath(u"shop.db"_s));
    if (database.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        *bytes += database.readAll().size();
    return double(timer.nsecsElapsed()) / 1e6;
}

} // namespace

/// Status of 10,000 applied files with the real program, beside a plain read of the same bytes. Caches are warm for both.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    // In memory where there is such a place: applying 10,000 files is only the preparation.
    const QTemporaryDir folder((QFileInfo(u"/dev/shm"_s).isWritable() ? u"/dev/shm"_s : QDir::tempPath()) + u"/lockkeeper-bench-XXXXXX"_s);
    writeProject(folder);
    run({u"-C"_s, folder.path(), u"apply"_s, u"--yes"_s, u"-q"_s});

    double floorMs = 1e12;
    double statusMs = 1e12;
    qint64 bytes = 0;
    for (int round = 0; round < rounds; ++round) {
        floorMs = std::min(floorMs, readAll(folder, &bytes));
        statusMs = std::min(statusMs, run({u"-C"_s, folder.path(), u"status"_s}));
    }
    std::printf("status of %d applied files (%.1f MB): plain read %.0f ms, lockkeeper-cli status %.0f ms (aim: 250 ms)\n", migrations, double(bytes) / 1e6,
                floorMs, statusMs);
    return 0;
}
