// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

#include <QMap>

namespace lk {

enum class State { Applied, Pending, OutOfOrder, Outdated, Changed, Missing, Failed, Baseline, Unknown };

/// "applied", "pending", "out of order", "outdated" (a repeatable one that has changed since), "changed", "missing", "failed", "baseline", "unknown" (the database could not be read).
QString word(State state);

/// One migration of the history: its files, its tracking row, or both.
struct HistoryEntry {
    State state = State::Pending;
    std::optional<Migration> file;
    std::optional<AppliedMigration> applied;
    QString note; ///< why it is in this state, where that needs a word

    bool operator==(const HistoryEntry &) const = default;
    QString version() const { return file ? file->version : applied->version; }
    QString key() const { return file ? file->key : applied->key; }
    QString description() const { return file ? file->description : applied->description; }
    bool reversible() const { return file && file->reversible(); }
    /// Whether the database holds it (applied, changed, missing, baseline).
    bool inDatabase() const { return applied && applied->success; }
    /// Whether the format passes over the file (a name that is none of its own, a down script alone): it is shown, and nothing runs it.
    bool isPassedOver() const { return file && !file->up && !file->blocked(); }
    /// Whether an apply would run it.
    bool canApply() const { return (state == State::Pending || state == State::OutOfOrder || state == State::Outdated) && !isPassedOver(); }
};

/// Files joined with tracking rows, oldest first.
struct History {
    std::vector<HistoryEntry> entries;

    bool operator==(const History &) const = default;
    const HistoryEntry *find(const QString &version) const; ///< by version as written, or by key
    /// Number of entries a state, by its word.
    QMap<QString, int> counts() const;
    /// Changed, missing or failed entries: history and database disagree.
    bool disagrees() const;
    /// The migrations that have files, in their order.
    std::vector<Migration> files() const;
};

History joinHistory(const std::vector<Migration> &files, const std::vector<AppliedMigration> &applied, const Format &format,
                    const FormatSetup &setup);

} // namespace lk
