// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>

namespace lk {

/// Whether @p a comes before @p b as JavaScript's localeCompare has it in English: marks before digits before letters, and of two names
/// that differ only in case the one in small letters first. Independent of this machine's language.
bool localeLess(QStringView a, QStringView b);

} // namespace lk
