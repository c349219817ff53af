// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A session whose one transaction is never committed.
#include "models/engines/postgresql/session.h"
#include "models/engines/postgresql/sessioncancel.h"
#include "models/engines/postgresql/sessionconversation.h"
#include "models/engines/postgresql/values.h"

#include <libpq-fe.h>

namespace lk {

namespace {

/// Of a client whose machine is gone, the server hears nothing.
constexpr auto LongestSilence = "30s";

} // namespace

Result<void> PostgresqlSession::holdTransaction()
{
    // One view of the rows from beginning to end: what others write meanwhile is no change of ours.
    if (Result<void> begun = plain("BEGIN ISOLATION LEVEL REPEATABLE READ"); !begun)
        return begun;
    return value(QStringLiteral("SELECT pg_catalog.pg_current_xact_id()::text"))
        .and_then([this](const QVariant &name) {
            m_held = name.toString();
            return keepLimits();
        });
}

/// The end of the connection does it as well, only a little later.
void PostgresqlSession::takeBack()
{
    if (!std::exchange(m_held, {}).isEmpty() && inTransaction())
        (void)plain("ROLLBACK");
}

/// A statement before may have set them.
Result<void> PostgresqlSession::keepLimits()
{
    if (PQtransactionStatus(handle()) != PQTRANS_INTRANS)
        return {};
    const auto set = query(QStringLiteral("SELECT pg_catalog.set_config('lock_timeout', ?, true), pg_catalog.set_config('statement_timeout', ?, true), "
                                          "pg_catalog.set_config('idle_in_transaction_session_timeout', ?, true)"),
                           {QString::number(m_target.lockTimeoutMs), QString::number(m_target.statementTimeoutMs), QLatin1String(LongestSilence)});
    return set ? Result<void>() : Failure(set.error());
}

Result<void> PostgresqlSession::beginPart()
{
    if (m_part)
        return Failure(Error{ErrorCode::Failed, QStringLiteral("a transaction is open already"), {}, {}, {}});
    return plain("SAVEPOINT lockkeeper_part").map([this] { m_part = true; });
}

/// What a commit would check is checked, and what it would end is ended.
Result<void> PostgresqlSession::endPart()
{
    if (!m_part)
        return Failure(Error{ErrorCode::Failed, QStringLiteral("no transaction is open"), {}, {}, {}});
    if (Result<void> checked = plain("SET CONSTRAINTS ALL IMMEDIATE"); !checked)
        return checked;
    const auto deferred = value(QStringLiteral(
        "SELECT string_agg(DISTINCT format('%I.%I', n.nspname, c.conname), ', ') FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace WHERE c.condeferred"));
    if (!deferred)
        return Failure(deferred.error());
    if (const QByteArray names = deferred->toByteArray(); !names.isEmpty()) {
        if (Result<void> again = plain(("SET CONSTRAINTS " + names + " DEFERRED").constData()); !again)
            return again;
    }
    if (Result<void> released = plain("RELEASE SAVEPOINT lockkeeper_part"); !released)
        return released;
    m_part = false;
    return resetWithin();
}

Result<void> PostgresqlSession::takePartBack()
{
    if (!std::exchange(m_part, false))
        return {};
    return plain("ROLLBACK TO SAVEPOINT lockkeeper_part").and_then([this] { return plain("RELEASE SAVEPOINT lockkeeper_part"); });
}

Result<void> PostgresqlSession::resetWithin()
{
    const ResultPtr done(PQexec(handle(), resetStatements().constData()));
    if (PQresultStatus(done.get()) == PGRES_TUPLES_OK)
        return keepLimits();
    return Failure(Error{ErrorCode::Failed, QStringLiteral("the session could not be put back as it was"), {}, QString::fromUtf8(PQerrorMessage(handle())).trimmed(), {}});
}

} // namespace lk
