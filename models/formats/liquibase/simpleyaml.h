// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/liquibase/changelogtree.h"

namespace lk {

/// The YAML that changelogs are written in: block mappings and sequences, plain, quoted and block scalars, and {a: b} on one line. Anchors
/// and tags are text. A sequence's items have no name. Errors carry file and line.
Result<ChangelogNode> readSimpleYaml(const QByteArray &text, const QString &file);

} // namespace lk
