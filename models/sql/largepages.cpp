// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/largepages.h"

#ifdef __linux__
#include <sys/mman.h>

#include <memory>
#endif

namespace lk {

void wantLargePages([[maybe_unused]] void *begin, [[maybe_unused]] size_t bytes)
{
#ifdef __linux__
    constexpr size_t LargePage = 2 * 1024 * 1024;
    if (std::align(LargePage, 2 * LargePage, begin, bytes))
        (void)::madvise(begin, bytes / LargePage * LargePage, MADV_HUGEPAGE);
#endif
}

} // namespace lk
