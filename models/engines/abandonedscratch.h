// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lk {

/// A scratch whose process died, or that was kept on purpose and serves nobody now.
struct AbandonedScratch {
    QString name; ///< of the database, folder or file; marked as ours
    bool kept = false; ///< on purpose, as a person asked for
    QString what; ///< for people: "database lockkeeper_scratch_5f3a on db.example, 340 MB"

    bool operator==(const AbandonedScratch &) const = default;
};

} // namespace lk
