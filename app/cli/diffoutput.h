// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "models/schema/diffreport.h"

namespace lk {

/// A line a change, with both definitions when @p console is verbose.
QString diffText(const SchemaDiff &diff, const DiffTitles &titles, const Console &console);

} // namespace lk
