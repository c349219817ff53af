// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/recordstatement.h"

#include <QStringList>

namespace lk {

/// What a statement on the tracking table binds, as people read it: "'0009'", "x'0a1b'", "NULL", "<now>".
QStringList valueTexts(const RecordStatement &statement);

} // namespace lk
