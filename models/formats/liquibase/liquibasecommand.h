// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// How Liquibase runs or takes back exactly one changeset that is not SQL, started by a script of ours that looks first whether it is the
/// next one by Liquibase's own rules. On a scratch copy without rows, those before it are put down as applied.
Result<ToolCommand> liquibaseCommand(const ToolRequest &request, const FormatSetup &setup);

/// The address as Java's drivers read it, without user and password. @p own is the project's: what only its driver knows is kept.
/// Error: a driver can't go there.
Result<QString> jdbcFromTarget(const Target &target, const QString &own);

} // namespace lk
