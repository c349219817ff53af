// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/postgresql/postgresqlerror.h"
#include "models/engines/postgresql/values.h"

#include <QByteArrayView>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

struct pg_conn;
struct pg_result;

namespace lk {

struct ResultCloser {
    void operator()(pg_result *result) const;
};
using ResultPtr = std::unique_ptr<pg_result, ResultCloser>;

/// All that came back for one statement.
struct Answer {
    qint64 rows = -1;                         ///< changed or returned; -1: the statement has none
    QByteArray tag;                           ///< "COMMIT", as the server calls what it did
    ResultPtr kept;                           ///< the last result with rows, where it was to be kept
    std::optional<ServerComplaint> complaint; ///< the first
    QByteArray transaction;                   ///< the name of the open one, where it was asked for
    bool lost = false;                        ///< the connection is gone
    bool wantedData = false;                  ///< it was a COPY FROM STDIN
    bool gaveData = false;                    ///< it was a COPY TO STDOUT
};

/// One statement sent and everything read that the server answers, whatever that is.
class Conversation
{
public:
    enum class Keep { Count, Rows };

    /// @p cancelledSince says when somebody asked to cancel, if so: a server that does not answer even then is given up.
    using CancelledSince = std::function<std::optional<std::chrono::steady_clock::time_point>()>;

    Conversation(pg_conn *connection, CancelledSince cancelledSince);

    Answer ask(const QByteArray &statement, const BoundValues &values, Keep keep,
               std::optional<QByteArrayView> data = {});

    /// The same with the question for the transaction's name behind it in one round trip.
    Answer askNamed(const QByteArray &statement, const BoundValues &values);

private:
    bool send(const QByteArray &statement, const BoundValues &values);
    void take(ResultPtr result, Keep keep);
    void sendData(std::optional<QByteArrayView> data);
    void discardData();
    ResultPtr next();
    void giveUp();

    pg_conn *m_connection;
    CancelledSince m_cancelledSince;
    Answer m_answer;
};

} // namespace lk
