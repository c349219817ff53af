// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/statementfacts.h"

#include <QByteArrayView>

namespace lk {

/// Whether PostgreSQL refuses to run @p statement within a transaction block ("cannot run inside a transaction block"),
/// as the Notes of each command's page say (https://www.postgresql.org/docs/current/sql-commands.html) and
/// PreventInTransactionBlock() is called in its source. @p serverVersion is server_version_num (150004), 0 when unknown
/// (then the newest is meant). What only the server can know is not told: REINDEX and CLUSTER of a partitioned table,
/// and procedures and DO blocks that COMMIT.
bool refusesTransaction(const StatementFacts &facts, QByteArrayView statement, int serverVersion);

/// Whether MySQL or MariaDB commits the open transaction because of @p statement, before it or after it
/// (https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html,
/// https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/). What a procedure that is CALLed or a
/// prepared statement does is not known from the text.
bool commitsImplicitly(const StatementFacts &facts, QByteArrayView statement);

/// What @p statement would do in PostgreSQL that the rollback of its transaction does not take back, as far as its text tells:
/// "writes a file on the server"; empty: nothing. Numbers that are merely taken from a sequence are not told.
QString outlastsRollback(const StatementFacts &facts, QByteArrayView statement);

} // namespace lk
