// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/temporaryproject.h"

namespace lk {

/// A copy of the demo project whose three databases hold its migrations up to and including @p version.
class DemoProject : public TemporaryProject
{
public:
    explicit DemoProject(const QString &version = QStringLiteral("0008"));
};

/// Result of @p sql read by a plain sqlite3 connection of its own: a line a row, values joined by '|'. Aborts the test
/// when it fails.
QStringList rawRows(const QString &database, const QString &sql);
/// The first value of the first row.
QString rawValue(const QString &database, const QString &sql);

} // namespace lk
