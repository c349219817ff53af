// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/schemadiff.h"

namespace lk {

/// What a schema diff is of, for the head of a report.
struct DiffTitles {
    QString from;
    QString to;
    int leftOut = 0; ///< changes that filters kept out of the diff: the report says so
};

/// The definitions as SQL: added ones as statements, the others as comments, because how to get there is a person's choice.
QString diffSql(const SchemaDiff &diff, const DiffTitles &titles);
/// A heading a change, with what differs as a block of `diff` lines.
QString diffMarkdown(const SchemaDiff &diff, const DiffTitles &titles);
/// One page that needs nothing from outside: both sides of each change with the words that differ marked; light, dark and on paper.
QString diffHtml(const SchemaDiff &diff, const DiffTitles &titles);

/// One change as text to paste: its line and what it is about, as in diffSql().
QString changeSql(const SchemaChange &change);
/// "3 added, 1 removed, 2 altered, 1 renamed"; empty when there is nothing.
QString countsText(const SchemaDiff &diff);

} // namespace lk
