// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

namespace lk {

inline Failure cancelledCopy()
{
    return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
}

} // namespace lk
