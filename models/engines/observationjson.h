// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/observation.h"

#include <QJsonObject>

namespace lk {

/// "locks": [{"object", "mode", "stops"}], "rewrites", "emptied", "scans", "log_bytes", "algorithm", "unknown"; null is "unknown".
QJsonObject toJson(const Observation &observation);
Observation observationFromJson(const QJsonObject &object);

} // namespace lk
