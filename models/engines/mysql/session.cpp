// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/session.h"

#include "models/engines/mysql/copymask.h"
#include "models/engines/mysql/mysqlerror.h"
#include "models/engines/mysql/mysqltarget.h"
#include "models/engines/mysql/values.h"
#include "models/sql/scanner.h"
#include "models/sql/splitter.h"

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>

#include <algorithm>
#include <array>

namespace lk {

namespace {

constexpr int MostWarnings = 64;
constexpr qint64 LongestWaitSeconds = 31'536'000; // the servers' own largest: a year
constexpr int OldestMariadb = 10'06'00;
constexpr int OldestMysql = 8'00'00;

struct ResultCloser {
    void operator()(MYSQL_RES *result) const { mysql_free_result(result); }
};

/// The servers count in whole seconds, at least one.
qint64 lockWaitSeconds(const Target &target)
{
    return target.lockTimeoutMs == 0 ? LongestWaitSeconds : std::max(1, (target.lockTimeoutMs + 999) / 1000);
}

QByteArrayView firstWord(QByteArrayView statement, const Dialect &dialect)
{
    Scanner scanner(statement, dialect);
    Token token = scanner.nextSignificant();
    while (scanner.text(token) == QByteArrayView("("))
        token = scanner.nextSignificant();
    return scanner.text(token);
}

bool isOneOf(QByteArrayView word, std::initializer_list<const char *> keywords)
{
    return std::any_of(keywords.begin(), keywords.end(), [&](const char *keyword) { return isKeyword(word, keyword); });
}

/// In the text of a short statement; what sets a variable is not long.
bool mentions(QByteArrayView statement, const char *name)
{
    constexpr qsizetype Longest = 64 * 1024;
    return statement.size() <= Longest && statement.toByteArray().toLower().contains(name);
}

Failure refuse(const QString &what, const QString &why, const QString &nextStep)
{
    return Failure(Error{ErrorCode::Connection, what, {}, why, nextStep});
}

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

Result<void> MysqlSession::connect(bool create)
{
    return connectOrCreate(create)
        .and_then([&] { return describe(); })
        .and_then([&] { return checkProduct(); })
        .and_then([&] { return pin(); })
        .and_then([&] { return checkMode(); })
        .map([&] { remark(); });
}

Result<void> MysqlSession::connectOrCreate(bool create)
{
    bool unknown = false;
    Result<MysqlHandle> made = connectMysql(m_target, m_target.database, &unknown);
    const bool looks = m_access == Access::ReadOnly;
    if (!made && unknown && (create || looks)) {
        made = connectMysql(m_target, {});
        m_info.exists = !looks;
    }
    if (!made)
        return failure(std::move(made));
    m_handle = *std::move(made);
    m_id = mysql_thread_id(m_handle.get());
    return unknown && !looks ? createDatabase() : Result<void>();
}

Result<void> MysqlSession::createDatabase()
{
    const QByteArray name = backticked(m_target.database).toUtf8();
    return control("CREATE DATABASE " + name + " CHARACTER SET utf8mb4").and_then([&] { return control("USE " + name); });
}

Result<void> MysqlSession::describe()
{
    const Result<Rows> read = query(QStringLiteral(
        "SELECT VERSION(), @@sql_mode, DATABASE(), CURRENT_USER(), @@max_allowed_packet, @@global.read_only"));
    if (!read)
        return Failure(read.error());
    const QVariantList &row = read->rows[0];
    const QString version = row[0].toString();
    m_mariadb = version.contains(QLatin1String("MariaDB"), Qt::CaseInsensitive);
    m_sqlMode = row[1].toString();
    m_largestStatement = row[4].toLongLong();
    m_info.engine = m_target.engine;
    m_info.product = m_mariadb ? QStringLiteral("MariaDB") : QStringLiteral("MySQL");
    m_info.version = version.section(u'-', 0, 0) == QLatin1String("5.5.5") ? version.section(u'-', 1, 1) : version.section(u'-', 0, 0);
    m_info.versionNumber = int(mysql_get_server_version(m_handle.get()));
    m_info.database = m_info.exists ? row[2].toString() : m_target.database;
    m_info.user = row[3].toString();
    m_info.connection = QString::number(m_id);
    m_info.readOnly = m_access == Access::ReadOnly || row[5].toInt() != 0;
    const char *cipher = mysql_get_ssl_cipher(m_handle.get());
    m_info.cipher = QString::fromLatin1(cipher ? cipher : "");
    return {};
}

Result<void> MysqlSession::checkProduct()
{
    if (m_info.versionNumber >= (m_mariadb ? OldestMariadb : OldestMysql))
        return {};
    return refuse(QStringLiteral("the server is too old"), QStringLiteral("it is %1 %2").arg(m_info.product, m_info.version),
                  QStringLiteral("MariaDB 10.6 or MySQL 8.0 is needed"));
}

/// What a session has at its beginning, and again after reset().
Result<void> MysqlSession::pin()
{
    QByteArray set = "SET NAMES utf8mb4, autocommit = 1";
    const QByteArray wait = QByteArray::number(lockWaitSeconds(m_target));
    set += ", lock_wait_timeout = " + wait + ", innodb_lock_wait_timeout = " + wait;
    if (m_target.statementTimeoutMs > 0)
        set += m_mariadb ? ", max_statement_time = " + QByteArray::number(m_target.statementTimeoutMs / 1000.0)
                         : ", max_execution_time = " + QByteArray::number(m_target.statementTimeoutMs);
    const QString mode = m_target.options.value(QStringLiteral("sql-mode"));
    if (m_target.options.contains(QStringLiteral("sql-mode")))
        set += ", sql_mode = " + literal(mode);
    Result<void> done = control(set);
    if (done && m_access == Access::ReadOnly)
        done = control("SET SESSION TRANSACTION READ ONLY");
    if (!done || !m_target.options.contains(QStringLiteral("sql-mode")))
        return done;
    return query(QStringLiteral("SELECT @@sql_mode")).map([&](const Rows &rows) { m_sqlMode = rows.rows[0][0].toString(); });
}

/// Scripts are cut and reviewed by a fixed reading of the text; the server must read them alike (failure-modes F-055).
Result<void> MysqlSession::checkMode()
{
    if (m_access == Access::ReadOnly)
        return {};
    const bool oracle = m_sqlMode.split(u',').contains(QLatin1String("ORACLE"));
    if (!oracle && withSqlMode(m_dialect, m_sqlMode) == m_dialect)
        return {};
    return refuse(oracle ? QStringLiteral("the server speaks Oracle's SQL by default, which is not supported")
                         : QStringLiteral("the server reads quotes or backslashes in another way than the scripts are read here"),
                  QStringLiteral("its sql_mode is %1").arg(m_sqlMode),
                  QStringLiteral("name another one in the address: ?sql-mode=STRICT_TRANS_TABLES, or change the server's default"));
}

void MysqlSession::remark()
{
    QStringList remarks;
    if (m_mariadb != (m_target.engine == QLatin1String("mariadb")))
        remarks << QStringLiteral("the server is %1: write the address as %2://").arg(m_info.product, m_mariadb ? QStringLiteral("mariadb") : QStringLiteral("mysql"));
    if (withSqlMode(m_dialect, m_sqlMode) != m_dialect || m_sqlMode.contains(QLatin1String("ORACLE")))
        remarks << QStringLiteral("sql_mode %1 is not supported for applying").arg(m_sqlMode);
    else if (!m_sqlMode.contains(QLatin1String("STRICT_")))
        remarks << QStringLiteral("sql_mode is not strict: values that don't fit are cut, with a warning only");
    if (m_info.readOnly && m_access == Access::ReadWrite)
        remarks << QStringLiteral("the server is read-only");
    m_info.remark = remarks.join(QStringLiteral(", "));
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

Result<void> MysqlSession::checkStatement(QByteArrayView statement) const
{
    const auto no = [](const QString &what, const QString &why, const QString &nextStep, Place place = {}) {
        return Failure(Error{ErrorCode::Failed, what, place, why, nextStep});
    };
    if (const qsizetype nul = statement.indexOf('\0'); nul >= 0)
        return no(QStringLiteral("the statement holds a NUL byte"), QStringLiteral("no SQL text needs one, and it hides what follows"),
                  QStringLiteral("remove the byte"), placeOf(statement, nul));
    const QByteArrayView word = firstWord(statement, m_dialect);
    if (word.isEmpty())
        return no(QStringLiteral("the statement is empty"), {}, {});
    // The server does not refuse it, it drops the connection (failure-modes F-067).
    if (statement.size() + 16 > m_largestStatement && m_largestStatement > 0)
        return no(QStringLiteral("the statement is larger than the server takes"),
                  QStringLiteral("it has %1 bytes, max_allowed_packet is %2").arg(statement.size()).arg(m_largestStatement),
                  QStringLiteral("make the statement smaller, or raise max_allowed_packet on the server"));
    // The server's own guard lets SET GLOBAL pass, and can be switched off by a statement.
    if (m_access == Access::ReadOnly
        && !isOneOf(word, {"SELECT", "WITH", "SHOW", "EXPLAIN", "DESCRIBE", "DESC", "VALUES", "TABLE", "CHECK", "CHECKSUM", "USE"}))
        return no(QStringLiteral("this session only looks"), QStringLiteral("%1 may change something").arg(QString::fromUtf8(word)), {});
    return {};
}

/// A statement may change how the server reads the rest of the script, which is cut already.
Result<void> MysqlSession::checkMeaning(QByteArrayView statement)
{
    if (mentions(statement, "foreign_key_checks"))
        m_uncheckedReferences = true;
    if (!mentions(statement, "sql_mode"))
        return {};
    const Result<Rows> mode = query(QStringLiteral("SELECT @@sql_mode"));
    if (!mode)
        return Failure(mode.error());
    const QString now = mode->rows[0][0].toString();
    if (withSqlMode(m_dialect, now) == withSqlMode(m_dialect, m_sqlMode) && !now.split(u',').contains(QLatin1String("ORACLE")))
        return {};
    if (Result<void> back = control("SET sql_mode = " + literal(m_sqlMode)); !back)
        return back;
    return Failure(Error{ErrorCode::Failed,
                         QStringLiteral("the statement changes how the server reads what follows"),
                         {},
                         QStringLiteral("sql_mode became %1; it was put back").arg(now),
                         QStringLiteral("write the script for the usual reading of quotes and backslashes")});
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
