// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/readtransaction.h"

#include <utility>

namespace lk {

namespace {

Result<void> runAll(Session &session, std::initializer_list<const char *> statements)
{
    for (const char *statement : statements) {
        if (auto done = session.query(QString::fromLatin1(statement)); !done)
            return failure(std::move(done));
    }
    return {};
}

} // namespace

Result<PostgresqlReadTransaction> PostgresqlReadTransaction::begin(Session &session)
{
    const bool own = !session.inTransaction();
    Result<void> begun = own ? runAll(session, {"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"})
                             : runAll(session, {"SAVEPOINT lockkeeper_read"});
    if (!begun)
        return failure(std::move(begun));
    return PostgresqlReadTransaction(session, own);
}

PostgresqlReadTransaction::PostgresqlReadTransaction(PostgresqlReadTransaction &&other) noexcept
    : m_session(std::exchange(other.m_session, nullptr)), m_own(other.m_own)
{
}

PostgresqlReadTransaction::~PostgresqlReadTransaction()
{
    (void)end();
}

Result<Rows> PostgresqlReadTransaction::query(const QString &sql)
{
    if (auto marked = runAll(*m_session, {"SAVEPOINT lockkeeper_query"}); !marked)
        return failure(std::move(marked));
    Result<Rows> rows = m_session->query(sql);
    if (!rows)
        return rows;
    if (auto freed = runAll(*m_session, {"ROLLBACK TO SAVEPOINT lockkeeper_query", "RELEASE SAVEPOINT lockkeeper_query"}); !freed)
        return failure(std::move(freed));
    return rows;
}

Result<void> PostgresqlReadTransaction::end()
{
    Session *session = std::exchange(m_session, nullptr);
    if (!session || !session->inTransaction())
        return {};
    if (m_own)
        return runAll(*session, {"ROLLBACK"});
    return runAll(*session, {"ROLLBACK TO SAVEPOINT lockkeeper_read", "RELEASE SAVEPOINT lockkeeper_read"});
}

} // namespace lk
