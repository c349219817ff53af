// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QtGlobal>

namespace lk {

class Session;

/// How fast a server handles a small table of ours, to tell from an empty copy how long the same takes on full tables.
struct Gauge {
    qint64 bytes = 0;    ///< of the table
    qint64 rows = 0;
    double scanMs = 0;    ///< reading it whole
    double rewriteMs = 0; ///< writing it anew
    double indexMs = 0;   ///< making an index on it

    bool operator==(const Gauge &) const = default;
};

/// The statements with which a database makes, reads and writes such a table; each of one text, in this order.
struct GaugeScript {
    const char *create;
    const char *fill;
    const char *scan;
    const char *rewrite;
    const char *index;
    const char *drop;
    qint64 rows;
    const char *settle = nullptr; ///< after `fill`, where the server knows a size only then
};

/// Runs it in @p scratch and leaves nothing there; @p bytesOf asks for the size of the table.
Result<Gauge> gauge(Session &scratch, const GaugeScript &script, const char *bytesOf);

} // namespace lk
