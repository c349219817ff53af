// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/session.h"

#include <QDateTime>

namespace lk {

/// A table's name, with or without its schema ("drizzle.versions"), quoted as @p engine (its name) reads it.
QString quotedTable(const QString &name, const QString &engine);

/// Whether the tracking table @p name, with or without its schema, is there. One whose columns are not exactly @p columns belongs to another version
/// of the tool, or to another tool: that is an error, because rows written into it might do harm.
Result<bool> findTrackingTable(Session &session, const QString &name, const QStringList &columns);

/// A time that a database gave as text or as a value, in UTC; invalid when it is none.
QDateTime utcTime(const QVariant &value);

} // namespace lk
