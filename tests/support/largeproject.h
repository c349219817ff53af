// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace lk {

/// DDL of a made-up schema of @p tables tables that all three databases take: groups of tables around a common one, chains, tables that
/// stand alone, one wide table, a circle. About six foreign keys for five tables. The same number always gives the same text.
QByteArray largeSchema(int tables);
/// A migration of that schema: tables and columns added, removed, renamed and changed. SQLite's own syntax.
QByteArray largeSchemaChange(int tables);

/// Writes a project of plain SQL into @p folder, which must be empty or not there: a SQLite database of that schema, its migration
/// applied, and the change pending. False, with the reason on the error output, when it can't be written.
bool writeLargeProject(const QString &folder, int tables);

} // namespace lk
