// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QTreeView;

namespace lk {

/// How a RehearsalModel's cells are drawn: bars for time, plates for locks and marks, and the columns' widths.
void setUpRehearsalCells(QTreeView *view);

} // namespace lk
