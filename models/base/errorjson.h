// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QJsonObject>

namespace lk {

/// An error as stored in reports and rehearsals, and back.
QJsonObject toJson(const Error &error);
Error errorFromJson(const QJsonObject &object);

} // namespace lk
