// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/address.h"
#include "models/engines/postgresql/ddl.h"
#include "models/engines/postgresql/introspect.h"
#include "models/engines/postgresql/session.h"
#include "models/schema/schemadiff.h"
#include "tests/benchmarks/wideschema.h"
#include "tests/support/testserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>

#include <algorithm>
#include <cstdio>

using namespace lk;

namespace {

constexpr int rounds = 5;

template<class Work>
double bestMs(Work work)
{
    double best = 1e12;
    for (int round = 0; round < rounds; ++round) {
        QElapsedTimer clock;
        clock.start();
        work();
        best = std::min(best, double(clock.nsecsElapsed()) / 1e6);
    }
    return best;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    TestServer *server = TestServer::postgresql();
    if (!server) {
        std::printf("%s\n", qPrintable(TestServer::problem(QStringLiteral("postgresql"))));
        return 1;
    }
    const QString database = server->newDatabase();
    server->run(database, wideSchema(2000));
    auto session = PostgresqlSession::open(readPostgresqlAddress(server->socketUrl(database)).value(), Access::ReadWrite).value();
    const auto snapshot = [&] { return postgresqlSnapshot(*session).value(); };

    const double ours = bestMs([&] { (void)snapshot(); });
    const double dump = bestMs([&] {
        QProcess process;
        process.start(QStringLiteral("pg_dump"), {QStringLiteral("--schema-only"), QStringLiteral("-h"), server->socket(), QStringLiteral("-p"),
                                                  QString::number(server->port()), QStringLiteral("-U"), server->user(), database});
        process.waitForFinished(-1);
        if (process.exitCode() != 0)
            std::printf("pg_dump: %s\n", process.readAllStandardError().constData());
    });
    const Snapshot before = snapshot();
    for (const char *change : {"ALTER TABLE t7 ADD COLUMN extra integer", "DROP INDEX t8_code", "ALTER TABLE t9 RENAME TO renamed", "CREATE VIEW v AS SELECT id FROM t10"})
        (void)session->execute(change);
    const Snapshot after = snapshot();
    SchemaDiff changes;
    const double compare = bestMs([&] { changes = diff(before, after); });
    QString text;
    const double written = bestMs([&] { text = postgresqlDdl(before); });
    QString digest;
    const double digested = bestMs([&] { digest = before.digest(); });

    std::printf("PostgreSQL, 2,000 tables x 12 columns x 2 indexes x 1 foreign key: %zu objects\n", before.objects.size());
    std::printf("  snapshot              %8.1f ms\n  pg_dump --schema-only %8.1f ms   ours takes %.2f of it\n", ours, dump, ours / dump);
    std::printf("  diff, %zu changes      %8.1f ms\n  digest                %8.1f ms\n  DDL, %lld bytes %8.1f ms\n", changes.changes.size(), compare, digested,
                static_cast<long long>(text.size()), written);
    return 0;
}
