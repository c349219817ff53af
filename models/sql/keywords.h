// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/dialect.h"

#include <QByteArrayView>

namespace lk {

/// Whether @p word is a keyword in SQLite (https://sqlite.org/lang_keywords.html), reserved or not; letter case aside.
bool isReservedWord(QByteArrayView word);

/// Whether @p word needs quotes to be a name in @p dialect. PostgreSQL: all but the unreserved of
/// https://www.postgresql.org/docs/current/sql-keywords-appendix.html; MySQL and MariaDB: what either of them reserves
/// (https://dev.mysql.com/doc/refman/8.4/en/keywords.html, https://mariadb.com/kb/en/reserved-words/).
bool isReservedWord(QByteArrayView word, const Dialect &dialect);

/// Whether MySQL's grammar knows @p word though it needs no quotes as a name: types, options of tables, statements.
bool isUnreservedMysqlWord(QByteArrayView word);

} // namespace lk
