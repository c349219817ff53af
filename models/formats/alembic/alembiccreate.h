// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/alembic/alembicsettings.h"
#include "models/formats/format.h"

namespace lk {

/// A new revision behind the one head of @p existing, as `alembic revision -m` would write it. Errors: a message that would break the file, several heads, a
/// template that only Mako can fill in.
Result<NewFile> newRevision(const NewMigration &wanted, const AlembicSettings &settings, const QString &folder, const std::vector<Migration> &existing);

} // namespace lk
