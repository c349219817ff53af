// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/session.h"

#include "models/engines/mysql/copymask.h"
#include "models/engines/mysql/mysqlerror.h"
#include "models/engines/mysql/statementtext.h"
#include "models/engines/mysql/values.h"
#include "models/sql/scanner.h"

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>

namespace lk {

namespace {

constexpr int MostWarnings = 64;

struct ResultCloser {
    void operator()(MYSQL_RES *result) const { mysql_free_result(result); }
};

/// Everything of one result.
Rows rowsOf(MYSQL_RES *result)
{
    Rows rows;
    const unsigned int columns = mysql_num_fields(result);
    const MYSQL_FIELD *fields = mysql_fetch_fields(result);
    for (unsigned int i = 0; i < columns; ++i)
        rows.columns << QString::fromUtf8(fields[i].name, qsizetype(fields[i].name_length));
    while (const MYSQL_ROW row = mysql_fetch_row(result)) {
        const unsigned long *lengths = mysql_fetch_lengths(result);
        QVariantList cells;
        cells.reserve(qsizetype(columns));
        for (unsigned int i = 0; i < columns; ++i)
            cells << valueOf(fields[i], row[i], lengths[i]);
        rows.rows.push_back(std::move(cells));
    }
    return rows;
}

} // namespace

MysqlSession::MysqlSession(Target target, Dialect dialect, Access access)
    : m_target(std::move(target))
    , m_dialect(std::move(dialect))
    , m_access(access)
    , m_killer(std::make_shared<MysqlKiller>(m_target))
{}

MysqlSession::~MysqlSession()
{
    m_killer->ended();
}

Result<std::unique_ptr<MysqlSession>> MysqlSession::open(const Target &target, const Dialect &dialect, Access access, bool create)
{
    std::unique_ptr<MysqlSession> session(new MysqlSession(target, dialect, access));
    if (Result<void> connected = session->connect(create); !connected)
        return Failure(connected.error());
    return session;
}

Error MysqlSession::lastError(QByteArrayView statement) const
{
    Error error = mysqlError(m_handle.get(), QStringLiteral("the statement failed"));
    if (mysql_errno(m_handle.get()) == ER_PARSE_ERROR)
        error.where = placeNear(statement, QString::fromUtf8(mysql_error(m_handle.get())));
    return error;
}

bool MysqlSession::exchange(QByteArrayView sql, const TakeResult &take, Answer &answer)
{
    MYSQL *handle = m_handle.get();
    if (mysql_real_query(handle, sql.data(), static_cast<unsigned long>(sql.size())) != 0)
        return false;
    for (;;) {
        if (mysql_field_count(handle) > 0) {
            const std::unique_ptr<MYSQL_RES, ResultCloser> result(mysql_use_result(handle));
            if (!result)
                return false;
            answer.rows = true;
            take(result.get());
            if (mysql_errno(handle) != 0)
                return false;
        } else {
            answer.affected = qint64(mysql_affected_rows(handle));
        }
        const int next = mysql_next_result(handle);
        if (next != 0)
            return next < 0;
    }
}

Result<MysqlSession::Answer> MysqlSession::run(QByteArrayView sql, Kill kill, const TakeResult &take)
{
    MYSQL *handle = m_handle.get();
    if (kill == Kill::Allowed)
        m_killer->started(m_id);
    Answer answer;
    const bool done = exchange(sql, take, answer);
    Error error = done ? Error() : lastError(sql);
    const bool killed = kill == Kill::Allowed && m_killer->ended();
    // A kill that came too late would hit the next statement.
    if (killed && error.code != ErrorCode::Cancelled)
        mysql_query(handle, "DO 0");
    if (done)
        return answer;
    // Errors say nothing of the transaction: a deadlock has ended it, as a lost connection does.
    if (error.code == ErrorCode::Connection)
        m_lost = true;
    else
        mysql_query(handle, "DO 0"); // the library does not read what a ping brings
    return Failure(error);
}

Result<void> MysqlSession::control(const QByteArray &sql)
{
    return run(sql, Kill::Never, [](MYSQL_RES *) {}).map([](const Answer &) {});
}

QStringList MysqlSession::warnings()
{
    const unsigned int count = mysql_warning_count(m_handle.get());
    if (count == 0)
        return {};
    QStringList notices;
    const Result<Rows> shown = query(QStringLiteral("SHOW WARNINGS LIMIT %1").arg(MostWarnings));
    if (!shown)
        return {QStringLiteral("%1 warnings, which could not be read").arg(count)};
    for (const QVariantList &row : shown->rows)
        notices << QStringLiteral("%1 %2: %3").arg(row[0].toString(), row[1].toString(), row[2].toString());
    if (int(count) > notices.size() && !notices.isEmpty())
        notices << QStringLiteral("%1 more warnings").arg(int(count) - notices.size());
    return notices;
}

Result<StatementOutcome> MysqlSession::send(QByteArrayView statement)
{
    qint64 rows = 0;
    const auto count = [&rows](MYSQL_RES *result) {
        while (mysql_fetch_row(result))
            ++rows;
    };
    const Kill kill = isKeyword(firstWord(statement, m_dialect), "COMMIT") ? Kill::Never : Kill::Allowed;
    const Result<Answer> answer = run(statement, kill, count);
    if (!answer)
        return Failure(answer.error());
    return StatementOutcome{answer->rows ? rows : answer->affected, warnings()};
}

Result<StatementOutcome> MysqlSession::execute(QByteArrayView statement, const QVariantList &values)
{
    if (Result<void> checked = checkStatement(statement); !checked)
        return Failure(checked.error());
    QByteArray changed;
    QByteArrayView sql = statement;
    if (m_mask) {
        const Result<MaskedStatement> rewritten = m_mask->rewrite(statement);
        if (!rewritten)
            return Failure(rewritten.error());
        if (!rewritten->instead.isEmpty())
            return StatementOutcome{-1, {rewritten->instead}};
        changed = rewritten->sql;
        sql = changed;
    }
    if (!values.isEmpty()) {
        Result<QByteArray> filled = withValues(sql, values, m_dialect);
        if (!filled)
            return failure(std::move(filled));
        changed = *std::move(filled);
        sql = changed;
        if (Result<void> fits = checkSize(sql.size()); !fits)
            return Failure(fits.error());
    }
    Result<StatementOutcome> outcome = send(sql);
    if (!outcome)
        return outcome;
    if (Result<void> same = checkMeaning(statement); !same)
        return Failure(same.error());
    return outcome;
}

Result<void> MysqlSession::replay(QByteArrayView statement)
{
    return run(statement, Kill::Allowed, [](MYSQL_RES *) {}).map([](const Answer &) {});
}

Result<Rows> MysqlSession::query(const QString &sql, const QVariantList &values)
{
    QByteArray text = sql.toUtf8();
    if (!values.isEmpty()) {
        Result<QByteArray> filled = withValues(text, values, m_dialect);
        if (!filled)
            return failure(std::move(filled));
        text = *std::move(filled);
    }
    Rows rows;
    const auto read = [&rows](MYSQL_RES *result) {
        if (rows.columns.isEmpty()) // of a CALL's several results the first is the answer
            rows = rowsOf(result);
    };
    return run(text, Kill::Allowed, read).map([&rows](const Answer &) { return std::move(rows); });
}

Result<std::vector<Rows>> MysqlSession::queryAll(const QString &sql)
{
    std::vector<Rows> results;
    const auto read = [&results](MYSQL_RES *result) { results.push_back(rowsOf(result)); };
    return run(sql.toUtf8(), Kill::Allowed, read).map([&results](const Answer &) { return std::move(results); });
}

Result<bool> MysqlSession::hasTable(const QString &name)
{
    if (!m_info.exists)
        return false;
    return query(QStringLiteral("SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ? "
                                "AND (@@lower_case_table_names <> 0 OR BINARY table_name = BINARY ?)"),
                 {name, name})
        .map([](const Rows &rows) { return !rows.rows.empty(); });
}

Result<void> MysqlSession::begin()
{
    // The server would quietly commit the open one (failure-modes Q-36).
    if (inTransaction())
        return Failure(Error{ErrorCode::Failed, QStringLiteral("a transaction is open already"), {}, {}, {}});
    return control("START TRANSACTION");
}

Result<void> MysqlSession::commit()
{
    if (!inTransaction())
        return Failure(Error{ErrorCode::Failed, QStringLiteral("no transaction is open to commit"), {},
                             QStringLiteral("a statement that commits by itself has ended it"), {}});
    Result<void> committed = control("COMMIT");
    if (!committed && committed.error().code == ErrorCode::Connection) {
        committed.error().code = ErrorCode::Unknown;
        committed.error().what = QStringLiteral("the connection was lost during the COMMIT: whether it took effect is not known");
        committed.error().nextStep = QStringLiteral("connect again and look whether the tracking table has the row");
    }
    return committed;
}

Result<void> MysqlSession::rollback()
{
    if (!inTransaction())
        return Failure(Error{ErrorCode::Failed, QStringLiteral("no transaction is open to roll back"), {},
                             QStringLiteral("a statement that commits by itself has ended it"), {}});
    return control("ROLLBACK");
}

bool MysqlSession::inTransaction() const
{
    return !m_lost && (m_handle->server_status & SERVER_STATUS_IN_TRANS) != 0;
}

Result<void> MysqlSession::reset()
{
    if (inTransaction())
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the session can't be reset within a transaction"), {}, {}, {}});
    if (mysql_reset_connection(m_handle.get()) != 0)
        return Failure(lastError({}));
    m_uncheckedReferences = false;
    if (m_info.exists && mysql_select_db(m_handle.get(), m_info.database.toUtf8().constData()) != 0)
        return Failure(lastError({}));
    return pin();
}

Result<QString> MysqlSession::transactionId()
{
    return inTransaction() ? m_info.connection : QString();
}

std::function<void()> MysqlSession::canceller()
{
    m_killer->prepare();
    return [killer = m_killer] { killer->kill(); };
}

} // namespace lk
