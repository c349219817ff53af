// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace lk {

/// A schema to compare, and what to call it.
struct NamedSchema {
    QString title;
    Snapshot schema; ///< tracking table left out
};

/// Reads what `diff --from` and `--to` name: live, pending (the pending plan on a scratch copy), expected (the files of what is
/// applied, run on an empty scratch), an environment, a URL, a snapshot file, or a .sql file of a schema (run on an empty scratch).
/// Words win over environments, environments over files.
Result<NamedSchema> readSchema(const QString &what, Desk &desk, Console &console);

} // namespace lk
