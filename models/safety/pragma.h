// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lk {

/// Whether SQLite reads a pragma's value as "off".
inline bool switchesOff(const QString &value)
{
    const QString folded = value.toLower();
    return folded == u"off" || folded == u"no" || folded == u"false" || folded == u"0";
}

} // namespace lk
