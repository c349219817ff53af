// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a folder with 5,000 migrations in each format's style: prints milliseconds, the best of five.
#include "models/engines/engineregistry.h"
#include "models/formats/formatregistry.h"
#include "tests/formats/programsamples.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>

using namespace lk;

namespace {

constexpr int Migrations = 5000;
constexpr int Rounds = 5;

double bestMs(const FormatSample &sample, const TemporaryProject &project, const Dialect &dialect)
{
    const Format &format = *formatByName(sample.format);
    double best = -1;
    for (int i = 0; i < Rounds; ++i) {
        QElapsedTimer clock;
        clock.start();
        const auto setup = format.setup(project.folder(), {});
        const auto all = setup ? format.load(*setup, dialect) : Failure(setup.error());
        const double ms = double(clock.nsecsElapsed()) / 1e6;
        if (!all)
            qFatal("%s: %s", qPrintable(sample.name), qPrintable(all.error().text()));
        if (all->size() != Migrations)
            qFatal("%s: %zu migrations", qPrintable(sample.name), all->size());
        best = best < 0 ? ms : std::min(best, ms);
    }
    return best;
}

} // namespace

int main()
{
    std::vector<SampleMigration> migrations;
    for (int i = 1; i <= Migrations; ++i) {
        const QByteArray table = "t" + QByteArray::number(i);
        migrations.push_back({i, QStringLiteral("step"), "CREATE TABLE " + table + " (\n    id BIGINT PRIMARY KEY,\n    name VARCHAR(80) NOT NULL\n);\nCREATE INDEX " + table
                                                            + "_name ON " + table + " (name);\n",
                              "DROP TABLE " + table + ";\n"});
    }
    std::vector<FormatSample> samples = formatSamples();
    samples.insert(samples.end(), programSamples().begin(), programSamples().end());
    for (const FormatSample &sample : samples) {
        const Engine *engine = engineByName(formatByName(sample.format)->traits().engines.front());
        const TemporaryProject project;
        for (const SampleFile &file : sample.files({engine->traits().name, migrations}))
            project.write(file.path, file.content);
        std::printf("%-28s %8.1f ms\n", qPrintable(sample.name), bestMs(sample, project, engine->traits().dialect));
    }
    return 0;
}
