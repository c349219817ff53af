// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lk {

/// How a database's SQL text is read, as data. Engines name their dialect; scanner, splitter and facts ask it.
struct Dialect {
    QString name;                  ///< as in `check --engine`: "sqlite", "postgresql", "mysql", "mariadb"
    bool backtickQuotes = false;   ///< `name`
    bool bracketQuotes = false;    ///< [name]
    bool hashComments = false;     ///< # to the end of the line
    bool nestedComments = false;   ///< /* /* */ */
    bool dollarQuotes = false;     ///< $tag$ ... $tag$
    bool backslashEscapes = false; ///< 'it\'s'
    bool triggerBodies = false;    ///< CREATE TRIGGER ... BEGIN ...; ...; END is one statement

    bool escapeStrings = false;       ///< E'it\'s', and U&'..', N'..', B'..', X'..' with plain backslashes
    bool introducers = false;         ///< _utf8mb4'..' and N'..'; X'..' and B'..' are byte strings
    bool doubleQuotedStrings = false; ///< "x" is a string
    bool bareParameters = true;       ///< :x, @x and ?1 stand for values
    bool userVariables = false;       ///< @x, @@x, @'x', @`x`
    bool customOperators = false;     ///< operators are runs of +-*/<>=~!@#%^&|`?
    bool dashNeedsSpace = false;      ///< "--" opens a comment only before white space or the end
    bool versionedComments = false;   ///< /*!40101 SET ... */ contains code
    bool mariadbComments = false;     ///< so does /*M!100100 ... */
    bool atomicBodies = false;        ///< CREATE FUNCTION ... BEGIN ATOMIC ...; END; CREATE RULE ... DO (...; ...)
    bool compoundBodies = false;      ///< CREATE PROCEDURE ... BEGIN ... IF ... END IF; END, BEGIN NOT ATOMIC ... END
    bool psqlCommands = false;        ///< psql's \restrict, \i ... are recognised
    bool copyData = false;            ///< COPY ... FROM stdin; is followed by data up to a line "\."
    bool delimiterCommand = false;    ///< the mysql client's DELIMITER, source, \G ... are recognised

    /// What becomes of a name's letters when it is written without quotes.
    enum class NameCase { Insensitive, Lowered, Kept };
    NameCase nameCase = NameCase::Insensitive;

    bool operator==(const Dialect &) const = default;
};

/// SQLite's dialect (https://sqlite.org/lang.html and its tokenizer, src/tokenize.c).
const Dialect &sqliteDialect();

/// PostgreSQL's, with standard_conforming_strings on (https://www.postgresql.org/docs/current/sql-syntax-lexical.html,
/// src/backend/parser/scan.l), and psql's commands (src/fe_utils/psqlscan.l).
const Dialect &postgresqlDialect();

/// MySQL's with the default sql_mode (https://dev.mysql.com/doc/refman/8.4/en/language-structure.html), and the
/// mysql client's commands.
const Dialect &mysqlDialect();

/// MariaDB's with the default sql_mode (https://mariadb.com/kb/en/sql-language-structure/).
const Dialect &mariadbDialect();

/// @p dialect as the session setting @p sqlMode ("ANSI_QUOTES,NO_BACKSLASH_ESCAPES") changes it; only modes that alter
/// how text is cut into tokens matter. sql_mode combinations such as ANSI imply what the manual says they do.
Dialect withSqlMode(Dialect dialect, const QString &sqlMode);

} // namespace lk
