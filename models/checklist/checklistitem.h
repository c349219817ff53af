// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace lk {

enum class Phase { Plan, Develop, Test, Before, During, After };
QString title(Phase phase); ///< "Plan", "Develop", "Test", "Deploy: before", ...

enum class ItemState { Open, Done, Failing, Stale, Waived };
QString word(ItemState state); ///< "open", "done", ...

/// One line of the checklist with what shows it.
struct ChecklistItem {
    QString id;      ///< "backup-verified"
    Phase phase = Phase::Plan;
    QString title;
    bool automatic = false; ///< bound to evidence; else a person ticks it
    bool gates = false;     ///< Apply waits for it here
    ItemState state = ItemState::Open;
    QString why;     ///< the evidence in words, or what is missing and how to get it
    QString by;      ///< of a tick or waiver
    QDateTime at;
    QString note;

    bool operator==(const ChecklistItem &) const = default;
    bool satisfied() const { return state == ItemState::Done || state == ItemState::Waived; }
};

} // namespace lk
