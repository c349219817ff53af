// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/session.h"

namespace lk {

/// One consistent view for several queries of ours: a read-only transaction, or a savepoint in the one that is open.
/// Settings made within end with it. Ends at the latest when destroyed.
class PostgresqlReadTransaction
{
public:
    static Result<PostgresqlReadTransaction> begin(Session &session);
    PostgresqlReadTransaction(PostgresqlReadTransaction &&other) noexcept;
    PostgresqlReadTransaction &operator=(PostgresqlReadTransaction &&) = delete;
    ~PostgresqlReadTransaction();

    /// A query whose locks are given back at once: a server has few for all.
    Result<Rows> query(const QString &sql);
    /// The same of a query that locks few relations: they stay locked until the end.
    Result<Rows> quickQuery(const QString &sql) { return m_session->query(sql); }
    Session &session() { return *m_session; }
    /// Whether it was begun for the reading, and not by others.
    bool isOwn() const { return m_own; }
    Result<void> end();

private:
    PostgresqlReadTransaction(Session &session, bool own) : m_session(&session), m_own(own) {}

    Session *m_session;
    bool m_own;
};

} // namespace lk
