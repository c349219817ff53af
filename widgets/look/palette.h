// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPalette>

namespace lk {

enum class Tone;

/// The colours of the whole application.
QPalette applicationPalette(bool dark);
QColor toneColor(Tone tone, bool dark);
QColor toneTint(Tone tone, bool dark);

} // namespace lk
