// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/sql/dialect.h"

#include <QByteArrayView>
#include <QVariantList>

struct st_mysql_field;

namespace lk {

/// @p value as a literal that means the same whatever sql_mode and character set the session has: texts that are not
/// plain ASCII are written as _utf8mb4 X'..', bytes as X'..', moments in UTC.
QByteArray literal(const QVariant &value);

/// @p statement with its ? marks replaced by literals; a wrong number of values is an error.
Result<QByteArray> withValues(QByteArrayView statement, const QVariantList &values, const Dialect &dialect);

/// A value of a result's column: numbers as numbers, DECIMAL and every kind of time as the text that the server gives
/// ("0000-00-00" has no other form), BIT as a number, bytes as QByteArray, everything else as text.
QVariant valueOf(const st_mysql_field &field, const char *data, unsigned long length);

/// @p name between backticks, inner ones doubled.
QString backticked(const QString &name);

} // namespace lk
