// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/postgresql/conversation.h"
#include "models/engines/postgresql/session.h"
#include "models/engines/postgresql/sessioncancel.h"

namespace lk {

/// Sends one statement and turns what went wrong into an Error.
class PostgresqlSession::Conversation
{
public:
    using Keep = lk::Conversation::Keep;

    Conversation(PostgresqlSession &session, QByteArrayView statement)
        : m_session(session)
        , m_statement(statement)
        , m_writesAtOnce(!session.inTransaction() && session.m_access == Access::ReadWrite)
    {}

    Result<Answer> ask(const QVariantList &values, Keep keep, std::optional<QByteArrayView> data = {});

private:
    using Time = Cancel::SteadyTime;

    Error errorOf(const Answer &answer) const;
    void becomeCancelled(Error &error) const;
    Error lostError(const ServerComplaint &complaint) const;
    bool cancelled() const { return m_session.m_cancel->since.load() != Time{}; }

    PostgresqlSession &m_session;
    QByteArrayView m_statement;
    bool m_writesAtOnce;
    NumberedStatement m_numbered;
    Time m_clock;
};

} // namespace lk
