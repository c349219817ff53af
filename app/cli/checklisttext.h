// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "models/checklist/checklist.h"

class QJsonArray;
class QJsonObject;

namespace lk {

/// Why the checklist refuses the plan, each with its way out.
QString blockersText(const Checklist &checklist, const Console &console);
QJsonArray blockersJson(const Checklist &checklist);

QString checklistText(const Checklist &checklist, const Console &console);
QJsonObject checklistJson(const Checklist &checklist);

} // namespace lk
