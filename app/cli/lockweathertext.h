// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "models/desk/desk.h"

#include <QJsonValue>

namespace lk {

/// Who is on the target now and would wait, or be waited for, when @p plan runs; empty where the database has no server and so no sessions.
QString lockWeatherText(Desk &desk, const Plan &plan, const Console &console);

/// The same as `lock_weather`, with what @p rehearsal saw; null where it can't be asked, or there is no database yet.
QJsonValue lockWeatherJson(Desk &desk, const Plan &plan, const std::optional<Rehearsal> &rehearsal);

} // namespace lk
