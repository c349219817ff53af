// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/finding.h"

namespace lk {

QString word(Severity severity)
{
    switch (severity) {
    case Severity::Note: return QStringLiteral("note");
    case Severity::Caution: return QStringLiteral("caution");
    case Severity::Blocks: break;
    }
    return QStringLiteral("blocks");
}

} // namespace lk
