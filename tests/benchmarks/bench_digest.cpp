// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/engines/session.h"
#include "tests/support/testserver.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <cstdio>

#include <sys/resource.h>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

constexpr int Doublings = 18;
constexpr int TextBytes = 1000;

/// Most memory that this process ever had, MB.
double peakMemory()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return double(usage.ru_maxrss) / 1024;
}

/// A table of 262,144 rows of a number, a time and 1,000 letters that no page packs.
void fill(Session &session)
{
    const auto run = [&](const QByteArray &sql) {
        if (const auto done = session.execute(sql); !done)
            qFatal("%s", qPrintable(done.error().text()));
    };
    run("CREATE TABLE wide (n INT, at TIMESTAMP NULL, words VARCHAR(" + QByteArray::number(TextBytes) + "))");
    run("INSERT INTO wide VALUES (1, '2026-01-02 03:04:05', '" + QByteArray("lockkeeper").repeated(TextBytes / 10) + "')");
    for (int i = 0; i < Doublings; ++i)
        run("INSERT INTO wide SELECT n + " + QByteArray::number(1 << i) + ", at, words FROM wide");
}

void measure(const QString &name, const Engine &engine, const QString &url, const QString &folder)
{
    const auto session = engine.open(engine.target(url, folder).value(), Access::ReadWrite, true).value();
    fill(*session);
    const double bytes = double(TextBytes + 12) * (1 << Doublings);
    const double before = peakMemory();
    RunControl control;
    QElapsedTimer timer;
    timer.start();
    const auto contents = engine.contents(*session, ContentDepth::Digests, control);
    if (!contents || contents->front().rows != 1 << Doublings)
        qFatal("%s was not read", qPrintable(name));
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    std::printf("digest of %.0f MB on %s: %.1f s, %.2f GB/min (aim: 1); %.1f MB of memory more than before\n", bytes / 1e6, qPrintable(name), seconds, bytes / 1e9 / seconds * 60,
                peakMemory() - before);
    std::fflush(stdout);
}

} // namespace

/// Row digests of a large table, as a rehearsal takes them before and after each step.
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QTemporaryDir folder;
    measure(u"SQLite"_s, *engineByName(u"sqlite"_s), u"sqlite:wide.db"_s, folder.path());
    for (const QString &name : {u"postgresql"_s, u"mariadb"_s}) {
        if (TestServer *server = TestServer::forEngine(name))
            measure(name, *engineByName(name), server->socketUrl(server->newDatabase()), {});
        else
            std::printf("%s: not measured, %s\n", qPrintable(name), qPrintable(TestServer::problem(name)));
    }
    return 0;
}
