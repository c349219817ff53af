// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/introspect.h"
#include "models/engines/mysql/mysqltarget.h"
#include "models/engines/mysql/session.h"
#include "models/schema/schemadiff.h"
#include "tests/support/testserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>

#include <algorithm>
#include <cstdio>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 5;

/// Tables of 12 columns, 2 indexes and 1 foreign key each.
QByteArray schema(int tables)
{
    QByteArray sql = "SET foreign_key_checks = 0, unique_checks = 0;\n";
    for (int i = 0; i < tables; ++i) {
        sql += "CREATE TABLE t" + QByteArray::number(i) + " (id INT NOT NULL AUTO_INCREMENT, parent INT, amount DECIMAL(10,2) NOT NULL DEFAULT 0";
        for (int column = 3; column < 12; ++column)
            sql += ", c" + QByteArray::number(column) + " VARCHAR(40) DEFAULT 'x'";
        sql += ", PRIMARY KEY (id), KEY by_two (c3, c4), KEY by_amount (amount), CONSTRAINT f" + QByteArray::number(i)
               + " FOREIGN KEY (parent) REFERENCES t" + QByteArray::number(i / 2) + " (id) ON DELETE CASCADE);\n";
    }
    return sql;
}

template<class Work>
double milliseconds(const Work &work)
{
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        work();
        times.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

void dump(const QString &database)
{
    const TestServer &server = *TestServer::mariadb();
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.start(u"mariadb-dump"_s, {u"--no-defaults"_s, u"--socket="_s + server.socket(), u"--user="_s + server.user(),
                                     u"--password="_s + server.password(), u"--no-data"_s, u"--routines"_s, u"--events"_s, database});
    if (!process.waitForFinished(-1) || process.exitCode() != 0)
        qFatal("mariadb-dump: %s", process.readAllStandardError().constData());
}

Snapshot snapshotOf(Session &session)
{
    auto snapshot = mysqlSnapshot(session);
    if (!snapshot)
        qFatal("%s", qPrintable(snapshot.error().text()));
    return *std::move(snapshot);
}

void measure(int tables)
{
    TestServer &server = *TestServer::mariadb();
    const QString database = server.newDatabase();
    server.run(database, schema(tables));
    const auto target = mysqlTarget(u"mariadb"_s, server.socketUrl(database), {});
    auto session = target ? MysqlSession::open(*target, mariadbDialect(), Access::ReadWrite, false)
                          : Result<std::unique_ptr<MysqlSession>>(Failure(target.error()));
    if (!session)
        qFatal("%s", qPrintable(session.error().text()));
    Snapshot last;
    const double ours = milliseconds([&] { last = snapshotOf(**session); });
    const double theirs = milliseconds([&] { dump(database); });
    const Snapshot before = last;
    server.run(database, "ALTER TABLE t7 ADD COLUMN extra INT");
    last = snapshotOf(**session);
    size_t changes = 0;
    const double compared = milliseconds([&] { changes = diff(before, last).changes.size(); });
    std::printf("%d tables, %zu objects: our snapshot %.0f ms, mariadb-dump --no-data %.0f ms (%.1f x); diff of two %.1f ms (%zu change)\n",
                tables, before.objects.size(), ours, theirs, theirs / ours, compared, changes);
    server.dropDatabase(database);
}

} // namespace

/// Prints; asserts nothing about time. The number of tables may be given, 2,000 otherwise.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (!TestServer::mariadb())
        qFatal("%s", qPrintable(TestServer::problem(u"mariadb"_s)));
    measure(argc > 1 ? QByteArray(argv[1]).toInt() : 2'000);
    return 0;
}
