// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/session.h"
#include "models/engines/mysql/statementtext.h"
#include "models/engines/mysql/values.h"
#include "models/sql/scanner.h"
#include "models/sql/splitter.h"

#include <algorithm>

namespace lk {

// What a session refuses, before a statement is sent and after it has run.

namespace {

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

} // namespace

/// The server does not refuse what is too large, it drops the connection (failure-modes F-067).
Result<void> MysqlSession::checkSize(qsizetype bytes) const
{
    constexpr qsizetype Envelope = 16;
    if (m_largestStatement == 0 || bytes + Envelope <= m_largestStatement)
        return {};
    return Failure(Error{ErrorCode::Failed,
                         QStringLiteral("the statement is larger than the server takes"),
                         {},
                         QStringLiteral("it has %1 bytes, max_allowed_packet is %2").arg(bytes).arg(m_largestStatement),
                         QStringLiteral("make the statement smaller, or raise max_allowed_packet on the server")});
}

Result<void> MysqlSession::accepts(QByteArrayView statement, const QVariantList &values) const
{
    if (values.isEmpty())
        return checkSize(statement.size());
    const Result<QByteArray> filled = withValues(statement, values, m_dialect);
    return filled ? checkSize(filled->size()) : Result<void>();
}

Result<void> MysqlSession::checkStatement(QByteArrayView statement) const
{
    const auto no = [](const QString &what, const QString &why, const QString &nextStep, Place place = {}) {
        return Failure(Error{ErrorCode::Failed, what, place, why, nextStep});
    };
    if (const qsizetype nul = statement.indexOf('\0'); nul >= 0)
        return no(QStringLiteral("the statement holds a NUL byte"),
                  QStringLiteral("no SQL text needs one, and it hides what follows"), QStringLiteral("remove the byte"),
                  placeOf(statement, nul));
    const QByteArrayView word = firstWord(statement, m_dialect);
    if (word.isEmpty())
        return no(QStringLiteral("the statement is empty"), {}, {});
    if (Result<void> fits = checkSize(statement.size()); !fits)
        return fits;
    // The server's own guard lets SET GLOBAL pass, and can be switched off by a statement.
    if (m_access == Access::ReadOnly
        && !isOneOf(word, {"SELECT", "WITH", "SHOW", "EXPLAIN", "DESCRIBE", "DESC", "VALUES", "TABLE", "CHECK",
                           "CHECKSUM", "USE"}))
        return no(QStringLiteral("this session only looks"),
                  QStringLiteral("%1 may change something").arg(QString::fromUtf8(word)), {});
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
    if (withSqlMode(m_dialect, now) == withSqlMode(m_dialect, m_sqlMode)
        && !now.split(u',').contains(QLatin1String("ORACLE")))
        return {};
    if (Result<void> back = control("SET sql_mode = " + literal(m_sqlMode)); !back)
        return back;
    return Failure(Error{ErrorCode::Failed,
                         QStringLiteral("the statement changes how the server reads what follows"),
                         {},
                         QStringLiteral("sql_mode became %1; it was put back").arg(now),
                         QStringLiteral("write the script for the usual reading of quotes and backslashes")});
}

} // namespace lk
