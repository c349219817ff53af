// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/dialect.h"

namespace lk {

const Dialect &sqliteDialect()
{
    static const Dialect dialect{
        .name = QStringLiteral("sqlite"), .backtickQuotes = true, .bracketQuotes = true, .triggerBodies = true};
    return dialect;
}

} // namespace lk
