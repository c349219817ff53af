// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/gauge.h"

#include "models/engines/session.h"

#include <QElapsedTimer>

namespace lk {

namespace {

Result<double> timed(Session &scratch, const char *statement)
{
    QElapsedTimer timer;
    timer.start();
    return scratch.execute(statement).map([&](const StatementOutcome &) { return double(timer.nsecsElapsed()) / 1e6; });
}

Result<Gauge> measure(Session &scratch, const GaugeScript &script, const char *bytesOf)
{
    Gauge found;
    found.rows = script.rows;
    if (auto filled = scratch.execute(script.fill); !filled)
        return failure(std::move(filled));
    if (script.settle) {
        if (auto settled = scratch.execute(script.settle); !settled)
            return failure(std::move(settled));
    }
    const auto size = scratch.query(QString::fromLatin1(bytesOf));
    if (!size)
        return Failure(size.error());
    found.bytes = size->rows.at(0).at(0).toLongLong();
    for (const auto &[statement, ms] : {std::pair(script.scan, &found.scanMs), std::pair(script.rewrite, &found.rewriteMs), std::pair(script.index, &found.indexMs)}) {
        const auto took = timed(scratch, statement);
        if (!took)
            return Failure(took.error());
        *ms = *took;
    }
    return found;
}

} // namespace

Result<Gauge> gauge(Session &scratch, const GaugeScript &script, const char *bytesOf)
{
    if (auto made = scratch.execute(script.create); !made)
        return failure(std::move(made));
    auto found = measure(scratch, script, bytesOf);
    if (auto dropped = scratch.execute(script.drop); !dropped && found)
        return failure(std::move(dropped));
    return found;
}

} // namespace lk
