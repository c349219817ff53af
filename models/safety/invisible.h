// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/dialect.h"

#include <QByteArrayView>

#include <vector>

namespace lk {

struct InvisibleCharacter {
    char32_t code = 0;
    bool reorders = false; ///< changes the order in which the text is shown
    qsizetype offset = 0;
};

/// Characters that are not seen and change what runs: such that reorder the text, anywhere; spaces that are none to the
/// database and characters of no width outside of strings and comments. At most twenty.
std::vector<InvisibleCharacter> findInvisible(QByteArrayView script, const Dialect &dialect);

} // namespace lk
