// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace lk {

/// Asks the system to give the untouched memory at @p begin in large pages: getting a page takes longer than writing
/// it. A hint; less than a few large pages are left alone, and so are systems without such a call.
void wantLargePages(void *begin, size_t bytes);

} // namespace lk
