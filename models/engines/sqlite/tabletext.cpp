// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/tabletext.h"

#include "models/sql/scanner.h"

#include <QStringList>

#include <algorithm>
#include <initializer_list>

namespace lk {

namespace {

using Kind = TextClause::Kind;

struct Word {
    QByteArrayView text; ///< empty for everything that is no plain word
    qsizetype offset = 0;
    qsizetype end = 0;
    bool opens = false; ///< a parenthesis, with all that stands in it
};

/// The significant tokens outside of parentheses; a parenthesis counts as one.
std::vector<Word> outerWords(QByteArrayView text)
{
    std::vector<Word> words;
    Scanner scanner(text, sqliteDialect());
    int depth = 0;
    for (Token token = scanner.nextSignificant(); token.kind != TokenKind::End; token = scanner.nextSignificant()) {
        const QByteArrayView piece = scanner.text(token);
        if (depth > 0) {
            depth += piece == "(" ? 1 : piece == ")" ? -1 : 0;
            words.back().end = token.offset + token.length;
            continue;
        }
        depth = piece == "(" ? 1 : 0;
        words.push_back({token.kind == TokenKind::Word ? piece : QByteArrayView(), token.offset,
                         token.offset + token.length, depth == 1});
    }
    return words;
}

bool isOneOf(QByteArrayView word, std::initializer_list<const char *> keywords)
{
    return std::any_of(keywords.begin(), keywords.end(),
                       [word](const char *keyword) { return isKeyword(word, keyword); });
}

/// Whether the word at @p i begins a clause and is not a part of the one before ("NOT DEFERRABLE", "SET NULL").
bool beginsClause(const std::vector<Word> &words, size_t i, bool inColumn)
{
    const QByteArrayView word = words[i].text;
    const QByteArrayView before = i > 0 ? words[i - 1].text : QByteArrayView();
    const QByteArrayView after = i + 1 < words.size() ? words[i + 1].text : QByteArrayView();
    if (isKeyword(before, "CONSTRAINT") || isOneOf(before, {"SET", "NOT", "DEFAULT", "MATCH", "COLLATE"}))
        return false;
    if (isOneOf(word, {"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK"}))
        return i < 2 || !isKeyword(words[i - 2].text, "CONSTRAINT");
    if (!inColumn)
        return isKeyword(word, "FOREIGN") && (i < 2 || !isKeyword(words[i - 2].text, "CONSTRAINT"));
    if (i >= 2 && isKeyword(words[i - 2].text, "CONSTRAINT"))
        return false;
    if (isKeyword(word, "NOT"))
        return isKeyword(after, "NULL");
    if (isKeyword(word, "AS"))
        return !isKeyword(before, "ALWAYS");
    return isOneOf(word, {"NULL", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED"});
}

Kind kindOf(QByteArrayView keyword)
{
    if (isKeyword(keyword, "PRIMARY"))
        return Kind::PrimaryKey;
    if (isKeyword(keyword, "UNIQUE"))
        return Kind::Unique;
    if (isKeyword(keyword, "CHECK"))
        return Kind::Check;
    if (isOneOf(keyword, {"FOREIGN", "REFERENCES"}))
        return Kind::ForeignKey;
    if (isKeyword(keyword, "NOT"))
        return Kind::NotNull;
    if (isKeyword(keyword, "DEFAULT"))
        return Kind::Default;
    if (isKeyword(keyword, "COLLATE"))
        return Kind::Collate;
    if (isOneOf(keyword, {"GENERATED", "AS"}))
        return Kind::Generated;
    return Kind::Null;
}

/// Cuts @p text into clauses, beginning with word @p first.
std::vector<TextClause> readClauses(QByteArrayView text, const std::vector<Word> &words, size_t first, bool inColumn)
{
    std::vector<TextClause> clauses;
    for (size_t i = first; i < words.size();) {
        if (!beginsClause(words, i, inColumn)) {
            ++i;
            continue;
        }
        TextClause clause;
        if (isKeyword(words[i].text, "CONSTRAINT") && i + 2 < words.size()) {
            clause.name = nameOf(text.sliced(words[i + 1].offset, words[i + 1].end - words[i + 1].offset));
            i += 2;
        }
        size_t last = i;
        while (last + 1 < words.size() && !beginsClause(words, last + 1, inColumn))
            ++last;
        clause.kind = kindOf(words[i].text);
        clause.text = text.sliced(words[i].offset, words[last].end - words[i].offset).toByteArray();
        clauses.push_back(std::move(clause));
        i = last + 1;
    }
    return clauses;
}

QByteArray inParentheses(const QString &column, const QByteArray &order)
{
    QString quoted = column;
    quoted.replace(u'"', QStringLiteral("\"\""));
    return "(\"" + quoted.toUtf8() + '"' + order + ')';
}

/// The rest of a clause after its first @p count words.
QByteArray after(const TextClause &clause, const std::vector<Word> &words, size_t count)
{
    return count < words.size() ? ' ' + clause.text.mid(words[count].offset) : QByteArray();
}

/// "x INTEGER PRIMARY KEY DESC ON CONFLICT ABORT AUTOINCREMENT" → PRIMARY KEY ("x" DESC) ON CONFLICT ABORT
QByteArray primaryKeySql(const TextClause &clause, const std::vector<Word> &words, const QString &column)
{
    QByteArray order;
    QByteArray rest;
    for (size_t i = 2; i < words.size(); ++i) {
        if (isKeyword(words[i].text, "DESC"))
            order = " DESC";
        else if (!isOneOf(words[i].text, {"ASC", "AUTOINCREMENT"}))
            rest += ' ' + clause.text.mid(words[i].offset, words[i].end - words[i].offset);
    }
    return "PRIMARY KEY " + inParentheses(column, order) + rest;
}

QByteArray tableConstraintSql(const TextClause &clause, const std::vector<Word> &words, const QString &column)
{
    if (column.isEmpty() || clause.kind == Kind::Check)
        return clause.text;
    if (clause.kind == Kind::PrimaryKey)
        return primaryKeySql(clause, words, column);
    if (clause.kind == Kind::Unique)
        return "UNIQUE " + inParentheses(column, {}) + after(clause, words, 1);
    return "FOREIGN KEY " + inParentheses(column, {}) + ' ' + clause.text;
}

QString typeOf(Kind kind)
{
    switch (kind) {
    case Kind::PrimaryKey: return QStringLiteral("primary key");
    case Kind::Unique: return QStringLiteral("unique");
    case Kind::Check: return QStringLiteral("check");
    default: return QStringLiteral("foreign key");
    }
}

/// "(a, b)": what the first parenthesis holds, quotes taken off.
QString firstParenthesis(const QByteArray &sql)
{
    for (const Word &word : outerWords(sql)) {
        if (!word.opens)
            continue;
        QStringList parts;
        QString part;
        const QByteArray inner = sql.mid(word.offset + 1, word.end - word.offset - 2);
        Scanner scanner(inner, sqliteDialect());
        for (Token token = scanner.nextSignificant(); token.kind != TokenKind::End; token = scanner.nextSignificant()) {
            if (scanner.text(token) == ",") {
                parts << std::exchange(part, {});
                continue;
            }
            const QString name = token.kind == TokenKind::QuotedName ? nameOf(scanner.text(token))
                                                                     : QString::fromUtf8(scanner.text(token));
            part += part.isEmpty() ? name : u' ' + name;
        }
        return u'(' + (parts << part).join(QStringLiteral(", ")) + u')';
    }
    return {};
}

QString madeName(const TextClause &clause, const QByteArray &sql, const QString &column)
{
    constexpr qsizetype Longest = 60;
    switch (clause.kind) {
    case Kind::PrimaryKey: return QStringLiteral("PRIMARY KEY");
    case Kind::Unique: return QStringLiteral("UNIQUE ") + firstParenthesis(sql);
    case Kind::ForeignKey: return QStringLiteral("FOREIGN KEY ") + firstParenthesis(sql);
    default: break;
    }
    if (!column.isEmpty())
        return QStringLiteral("CHECK of ") + column;
    const QString text = QString::fromUtf8(sql).simplified();
    return text.size() <= Longest ? text : text.left(Longest - 1) + u'…';
}

} // namespace

ColumnText readColumn(QByteArrayView definition)
{
    const std::vector<Word> words = outerWords(definition);
    ColumnText column;
    if (words.empty())
        return column;
    column.name = nameOf(definition.sliced(words[0].offset, words[0].end - words[0].offset));
    column.clauses = readClauses(definition, words, 1, true);
    return column;
}

std::vector<TextClause> readTableConstraints(QByteArrayView definition)
{
    return readClauses(definition, outerWords(definition), 0, false);
}

bool isConstraint(const TextClause &clause)
{
    return clause.kind == Kind::PrimaryKey || clause.kind == Kind::Unique || clause.kind == Kind::Check
           || clause.kind == Kind::ForeignKey;
}

ConstraintText constraintOf(const TextClause &clause, const QString &column)
{
    const std::vector<Word> words = outerWords(clause.text);
    ConstraintText constraint;
    constraint.type = typeOf(clause.kind);
    constraint.sql = tableConstraintSql(clause, words, column);
    constraint.name = clause.name.isEmpty() ? madeName(clause, constraint.sql, column) : clause.name;
    constraint.autoincrement =
        clause.kind == Kind::PrimaryKey
        && (std::any_of(words.begin(), words.end(),
                        [](const Word &word) { return isKeyword(word.text, "AUTOINCREMENT"); })
            || firstParenthesis(constraint.sql).endsWith(QLatin1String(" AUTOINCREMENT)"), Qt::CaseInsensitive));
    return constraint;
}

QByteArray canonicalWithoutName(QByteArrayView create)
{
    const std::vector<Word> words = outerWords(create);
    size_t name = 0;
    while (name < words.size() && !isOneOf(words[name].text, {"TABLE", "INDEX", "VIEW", "TRIGGER"}))
        ++name;
    const bool index = name < words.size() && isKeyword(words[name].text, "INDEX");
    ++name;
    if (name + 2 < words.size() && isKeyword(words[name].text, "IF"))
        name += 3;
    // After the name; an index goes on with "ON table".
    const size_t rest = name + (index ? 3 : 1);
    if (rest >= words.size())
        return canonicalSql(create, sqliteDialect());
    return canonicalSql(create.first(words[name].offset), sqliteDialect()) + ' '
           + canonicalSql(create.sliced(words[rest].offset), sqliteDialect());
}

} // namespace lk
