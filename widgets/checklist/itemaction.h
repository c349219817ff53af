// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/checklist/checklistitem.h"

namespace lk {

/// What a person can do to bring the evidence of an automatic item about.
enum class ItemAction {
    None,
    Rehearse,
    BackUp,
    SaveSnapshot,
    ShowFindings,
    EditScript,
    Review,
    SwitchEnvironment,
    OpenLog,
    Verify,
    ShowConnection
};

/// @p item: id of the checklist's item.
ItemAction actionFor(const QString &item);
/// "Rehearse", "Back up now", ... as on a button; empty for None.
QString title(ItemAction action);

/// Whether a person may tick the item: one by hand, or one that asks for a note.
bool mayBeTicked(const ChecklistItem &item);

} // namespace lk
