// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/conversation.h"

#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace lk {

namespace {

constexpr int PollMs = 500;
constexpr std::chrono::seconds PatienceAfterCancel{30};
constexpr qsizetype DataChunk = 64 * 1024;

} // namespace

void ResultCloser::operator()(pg_result *result) const
{
    PQclear(result);
}

Conversation::Conversation(pg_conn *connection, CancelledSince cancelledSince)
    : m_connection(connection)
    , m_cancelledSince(std::move(cancelledSince))
{}

Answer Conversation::ask(const QByteArray &statement, const BoundValues &values, Keep keep,
                         std::optional<QByteArrayView> data)
{
    m_answer = {};
    if (send(statement, values) && keep == Keep::Count)
        PQsetSingleRowMode(m_connection);
    while (ResultPtr result = next()) {
        const ExecStatusType status = PQresultStatus(result.get());
        take(std::move(result), keep);
        if (status == PGRES_COPY_IN)
            sendData(data);
        else if (status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH)
            discardData();
    }
    m_answer.lost = PQstatus(m_connection) != CONNECTION_OK;
    return std::move(m_answer);
}

Answer Conversation::askNamed(const QByteArray &statement, const BoundValues &values)
{
    static const QByteArray name = "SELECT pg_catalog.pg_current_xact_id_if_assigned()::text";
    m_answer = {};
    PQenterPipelineMode(m_connection);
    if (send(statement, values))
        send(name, BoundValues({}));
    PQpipelineSync(m_connection);
    // The results of each of the two end with none, and all with the one of the synchronisation.
    for (int ended = 0; ended <= 2 && PQstatus(m_connection) == CONNECTION_OK;) {
        ResultPtr result = next();
        const ExecStatusType status = PQresultStatus(result.get());
        if (status == PGRES_PIPELINE_SYNC)
            break;
        if (!result)
            ++ended;
        else if (ended > 0 && status == PGRES_TUPLES_OK)
            m_answer.transaction = PQgetvalue(result.get(), 0, 0);
        else
            take(std::move(result), Keep::Count);
    }
    PQexitPipelineMode(m_connection);
    m_answer.lost = PQstatus(m_connection) != CONNECTION_OK;
    return std::move(m_answer);
}

bool Conversation::send(const QByteArray &statement, const BoundValues &values)
{
    if (PQsendQueryParams(m_connection, statement.constData(), values.count(), values.types(), values.pointers(),
                          values.lengths(), values.formats(), 0))
        return true;
    m_answer.complaint.emplace();
    m_answer.complaint->message = QString::fromUtf8(PQerrorMessage(m_connection)).simplified();
    return false;
}

void Conversation::take(ResultPtr result, Keep keep)
{
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
        if (!m_answer.complaint)
            m_answer.complaint = ServerComplaint::of(result.get());
        return;
    }
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return;
    m_answer.tag = PQcmdStatus(result.get());
    if (const QByteArray rows = PQcmdTuples(result.get()); !rows.isEmpty())
        m_answer.rows = rows.toLongLong();
    if (status == PGRES_TUPLES_OK && keep == Keep::Rows)
        m_answer.kept = std::move(result);
}

void Conversation::sendData(std::optional<QByteArrayView> data)
{
    m_answer.wantedData = true;
    if (!data) {
        PQputCopyEnd(m_connection, "no data follow the statement");
        return;
    }
    for (qsizetype at = 0; at < data->size(); at += DataChunk) {
        const QByteArrayView chunk = data->sliced(at, std::min(DataChunk, data->size() - at));
        if (PQputCopyData(m_connection, chunk.data(), int(chunk.size())) != 1)
            return;
        if (m_cancelledSince()) {
            PQputCopyEnd(m_connection, "cancelled");
            return;
        }
    }
    PQputCopyEnd(m_connection, nullptr);
}

/// The server sends the rows all the same: ask it to stop, and read until it does.
void Conversation::discardData()
{
    m_answer.gaveData = true;
    if (PGcancel *cancel = PQgetCancel(m_connection)) {
        std::array<char, 256> words{};
        PQcancel(cancel, words.data(), int(words.size()));
        PQfreeCancel(cancel);
    }
    char *row = nullptr;
    while (PQgetCopyData(m_connection, &row, 0) > 0)
        PQfreemem(row);
}

/// The next result, or nothing after the last. Waits for the server, but not for ever after a cancel.
ResultPtr Conversation::next()
{
    while (PQisBusy(m_connection)) {
        struct pollfd wait {
            PQsocket(m_connection), POLLIN, 0
        };
        ::poll(&wait, 1, PollMs);
        if (const auto since = m_cancelledSince();
            since && std::chrono::steady_clock::now() - *since > PatienceAfterCancel)
            giveUp();
        if (wait.revents != 0 && !PQconsumeInput(m_connection))
            break;
    }
    return ResultPtr(PQgetResult(m_connection));
}

void Conversation::giveUp()
{
    ::shutdown(PQsocket(m_connection), SHUT_RDWR);
}

} // namespace lk
