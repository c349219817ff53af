// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QJsonObject>

#include <vector>

namespace lk {

/// Reads one JSON object from @p path; a missing file is an error whose text says so.
Result<QJsonObject> readJsonFile(const QString &path);
/// Writes @p object to @p path, private and durable (privatefile.h); makes a missing folder.
Result<void> writeJsonFile(const QString &path, const QJsonObject &object);

/// Reads a file of one JSON object a line. A missing file has none. A torn last line (a crash) is left out;
/// a broken line elsewhere is an error with its number.
Result<std::vector<QJsonObject>> readJsonLines(const QString &path);

} // namespace lk
