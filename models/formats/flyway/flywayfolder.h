// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// The folders of the migrations, relative to the project's.
QStringList flywayFolders(const FormatSetup &setup);

/// Everything below the project's locations in the order in which Flyway runs it: versioned, repeatable, then what it passes over.
Result<std::vector<Migration>> readFlywayFolders(const FormatSetup &setup, const QString &defaultFolder, const Dialect &dialect);

/// CRC-32 of the text's lines without their ends and without a byte order mark, as four bytes, highest first.
QByteArray flywayChecksum(QByteArrayView text);

/// Longer than 200 characters they are cut in the table.
QString flywayDescription(const QString &description);

} // namespace lk
