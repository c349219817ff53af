// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArrayView>
#include <QStringList>

#include <optional>
#include <vector>

namespace lk {

struct StatementFacts;
struct StatementOutcome;

/// Who has to wait as long as a lock is held, mildest first.
enum class Stops {
    Nobody,
    SchemaChanges, ///< and the server's upkeep
    Writers,
    Everybody,
};

/// A lock on something that stood before the statement.
struct ObservedLock {
    QString object; ///< "orders", "index app.orders_total", "the database"
    QString mode;   ///< the engine's own word: "ACCESS EXCLUSIVE"
    Stops stops = Stops::Nobody;

    bool operator==(const ObservedLock &) const = default;
};

/// A table with its indexes, or the whole database where the engine tells no more, that a statement made larger or smaller.
struct SizeChange {
    QString object; ///< "orders", "the database"
    qint64 before = 0; ///< bytes
    qint64 after = 0;

    bool operator==(const SizeChange &) const = default;
};

/// What one statement was seen to do on a scratch, beyond its time and rows. What could not be looked at holds nothing, and `unknown`
/// says why.
struct Observation {
    std::optional<std::vector<ObservedLock>> locks; ///< that it took or made stronger, the strongest mode for each object
    std::optional<QStringList> rewrites; ///< tables, and indexes without their table ("index orders_total"), whose storage was written anew
    QStringList emptied;                 ///< tables whose storage was replaced by an empty one
    std::optional<QStringList> scans;    ///< tables that were read whole, without a rewrite
    std::optional<qint64> logBytes;      ///< that the server wrote to its log meanwhile: what replicas have to follow
    std::optional<std::vector<SizeChange>> sizes; ///< of what stood before; only those that changed
    QString algorithm;                   ///< by which the server changed the table, where it has several: "INPLACE"
    QStringList unknown;                 ///< "scans: the statement runs outside of a transaction"

    bool operator==(const Observation &) const = default;
    /// The worst of the locks; nothing when they are unknown.
    std::optional<Stops> stops() const;
};

/// Looks at a scratch around the statements that run on it. It only reads, over the scratch's own session where that is told nothing by it.
/// An error is one of the connection; what can't be seen is no error.
class StatementWatch
{
public:
    virtual ~StatementWatch() = default;

    /// How things stand before a step. Outside of any transaction.
    virtual Result<void> start() = 0;
    /// Right before a statement; @p alone: it runs outside of the step's transaction.
    virtual Result<void> before(QByteArrayView statement, const StatementFacts &facts, bool alone) = 0;
    /// Right after it succeeded.
    virtual Result<Observation> after(QByteArrayView statement, const StatementFacts &facts, const StatementOutcome &outcome) = 0;
};

/// "nobody", "schema changes", "writers", "everybody": who waits.
QString word(Stops stops);

} // namespace lk
