// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "app/cli/findingsoutput.h"

namespace lk {

/// Findings of @p files without any database: a file of the project at @p where as the migration that it belongs to, any other as
/// a bare script. Without @p files: of every migration of the project.
Result<CheckResult> checkOffline(const OpenRequest &where, const Engine &engine, const QStringList &files);

/// Which engine `--engine sqlite[:VERSION]` means.
Result<const Engine *> engineFromOption(const QString &text);

} // namespace lk
