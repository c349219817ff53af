// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "models/schema/schemadiff.h"

namespace lk {

/// What is compared, for headings.
struct DiffTitles {
    QString from;
    QString to;
};

/// A line a change, with both definitions when @p console is verbose.
QString diffText(const SchemaDiff &diff, const DiffTitles &titles, const Console &console);
/// The definitions as SQL: added ones as statements, removed and altered ones as comments, because how to get there is a person's choice.
QString diffSql(const SchemaDiff &diff, const DiffTitles &titles);
/// One page that needs nothing from outside.
QString diffHtml(const SchemaDiff &diff, const DiffTitles &titles);

} // namespace lk
