// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace lk {

/// Whether @p word is a keyword in SQLite (https://sqlite.org/lang_keywords.html), reserved or not; letter case aside.
bool isReservedWord(QByteArrayView word);

} // namespace lk
