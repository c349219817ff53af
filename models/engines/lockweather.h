// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QStringList>

#include <optional>
#include <vector>

namespace lk {

/// Somebody else's session that a migration would have to wait for, or that keeps a transaction open.
struct Bystander {
    QString session;     ///< the server's number of it
    QString user;
    QString client;      ///< what it calls itself, and from where: "pgbench, 10.0.0.7"
    QString state;       ///< the server's word: "idle in transaction"
    QStringList holds;   ///< on the tables asked for: "orders: ROW EXCLUSIVE"; empty: nothing on them
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
    std::vector<Bystander> bystanders; ///< longest transaction first; our own sessions are left out
    std::vector<Replica> replicas;
    QStringList unknown; ///< "3 sessions of other users: what they hold is hidden from 'reader'"

    bool operator==(const LockWeather &) const = default;
};

} // namespace lk
