// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/mysqlerror.h"

#include "models/sql/splitter.h"

#include <errmsg.h>
#include <mysql.h>
#include <mysqld_error.h>

#include <algorithm>
#include <array>

namespace lk {

namespace {

constexpr int MysqlStatementTimeout = 3024; // MariaDB has 1969, ER_STATEMENT_TIMEOUT
constexpr int MysqlLockNowait = 3572;
/// The server quotes at most so many characters after "near".
constexpr int QuotedCharacters = 80;

bool isLockWait(int number)
{
    return number == ER_LOCK_WAIT_TIMEOUT || number == ER_LOCK_DEADLOCK || number == MysqlLockNowait;
}

qsizetype lineStart(QByteArrayView text, qint64 line)
{
    qsizetype start = 0;
    for (qint64 i = 1; i < line; ++i) {
        const qsizetype end = text.indexOf('\n', start);
        if (end < 0)
            return -1;
        start = end + 1;
    }
    return start;
}

} // namespace

bool isConnectionLost(int number)
{
    static constexpr std::array Lost = {CR_SERVER_GONE_ERROR, CR_SERVER_LOST, CR_SERVER_LOST_EXTENDED, CR_SSL_CONNECTION_ERROR, ER_SERVER_SHUTDOWN,
                                        ER_CONNECTION_KILLED};
    return std::find(Lost.begin(), Lost.end(), number) != Lost.end();
}

QString mysqlNextStep(int number)
{
    switch (number) {
    case ER_LOCK_WAIT_TIMEOUT: return QStringLiteral("find out who holds the lock (SHOW PROCESSLIST), wait for them, then try again");
    case ER_LOCK_DEADLOCK: return QStringLiteral("the server rolled the transaction back; try again");
    case MysqlLockNowait: return QStringLiteral("wait until the other session has finished, then try again");
    case ER_STATEMENT_TIMEOUT:
    case MysqlStatementTimeout: return QStringLiteral("allow more time, or make the statement smaller");
    case ER_DISK_FULL:
    case ER_RECORD_FILE_FULL: return QStringLiteral("make space on the server's disk and try again");
    case ER_NET_PACKET_TOO_LARGE: return QStringLiteral("make the statement smaller, or raise max_allowed_packet on the server");
    case ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: return QStringLiteral("this session only looks");
    case ER_OPTION_PREVENTS_STATEMENT: return QStringLiteral("a server that only reads, like a replica, takes no changes: use its primary");
    case ER_DBACCESS_DENIED_ERROR:
    case ER_TABLEACCESS_DENIED_ERROR:
    case ER_COLUMNACCESS_DENIED_ERROR:
    case ER_PROCACCESS_DENIED_ERROR:
    case ER_SPECIFIC_ACCESS_DENIED_ERROR: return QStringLiteral("ask for the privilege, or use another account");
    default: return {};
    }
}

Error mysqlError(int number, const QString &state, const QString &message, const QString &product, const QString &what)
{
    Error error{ErrorCode::Failed, what, {}, QStringLiteral("%1 (%2 %3, %4)").arg(message, product, QString::number(number), state),
                mysqlNextStep(number)};
    if (isLockWait(number)) {
        error.code = ErrorCode::Locked;
        error.what = QStringLiteral("somebody else holds a lock, the statement changed nothing");
    } else if (number == ER_QUERY_INTERRUPTED) {
        error.code = ErrorCode::Cancelled;
        error.what = QStringLiteral("cancelled");
    } else if (isConnectionLost(number)) {
        error.code = ErrorCode::Connection;
        error.what = QStringLiteral("the connection to the server was lost");
        error.nextStep = QStringLiteral("the server may still be at the statement: look there before trying again");
    }
    return error;
}

Error mysqlError(st_mysql *handle, const QString &what)
{
    const char *version = mysql_get_server_info(handle);
    const bool mariadb = version && QByteArrayView(version).contains("MariaDB");
    return mysqlError(int(mysql_errno(handle)), QString::fromLatin1(mysql_sqlstate(handle)), QString::fromUtf8(mysql_error(handle)),
                      mariadb ? QStringLiteral("MariaDB") : QStringLiteral("MySQL"), what);
}

Place placeNear(QByteArrayView statement, const QString &message)
{
    const qsizetype quote = message.indexOf(QLatin1String("near '"));
    const qsizetype after = message.lastIndexOf(QLatin1String("' at line "));
    if (quote < 0 || after < quote + 6)
        return {};
    QString near = message.mid(quote + 6, after - quote - 6);
    if (near.size() >= QuotedCharacters && near.endsWith(QLatin1String("...")))
        near.chop(3);
    const qint64 line = message.mid(after + 10).toLongLong();
    const qsizetype start = lineStart(statement, line);
    if (start < 0)
        return {};
    // A short quotation is all that is left of the statement.
    const QByteArray bytes = near.toUtf8();
    qsizetype at = -1;
    if (near.size() < QuotedCharacters - 3 && statement.endsWith(bytes))
        at = statement.size() - bytes.size();
    else
        at = statement.indexOf(bytes, start);
    if (at < start || statement.sliced(start, at - start).contains('\n'))
        return {{}, line, 0};
    return placeOf(statement, at);
}

} // namespace lk
