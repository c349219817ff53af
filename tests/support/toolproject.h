// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/temporaryproject.h"

namespace lk {

/// An Alembic project with two heads and a merge whose "python" is a shell script of ours: it answers as the tool would, on SQLite, and
/// notes in the file "ran" each time that it was started.
class ToolProject : public TemporaryProject
{
public:
    /// @p named: lockkeeper.toml names the database; else only the tool's own program knows it.
    explicit ToolProject(bool named);

    /// What the programs of the project were started for, in order.
    QStringList ran() const;
};

} // namespace lk
