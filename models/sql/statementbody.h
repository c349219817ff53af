// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/sql/dialect.h"

#include <QByteArrayView>

namespace lk {

/// Where the part of the statement at @p offset ends that may contain semicolons (a trigger's or routine's body, a
/// rule's list of commands): the byte after it, 0 when there is no such part. A body that never ends, or one whose end
/// can't be told, is an error with place.
Result<qsizetype> bodyEnd(QByteArrayView script, const Dialect &dialect, qsizetype offset);

/// The same for PostgreSQL: CREATE FUNCTION ... BEGIN ATOMIC ... END, and CREATE RULE ... DO (...; ...).
Result<qsizetype> atomicBodyEnd(QByteArrayView script, const Dialect &dialect, qsizetype offset);

/// The same for MySQL and MariaDB: compound statements with BEGIN, IF, CASE, LOOP, WHILE, REPEAT and FOR within each
/// other, as bodies of procedures, functions, triggers and events, or by themselves.
Result<qsizetype> compoundBodyEnd(QByteArrayView script, const Dialect &dialect, qsizetype offset);

/// The error of a body that begins at @p offset and that the script ends inside.
Error bodyNeverEnds(QByteArrayView script, qsizetype offset, const QString &what, const QString &nextStep);

} // namespace lk
