// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/dialect.h"

#include <QByteArrayView>

namespace lk {

/// Where the trigger that the statement at @p offset creates ends: the byte after its END. 0: it creates no trigger (or
/// one that has no body); -1: the script ends inside the body.
qsizetype triggerEnd(QByteArrayView script, const Dialect &dialect, qsizetype offset);

} // namespace lk
