// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace lk {

/// Whether a password stands in @p url as text; one that comes from ${VAR} does not.
bool holdsPassword(QStringView url);

} // namespace lk
