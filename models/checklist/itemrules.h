// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/checklist/checklist.h"

namespace lk {

/// What the evidence says of one item.
struct Judgement {
    ItemState state = ItemState::Open;
    QString why;
};

/// One line of the checklist: how it is shown and when it gates. An item without `judge` is ticked by hand.
struct ItemRule {
    const char *id;
    Phase phase;
    const char *title;
    Judgement (*judge)(const ChecklistFacts &facts);
    bool (*gates)(const ChecklistFacts &facts);
    bool (*bound)(const ChecklistFacts &facts) = nullptr; ///< whether there is such evidence at all; else a person ticks it. nullptr: always
    const char *unbound = nullptr; ///< why there is none
};

/// Every item in the order in which it is shown (product.md, "The checklist").
const std::vector<ItemRule> &itemRules();

/// Blocking findings that no waiver covers and no policy allows.
std::vector<Finding> unwaivedFindings(const ChecklistFacts &facts);

} // namespace lk
