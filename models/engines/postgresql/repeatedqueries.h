// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/session.h"

#include <QHash>

struct pg_conn;

namespace lk {

/// Queries that one session asks again and again: the server parses and plans each of them once (manual, PREPARE).
class RepeatedQueries
{
public:
    /// What the query @p name, whose text may be another than the last time, gives for the values of its $1, $2..., written as in SQL.
    Result<Rows> ask(Session &session, const QString &name, const QString &sql, const QStringList &values);

    /// How many of them the server knows, as an SQL expression.
    static QString countExpression();
    /// Scripts may do away with all that is prepared; asking for it then would be an error, and the end of a transaction.
    void check(qint64 count);
    void forget() { m_prepared.clear(); }

    /// Whether nobody else prepared anything, and nothing of ours is gone.
    bool areAll(pg_conn *connection) const;

private:
    struct Prepared {
        QString sql;
        QString statement; ///< as the server calls it
    };

    QHash<QString, Prepared> m_prepared;
    int m_last = 0; ///< no name is given twice
};

} // namespace lk
