// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/splitter.h"

#include "models/sql/characters.h"
#include "models/sql/cutter.h"

#include <algorithm>

namespace lk {

Result<std::vector<StatementSpan>> splitStatements(QByteArrayView script, const Dialect &dialect)
{
    return Cutter(script, dialect).cut();
}

Place placeOf(QByteArrayView script, qsizetype offset)
{
    const QByteArrayView before = script.first(std::clamp<qsizetype>(offset, 0, script.size()));
    const qsizetype lineStart = std::max(before.lastIndexOf('\n') + 1, std::min(bomLength(script), before.size()));
    const qint64 lines = std::count(before.begin(), before.end(), '\n');
    return {QString(), lines + 1, characterCount(before.sliced(lineStart)) + 1};
}

} // namespace lk
