// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/dialect.h"

#include <QByteArrayView>

namespace lk {

/// The first word of @p statement, behind parentheses.
QByteArrayView firstWord(QByteArrayView statement, const Dialect &dialect);

} // namespace lk
