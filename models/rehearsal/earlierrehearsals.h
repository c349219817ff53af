// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rehearsal/rehearsal.h"

namespace lk {

/// Keeps the rehearsal in the file @p path, if there is one, beside those that are newer: in the folder "earlier". The oldest of these go.
Result<void> setAside(const QString &path);

/// The newest rehearsal of the same migrations in the same environment that was before @p one, of those in @p folder.
std::optional<Rehearsal> earlierThan(const Rehearsal &one, const QString &folder);

} // namespace lk
