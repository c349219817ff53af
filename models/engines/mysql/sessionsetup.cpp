// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/mysqltarget.h"
#include "models/engines/mysql/session.h"
#include "models/engines/mysql/values.h"

#include <mysql.h>

#include <algorithm>

namespace lk {

// What a session does before the first statement: connect, look who answers, set what must not depend on the server.

namespace {

constexpr qint64 LongestWaitSeconds = 31'536'000; // the servers' own largest: a year
constexpr int OldestMariadb = 10'06'00;
constexpr int OldestMysql = 8'00'00;

/// The servers count in whole seconds, at least one.
qint64 lockWaitSeconds(const Target &target)
{
    return target.lockTimeoutMs == 0 ? LongestWaitSeconds : std::max(1, (target.lockTimeoutMs + 999) / 1000);
}

Failure refuse(const QString &what, const QString &why, const QString &nextStep)
{
    return Failure(Error{ErrorCode::Connection, what, {}, why, nextStep});
}

} // namespace

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
    return control("CREATE DATABASE " + name + " CHARACTER SET utf8mb4").and_then([&] {
        return control("USE " + name);
    });
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
    m_info.version = version.section(u'-', 0, 0) == QLatin1String("5.5.5") ? version.section(u'-', 1, 1)
                                                                           : version.section(u'-', 0, 0);
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
    return refuse(QStringLiteral("the server is too old"),
                  QStringLiteral("it is %1 %2").arg(m_info.product, m_info.version),
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
    return query(QStringLiteral("SELECT @@sql_mode")).map([&](const Rows &rows) {
        m_sqlMode = rows.rows[0][0].toString();
    });
}

/// Scripts are cut and reviewed by a fixed reading of the text; the server must read them alike (failure-modes F-055).
Result<void> MysqlSession::checkMode()
{
    if (m_access == Access::ReadOnly)
        return {};
    const bool oracle = m_sqlMode.split(u',').contains(QLatin1String("ORACLE"));
    if (!oracle && withSqlMode(m_dialect, m_sqlMode) == m_dialect)
        return {};
    return refuse(
        oracle ? QStringLiteral("the server speaks Oracle's SQL by default, which is not supported")
               : QStringLiteral("the server reads quotes or backslashes in another way than the scripts are read here"),
        QStringLiteral("its sql_mode is %1").arg(m_sqlMode),
        QStringLiteral(
            "name another one in the address: ?sql-mode=STRICT_TRANS_TABLES, or change the server's default"));
}

void MysqlSession::remark()
{
    QStringList remarks;
    if (m_mariadb != (m_target.engine == QLatin1String("mariadb")))
        remarks << QStringLiteral("the server is %1: write the address as %2://")
                       .arg(m_info.product, m_mariadb ? QStringLiteral("mariadb") : QStringLiteral("mysql"));
    if (withSqlMode(m_dialect, m_sqlMode) != m_dialect || m_sqlMode.contains(QLatin1String("ORACLE")))
        remarks << QStringLiteral("sql_mode %1 is not supported for applying").arg(m_sqlMode);
    else if (!m_sqlMode.contains(QLatin1String("STRICT_")))
        remarks << QStringLiteral("sql_mode is not strict: values that don't fit are cut, with a warning only");
    if (m_info.readOnly && m_access == Access::ReadWrite)
        remarks << QStringLiteral("the server is read-only");
    m_info.remark = remarks.join(QStringLiteral(", "));
}

} // namespace lk
