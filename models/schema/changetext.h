// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/schemadiff.h"

namespace lk {

/// Both sides of a change as text to read: the definitions, and below them, as SQL comments, the facts that no definition tells
/// (owner, grants, comment, ...), so that a changed fact never stands between two equal texts.
struct ChangeText {
    QString before; ///< empty when added
    QString after;  ///< empty when removed

    bool operator==(const ChangeText &) const = default;
};
ChangeText changeText(const SchemaChange &change);

/// A detail "owner: ann → bob" in its parts.
struct DetailParts {
    QString fact;
    QString before;
    QString after;

    bool operator==(const DetailParts &) const = default;
};
/// Nothing for details of another form ("definition", "column order"), or where it can't be said where the values part.
std::optional<DetailParts> detailParts(const QString &detail);

} // namespace lk
