// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// Engine::missingPrivileges and Engine::diagnose.
QStringList missingPostgresqlPrivileges(const Target &target);
std::vector<EngineCheck> diagnosePostgresql(const Target &target);

} // namespace lk
