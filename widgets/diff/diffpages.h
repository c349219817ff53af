// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lk {

/// Pages of the diff panel, in the order in which they are added.
enum DiffPage { NotRehearsedPage, EqualPage, AllHiddenPage, ShownPage };

} // namespace lk
