// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/tablecontent.h"

#include <QJsonArray>

namespace lk {

/// Row counts as stored in reports, rehearsals and backup records, and back; digests are not stored.
QJsonArray toJson(const Contents &contents);
Contents contentsFromJson(const QJsonValue &value);

} // namespace lk
