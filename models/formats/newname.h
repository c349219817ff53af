// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

namespace lk {

/// The name of a new migration as it stands in a file's name: space around it taken off, spaces within as underscores.
/// A name that would make a bad or a misleading file is an error (ErrorCode::Usage) with the way out.
Result<QString> fileNamePart(const QString &name);

} // namespace lk
