// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/repeatedqueries.h"

#include "models/engines/postgresql/conversation.h"

#include <libpq-fe.h>

namespace lk {

namespace {

/// One row: how many statements are prepared, and how many of them by us.
constexpr const char *Count = "SELECT pg_catalog.count(*)::text, pg_catalog.count(*) FILTER (WHERE name ~ '^lockkeeper_')::text FROM pg_catalog.pg_prepared_statements";

} // namespace

Result<Rows> RepeatedQueries::ask(Session &session, const QString &name, const QString &sql, const QStringList &values)
{
    Prepared &prepared = m_prepared[name];
    if (prepared.sql != sql) {
        if (!prepared.statement.isEmpty()) {
            if (auto gone = session.query(QStringLiteral("DEALLOCATE ") + prepared.statement); !gone)
                return gone;
        }
        prepared = {};
        const QString statement = QStringLiteral("lockkeeper_%1").arg(++m_last);
        if (auto made = session.query(QStringLiteral("PREPARE %1 AS %2").arg(statement, sql)); !made)
            return made;
        prepared = {sql, statement};
    }
    const QString given = values.isEmpty() ? QString() : u'(' + values.join(u',') + u')';
    return session.query(QStringLiteral("EXECUTE ") + prepared.statement + given);
}

bool RepeatedQueries::areAll(pg_conn *connection) const
{
    const ResultPtr counted(PQexec(connection, Count));
    if (PQresultStatus(counted.get()) != PGRES_TUPLES_OK)
        return false;
    const QByteArray ours = QByteArray::number(m_prepared.size());
    return ours == PQgetvalue(counted.get(), 0, 0) && ours == PQgetvalue(counted.get(), 0, 1);
}

QString RepeatedQueries::countExpression()
{
    return QStringLiteral("(SELECT pg_catalog.count(*) FROM pg_catalog.pg_prepared_statements WHERE name ~ '^lockkeeper_')::text");
}

void RepeatedQueries::check(qint64 count)
{
    if (count != m_prepared.size())
        forget();
}

} // namespace lk
