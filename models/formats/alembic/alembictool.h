// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/alembic/alembicsettings.h"
#include "models/formats/toolcommand.h"

namespace lk {

/// How Python is asked to do what @p request says in @p folder: our own script, with the Alembic of the project.
Result<ToolCommand> alembicCommand(const ToolRequest &request, const AlembicSettings &settings, const QString &folder);

/// The Python that has the project's Alembic: of its own virtual environment, of the active one, or the one that `alembic` in PATH runs with.
QString pythonOf(const QString &folder);

} // namespace lk
