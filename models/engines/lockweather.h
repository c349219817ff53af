// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QStringList>

#include <algorithm>
#include <optional>
#include <vector>

namespace lk {

/// A lock that somebody else has on a table, or stands in the queue for.
struct HeldLock {
    QString object;        ///< as snapshots name it: "orders", "app.orders"
    QString mode;          ///< the engine's own word: "ROW EXCLUSIVE"
    bool waiting = false;  ///< he waits for it himself; whoever comes after waits behind him
    QStringList keepsOut;  ///< modes, as ObservedLock names them, that have to wait for it

    bool operator==(const HeldLock &) const = default;
};

/// Somebody else's session that a migration would have to wait for, or that keeps a transaction open.
struct Bystander {
    QString session;     ///< the server's number of it, or the name of a prepared transaction
    QString user;
    QString client;      ///< what it calls itself, and from where: "pgbench, 10.0.0.7"
    QString state;       ///< the server's word: "idle in transaction"; empty: hidden
    std::vector<HeldLock> holds; ///< on the tables asked for; empty: nothing on them, or it is not known (LockWeather::unknown)
    std::optional<qint64> transactionMs; ///< for how long its transaction has been open

    bool operator==(const Bystander &) const = default;
};

/// A server that follows this one.
struct Replica {
    QString name;
    std::optional<qint64> lagMs;    ///< nothing: unknown
    std::optional<qint64> lagBytes;

    bool operator==(const Replica &) const = default;
};

/// Who is on the target now, as far as it matters to somebody who wants locks there. What can't be seen is in `unknown`.
struct LockWeather {
    QDateTime at; ///< UTC
    std::vector<Bystander> bystanders; ///< longest transaction first; who asks is left out
    std::vector<Replica> replicas;
    QStringList unknown; ///< "3 sessions of other users: since when their transactions are open is hidden from 'reader'"

    bool operator==(const LockWeather &) const = default;
};

/// Transactions younger than this are not told of unless they hold something on the tables: every statement is one.
constexpr qint64 NoticedTransactionMs = 1'000;

/// The order of LockWeather::bystanders; those whose age is not known come last.
inline void sortByAge(std::vector<Bystander> &bystanders)
{
    std::stable_sort(bystanders.begin(), bystanders.end(),
                     [](const Bystander &a, const Bystander &b) { return a.transactionMs.value_or(-1) > b.transactionMs.value_or(-1); });
}

} // namespace lk
