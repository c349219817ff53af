// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/checklist/checklistitem.h"

namespace lk {

QString title(Phase phase)
{
    switch (phase) {
    case Phase::Plan:
        return QStringLiteral("Plan");
    case Phase::Develop:
        return QStringLiteral("Develop");
    case Phase::Test:
        return QStringLiteral("Test");
    case Phase::Before:
        return QStringLiteral("Deploy: before");
    case Phase::During:
        return QStringLiteral("Deploy: during");
    case Phase::After:
        break;
    }
    return QStringLiteral("Deploy: after");
}

QString word(ItemState state)
{
    switch (state) {
    case ItemState::Open:
        return QStringLiteral("open");
    case ItemState::Done:
        return QStringLiteral("done");
    case ItemState::Failing:
        return QStringLiteral("failing");
    case ItemState::Stale:
        return QStringLiteral("stale");
    case ItemState::Waived:
        break;
    }
    return QStringLiteral("waived");
}

} // namespace lk
