// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"

#include <QStringList>

namespace lk {

/// Runs one call of lockkeeper-cli (@p arguments without the program's name) and gives its exit code.
int runCli(const QStringList &arguments, Console &console);

} // namespace lk
