// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/postgresqlerror.h"

#include <libpq-fe.h>

namespace lk {

namespace {

constexpr qsizetype ContextLength = 300;

QString field(const pg_result *result, int code)
{
    return QString::fromUtf8(PQresultErrorField(result, code)).trimmed();
}

QString objectOf(const pg_result *result)
{
    const QString table = field(result, PG_DIAG_TABLE_NAME);
    const QString of = table.isEmpty() ? QString() : QStringLiteral(" of table ") + table;
    if (const QString name = field(result, PG_DIAG_CONSTRAINT_NAME); !name.isEmpty())
        return QStringLiteral("constraint ") + name + of;
    if (const QString name = field(result, PG_DIAG_COLUMN_NAME); !name.isEmpty())
        return QStringLiteral("column ") + name + of;
    return table.isEmpty() ? QString() : QStringLiteral("table ") + table;
}

QString nextStepFor(const QByteArray &state)
{
    if (state == "55P03")
        return QStringLiteral("see who holds the lock, then try again");
    if (state == "40P01" || state == "40001")
        return QStringLiteral("try again");
    if (state == "25P02")
        return QStringLiteral("look at the first error of this transaction");
    if (state == "42501")
        return QStringLiteral("connect as a role that may do this, or let its owner grant the right");
    if (state == "53100")
        return QStringLiteral("make space on the server's disk");
    if (state == "25006")
        return QStringLiteral("this session only looks; apply through a run");
    if (state == "53300")
        return QStringLiteral("close other connections to the server, or try again later");
    return {};
}

} // namespace

ServerComplaint ServerComplaint::of(const pg_result *result)
{
    ServerComplaint complaint;
    complaint.sqlState = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const QByteArray severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    complaint.fatal = severity == "FATAL" || severity == "PANIC";
    complaint.message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (complaint.message.isEmpty())
        complaint.message = QString::fromUtf8(PQresultErrorMessage(result)).simplified();
    complaint.detail = field(result, PG_DIAG_MESSAGE_DETAIL);
    complaint.hint = field(result, PG_DIAG_MESSAGE_HINT);
    complaint.context = field(result, PG_DIAG_CONTEXT);
    complaint.object = objectOf(result);
    complaint.position = QByteArray(PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION)).toLongLong();
    return complaint;
}

QString ServerComplaint::text() const
{
    QString text = message;
    if (!detail.isEmpty())
        text += QStringLiteral("; ") + detail;
    if (!context.isEmpty())
        text += QStringLiteral("; in ") + context.simplified().left(ContextLength);
    if (sqlState.isEmpty())
        return text;
    text += QStringLiteral(" (SQLSTATE ") + QString::fromLatin1(sqlState);
    if (!object.isEmpty())
        text += QStringLiteral(", ") + object;
    return text + u')';
}

Error postgresqlError(const ServerComplaint &complaint)
{
    Error error{ErrorCode::Failed, QStringLiteral("the statement failed"), {}, complaint.text(), complaint.hint};
    if (error.nextStep.isEmpty())
        error.nextStep = nextStepFor(complaint.sqlState);
    if (complaint.sqlState == "55P03") {
        error.code = ErrorCode::Locked;
        error.what = QStringLiteral("somebody holds a lock that the statement needs; it changed nothing");
    } else if (complaint.sqlState.startsWith("08") || complaint.fatal) {
        error.code = ErrorCode::Connection;
        error.what = QStringLiteral("the connection to the server was lost");
        error.nextStep = QStringLiteral("look at the server, then at the database's state, before trying again");
    }
    return error;
}

} // namespace lk
