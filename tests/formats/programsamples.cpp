// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/formats/programsamples.h"

namespace lk {

const std::vector<FormatSample> &programSamples()
{
    static const std::vector<FormatSample> samples;
    return samples;
}

} // namespace lk
