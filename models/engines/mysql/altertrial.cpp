// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/altertrial.h"

#include "models/engines/mysql/copymask.h"
#include "models/engines/mysql/mysqlerror.h"
#include "models/engines/mysql/values.h"

#include <mysql.h>
#include <mysqld_error.h>

namespace lk {

namespace {

bool says(QByteArrayView statement, const char *word)
{
    return statement.toByteArray().toUpper().contains(word);
}

} // namespace

AlterTrial::AlterTrial(MysqlSession &scratch, MysqlSession &server)
    : m_scratch(scratch), m_server(server), m_database(scratch.info().database + QStringLiteral("_trial"))
{
}

bool AlterTrial::isFor(const StatementFacts &facts)
{
    return (facts.verb == Verb::Alter && facts.objectKind == ObjectKind::Table)
           || ((facts.verb == Verb::Create || facts.verb == Verb::Drop) && facts.objectKind == ObjectKind::Index);
}

/// The table itself, those that it refers to, and those that the statement makes it refer to.
Result<QStringList> AlterTrial::tablesFor(const StatementFacts &facts)
{
    QStringList tables{facts.table};
    const Result<Rows> parents = m_server.query(QStringLiteral("SELECT DISTINCT referenced_table_name FROM information_schema.key_column_usage WHERE table_schema = ? "
                                                               "AND table_name = ? AND referenced_table_name IS NOT NULL AND referenced_table_schema = table_schema"),
                                                {m_scratch.info().database, facts.table});
    if (!parents)
        return Failure(parents.error());
    tables += firstColumn(*parents) + facts.references;
    tables.removeDuplicates();
    return tables;
}

/// Empty copies in a database that is made anew, with the session's own settings.
Result<void> AlterTrial::copyTables(const StatementFacts &facts)
{
    const auto tables = tablesFor(facts);
    if (!tables)
        return Failure(tables.error());
    const QByteArray database = backticked(m_database).toUtf8();
    QByteArrayList statements{"DROP DATABASE IF EXISTS " + database, "CREATE DATABASE " + database, "USE " + database, "SET foreign_key_checks = 0"};
    const QString scratch = backticked(m_scratch.info().database);
    for (const QString &table : *tables) {
        const Result<Rows> made = m_server.query(QStringLiteral("SHOW CREATE TABLE %1.%2").arg(scratch, backticked(table)));
        if (!made)
            return Failure(made.error());
        statements << made->rows.at(0).value(1).toString().toUtf8();
    }
    const Result<Rows> settings = m_scratch.query(QStringLiteral("SELECT @@foreign_key_checks, @@sql_mode"));
    if (!settings)
        return Failure(settings.error());
    statements << "SET foreign_key_checks = " + settings->rows[0][0].toByteArray() + ", sql_mode = " + literal(settings->rows[0][1]);
    for (const QByteArray &statement : std::as_const(statements)) {
        if (const Result<void> done = m_server.replay(statement); !done)
            return done;
    }
    return {};
}

Result<AlterTrial::Answer> AlterTrial::accepts(QByteArrayView statement, const StatementFacts &facts, const QString &algorithm, const QString &lock)
{
    // MariaDB's DROP INDEX takes neither word; it is an ALTER TABLE in short (its manual, "DROP INDEX").
    const bool drops = facts.verb == Verb::Drop;
    const QByteArray comma = facts.verb == Verb::Create ? " " : ", ";
    const QString asAlter = QStringLiteral("ALTER TABLE %1 DROP INDEX %2").arg(backticked(facts.table), backticked(facts.name));
    // On a line of its own: the statement may end in a comment.
    QByteArray text = (drops ? asAlter.toUtf8() : statement.toByteArray()) + '\n' + comma + "ALGORITHM=" + algorithm.toLatin1();
    if (!lock.isEmpty())
        text += comma + "LOCK=" + lock.toLatin1();
    // By the handle itself: the server's number says what kind of no it is.
    if (mysql_real_query(m_server.handle(), text.constData(), static_cast<unsigned long>(text.size())) == 0)
        return Answer::Accepted;
    const unsigned error = mysql_errno(m_server.handle());
    if (error == ER_ALTER_OPERATION_NOT_SUPPORTED || error == ER_ALTER_OPERATION_NOT_SUPPORTED_REASON)
        return Answer::Refused;
    return Failure(mysqlError(m_server.handle(), QStringLiteral("the trial failed")));
}

Result<AlterWay> AlterTrial::of(QByteArrayView statement, const StatementFacts &facts)
{
    if (says(statement, "ALGORITHM") || says(statement, "LOCK"))
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the statement chooses them itself")});
    QByteArray here = statement.toByteArray();
    if (m_scratch.mask()) {
        CopyMask mask = m_scratch.mask()->onto(m_database);
        auto masked = mask.rewrite(statement);
        if (!masked)
            return failure(std::move(masked));
        here = masked->sql;
    }
    const QStringList algorithms = m_server.isMariadb() ? QStringList{QStringLiteral("INSTANT"), QStringLiteral("NOCOPY"), QStringLiteral("INPLACE"), QStringLiteral("COPY")}
                                                        : QStringList{QStringLiteral("INSTANT"), QStringLiteral("INPLACE"), QStringLiteral("COPY")};
    AlterWay way;
    if (auto copied = copyTables(facts); !copied)
        return failure(std::move(copied));
    for (const QString &algorithm : algorithms) {
        const auto answer = accepts(here, facts, algorithm, {});
        if (!answer)
            return Failure(answer.error());
        if (*answer == Answer::Accepted) {
            way.algorithm = algorithm;
            break;
        }
    }
    if (auto copied = copyTables(facts); !copied)
        return failure(std::move(copied));
    for (const char *lock : {"NONE", "SHARED"}) {
        const auto answer = accepts(here, facts, way.algorithm, QString::fromLatin1(lock));
        if (!answer)
            return Failure(answer.error());
        if (*answer == Answer::Accepted) {
            way.lock = QString::fromLatin1(lock);
            return way;
        }
    }
    way.lock = QStringLiteral("EXCLUSIVE");
    return way;
}

} // namespace lk
