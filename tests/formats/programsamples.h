// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/formats/formatsamples.h"

namespace lk {

/// Projects of the tools whose migrations are programs: their SQL stands in the tool's own language. A new format is a function in
/// programsamples.cpp and a row more.
const std::vector<FormatSample> &programSamples();

} // namespace lk
