// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/mysql/session.h"
#include "models/sql/statementfacts.h"

namespace lk {

/// What the server would accept for a change of a table: whether it can is decided without looking at rows.
struct AlterWay {
    QString algorithm; ///< the cheapest: INSTANT, NOCOPY (MariaDB), INPLACE, COPY
    QString lock;      ///< the weakest beside it: NONE, SHARED, EXCLUSIVE
};

/// Tries changes of tables on empty copies, in a database of its own beside a scratch.
class AlterTrial
{
public:
    /// @p server: a connection without a database, for the trial only.
    AlterTrial(MysqlSession &scratch, MysqlSession &server);

    /// Whether the statement is one that takes ALGORITHM and LOCK.
    static bool isFor(const StatementFacts &facts);
    /// Tries @p statement from the cheapest way on. An error says why there is no answer.
    Result<AlterWay> of(QByteArrayView statement, const StatementFacts &facts);

private:
    enum class Answer { Accepted, Refused };

    Result<void> copyTables(const StatementFacts &facts);
    Result<QStringList> tablesFor(const StatementFacts &facts);
    Result<Answer> accepts(QByteArrayView statement, const StatementFacts &facts, const QString &algorithm, const QString &lock);

    MysqlSession &m_scratch;
    MysqlSession &m_server;
    QString m_database; ///< of the trial
};

} // namespace lk
