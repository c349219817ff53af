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

    bool operator==(const Dialect &) const = default;
};

/// SQLite's dialect (https://sqlite.org/lang.html and its tokenizer, src/tokenize.c).
const Dialect &sqliteDialect();

} // namespace lk
