// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/foreignsyntax.h"

#include "models/sql/tokenreader.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

constexpr auto both = "PostgreSQL's and MySQL's"_L1;
constexpr auto postgres = "PostgreSQL's"_L1;
constexpr auto mysql = "MySQL's"_L1;
constexpr auto stops = ": it stops with a syntax error"_L1;
constexpr auto rebuild =
    "build the table anew: create it under another name, copy the rows, drop the old one, rename"_L1;

/// Words at a statement's beginning.
struct Beginning {
    QByteArrayView first;
    QByteArrayView second; ///< empty: any
    QLatin1StringView whose;
    QString instead;
};

ForeignSyntax beginning(TokenReader reader)
{
    static const Beginning beginnings[] = {
        {"TRUNCATE", {}, both, u"DELETE FROM the table, in its own migration"_s},
        {"COMMENT", "ON", postgres, u"keep the words in an SQL comment of the CREATE statement"_s},
        {"GRANT", {}, both, u"leave it out: whoever may write the file may do everything"_s},
        {"REVOKE", {}, both, u"leave it out: whoever may write the file may do everything"_s},
        {"SET", {}, both, u"leave it out, or use the PRAGMA that fits"_s},
        {"USE", {}, mysql, u"leave it out: a SQLite file is one database"_s},
        {"LOCK", {}, both, u"leave it out: the run holds the write lock"_s},
        {"UNLOCK", {}, mysql, u"leave it out: the run holds the write lock"_s},
        {"SHOW", {}, both, u"use a PRAGMA or read sqlite_schema"_s},
        {"CALL", {}, both, u"write the statements themselves: SQLite has no procedures"_s},
        {"DO", {}, both, u"write the statements themselves: SQLite has no blocks"_s},
        {"COPY", {}, postgres, u"use INSERT"_s},
        {"DELIMITER", {}, mysql, u"leave it out: a trigger's body is read as a whole"_s},
        {"DECLARE", {}, both, u"write plain statements"_s},
        {"OPTIMIZE", "TABLE", mysql, u"VACUUM, outside of migrations"_s},
        {"RENAME", "TABLE", mysql, u"ALTER TABLE old RENAME TO new"_s},
        {"START", "TRANSACTION", both, u"leave it out: the script runs in a transaction"_s},
        {"REFRESH", {}, postgres, u"SQLite has no materialized views: use a table and an INSERT"_s},
        {"MERGE", {}, postgres, u"INSERT .. ON CONFLICT DO UPDATE"_s},
    };
    const QByteArrayView first = reader.peekText();
    if (reader.take().kind != TokenKind::Word)
        return {};
    for (const Beginning &known : beginnings) {
        if (isKeyword(first, known.first) && (known.second.isEmpty() || reader.atWord(known.second)))
            return {QString::fromLatin1(known.first), known.whose, stops, known.instead};
    }
    return {};
}

/// CREATE, DROP and ALTER of things that SQLite does not have.
ForeignSyntax otherObject(TokenReader reader, const StatementFacts &facts)
{
    const QString verb = QString::fromUtf8(reader.text(reader.take())).toUpper();
    if (facts.verb == Verb::Create && reader.takeWord("OR"))
        return {u"CREATE OR REPLACE"_s, both, stops, u"DROP .. IF EXISTS and then CREATE"_s};
    reader.takeWord("UNIQUE");
    const QString kind = QString::fromUtf8(reader.peekText()).toUpper();
    if (facts.objectKind == ObjectKind::Index) {
        reader.take();
        if (reader.atWord("CONCURRENTLY"))
            return {u"CONCURRENTLY"_s, postgres, stops, u"leave it out"_s};
        return {};
    }
    if (facts.objectKind == ObjectKind::Other || (facts.verb == Verb::Alter && facts.objectKind != ObjectKind::Table))
        return {verb + u' ' + kind, both, stops, u"leave it out, or do it in the program"_s};
    return {};
}

/// ALTER TABLE with an action that SQLite lacks, or with several.
ForeignSyntax otherAction(TokenReader reader, const StatementFacts &facts)
{
    if (facts.verb != Verb::Alter || facts.objectKind != ObjectKind::Table || facts.guarded)
        return {};
    reader.take();
    reader.take();
    takeQualifiedName(reader);
    const qsizetype offset = reader.peek().offset;
    if (facts.alter == AlterAction::Other) {
        const QByteArrayView first = reader.text(reader.take());
        const QString action = QString::fromUtf8(first.toByteArray() + ' ' + reader.peekText().toByteArray()).toUpper();
        return {u"ALTER TABLE .. "_s + action.trimmed(), both, stops, rebuild, offset};
    }
    while (!reader.atEnd()) {
        if (reader.atMark('('))
            reader.skipParentheses();
        else if (reader.atMark(','))
            return {u"ALTER TABLE with several changes"_s, both, stops, u"write one ALTER TABLE for each change"_s,
                    reader.peek().offset};
        else
            reader.take();
    }
    return {};
}

/// Single words and marks anywhere in the statement.
ForeignSyntax inside(TokenReader reader, const StatementFacts &facts)
{
    const bool table = facts.verb == Verb::Create && facts.objectKind == ObjectKind::Table;
    const bool definesColumns = table || facts.alter == AlterAction::AddColumn;
    QByteArrayView before;
    while (!reader.atEnd()) {
        const qsizetype offset = reader.peek().offset;
        // A column may be called so; a type stands after the column's name.
        const bool name = before == "(" || before == "," || isKeyword(before, "COLUMN") || isKeyword(before, "ADD");
        before = reader.peekText();
        if (definesColumns && !name && reader.atWord({"SERIAL", "BIGSERIAL", "SMALLSERIAL"}))
            return {QString::fromUtf8(reader.peekText()).toUpper(), postgres,
                    u": it is taken for a type without meaning, and no numbers are drawn"_s, u"INTEGER PRIMARY KEY"_s,
                    offset};
        if (definesColumns && !name && reader.atWord("AUTO_INCREMENT"))
            return {u"AUTO_INCREMENT"_s, mysql, stops, u"INTEGER PRIMARY KEY, which numbers by itself"_s, offset};
        if (table && reader.takeWord("ENGINE") && reader.atMark('='))
            return {u"ENGINE ="_s, mysql, stops, u"leave it out"_s, offset};
        if (reader.atWord("ILIKE"))
            return {u"ILIKE"_s, postgres, stops, u"LIKE, which ignores the case of ASCII letters"_s, offset};
        if (facts.verb == Verb::Insert && reader.takeWord("DUPLICATE") && reader.atWord("KEY"))
            return {u"ON DUPLICATE KEY UPDATE"_s, mysql, stops, u"ON CONFLICT (key) DO UPDATE SET .."_s, offset};
        if (reader.takeWord("NOW")) {
            if (reader.atMark('('))
                return {u"now()"_s, both, u": there is no such function"_s, u"datetime('now') or CURRENT_TIMESTAMP"_s,
                        offset};
            continue;
        }
        if (reader.peekText() == "::")
            return {u"the cast ::"_s, postgres, stops, u"CAST(value AS type)"_s, offset};
        if (!reader.atEnd())
            reader.take();
    }
    return {};
}

} // namespace

ForeignSyntax foreignSyntax(const AnalysedStatement &statement, const Dialect &dialect)
{
    if (dialect.name != sqliteDialect().name)
        return {};
    // Rows of data as literals have no syntax to look at.
    constexpr qsizetype LongestToRead = 64 * 1024;
    const TokenReader reader(statement.sql, dialect);
    const StatementFacts &facts = statement.facts;
    ForeignSyntax found;
    if (facts.verb == Verb::Other)
        return beginning(reader);
    if (facts.changesSchema())
        found = otherObject(reader, facts);
    if (found.what.isEmpty())
        found = otherAction(reader, facts);
    if (found.what.isEmpty() && statement.sql.size() <= LongestToRead)
        found = inside(reader, facts);
    return found;
}

} // namespace lk
