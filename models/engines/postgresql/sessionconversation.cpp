// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/sessionconversation.h"

#include "models/engines/postgresql/statementtext.h"
#include "models/sql/splitter.h"

namespace lk {

Result<Answer> PostgresqlSession::Conversation::ask(const QVariantList &values, Keep keep,
                                                    std::optional<QByteArrayView> data)
{
    if (Result<void> same = m_session.sameServer(); !same)
        return Failure(same.error());
    if (values.isEmpty()) {
        m_numbered.sql = m_statement.toByteArray();
    } else {
        Result<NumberedStatement> numbered = numberMarks(m_statement, values.size());
        if (!numbered)
            return failure(std::move(numbered));
        m_numbered = *std::move(numbered);
    }
    if (Result<void> settled = m_session.settle(); !settled)
        return Failure(settled.error());
    m_session.m_transaction.clear();
    m_session.m_notices.clear();
    m_session.m_unshownNotices = 0;
    m_session.m_cancel->expect();
    m_clock = std::chrono::steady_clock::now();
    lk::Conversation conversation(m_session.handle(), [&cancel = *m_session.m_cancel] {
        const Time since = cancel.since;
        return since == Time{} ? std::nullopt : std::optional(since);
    });
    // The only statements with values that run within a transaction of ours are those that record a migration: the
    // last before COMMIT, when the transaction's name is asked for.
    const bool records = keep == Keep::Count && !values.isEmpty() && m_session.inTransaction();
    Answer answer = records ? conversation.askNamed(m_numbered.sql, BoundValues(values))
                            : conversation.ask(m_numbered.sql, BoundValues(values), keep, data);
    if (answer.complaint || answer.lost)
        return Failure(errorOf(answer));
    if (answer.gaveData)
        return Failure(Error{ErrorCode::Failed,
                             QStringLiteral("COPY ... TO STDOUT has nowhere to write to"),
                             {},
                             {},
                             QStringLiteral("use psql's \\copy for it, outside of migrations")});
    m_session.m_transaction = answer.transaction;
    return answer;
}

Error PostgresqlSession::Conversation::errorOf(const Answer &answer) const
{
    const ServerComplaint complaint = answer.complaint.value_or(ServerComplaint());
    Error error = postgresqlError(complaint);
    if (answer.lost)
        return lostError(complaint);
    if (answer.wantedData && complaint.sqlState == "57014" && !cancelled())
        return Error{ErrorCode::Failed,
                     QStringLiteral("COPY ... FROM STDIN has no data"),
                     {},
                     complaint.text(),
                     QStringLiteral("let the data follow the statement, and a line \\. after them")};
    if (complaint.sqlState == "57014")
        becomeCancelled(error);
    if (complaint.position > 0) {
        const qsizetype offset = byteOffset(m_numbered.sql, complaint.position);
        error.where = placeOf(m_statement, std::min(m_numbered.original(offset), m_statement.size()));
    }
    return error;
}

void PostgresqlSession::Conversation::becomeCancelled(Error &error) const
{
    const std::chrono::milliseconds limit(m_session.m_target.statementTimeoutMs);
    if (cancelled()) {
        error.code = ErrorCode::Cancelled;
        error.what = QStringLiteral("cancelled");
        error.nextStep.clear();
    } else if (error.why.contains(QLatin1String("statement timeout"))
               || (limit.count() > 0 && std::chrono::steady_clock::now() - m_clock >= limit)) {
        error.what = QStringLiteral("the statement ran longer than it may");
        error.nextStep = QStringLiteral("give it more time, or make it smaller");
    } else {
        error.what = QStringLiteral("somebody else cancelled the statement on the server");
        error.nextStep = QStringLiteral("ask who did, then try again");
    }
}

/// What the server said last before it ended the connection proves that a statement failed, unless that was COMMIT.
Error PostgresqlSession::Conversation::lostError(const ServerComplaint &complaint) const
{
    Error error{ErrorCode::Connection,
                QStringLiteral("the connection to the server was lost"),
                {},
                complaint.text(),
                QStringLiteral("look at the server, then at the database's state, before trying again")};
    if (isCommit(m_statement)) {
        error.code = ErrorCode::Unknown;
        error.what = QStringLiteral("the connection was lost in COMMIT: whether it took effect is not known");
    } else if (m_writesAtOnce && !complaint.fatal) {
        error.code = ErrorCode::Unknown;
        error.what = QStringLiteral("the connection was lost while the statement ran outside of a transaction: "
                                    "whether it took effect is not known");
    }
    return error;
}

} // namespace lk
