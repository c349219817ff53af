// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/progress.h"
#include "models/base/result.h"
#include "models/base/runcontrol.h"
#include "widgets/map/maplook.h"

namespace lk {

struct DrawnMap;

/// All of the map as a picture of lines. In any thread. Errors: cancelled; it can't be drawn.
Result<QByteArray> mapSvg(const DrawnMap &drawn, const MapLook &look, const RunControl &control, const ProgressSink &progress = {});

} // namespace lk
