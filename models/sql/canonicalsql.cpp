// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/characters.h"
#include "models/sql/keywords.h"
#include "models/sql/scanner.h"

#include <algorithm>
#include <vector>

namespace lk {

namespace {

QByteArray loweredText(QByteArrayView text)
{
    QByteArray result = text.toByteArray();
    std::transform(result.begin(), result.end(), result.begin(), lowered);
    return result;
}

bool isPlainName(QByteArrayView name, const Dialect &dialect)
{
    return !name.isEmpty() && isNameStart(name.front()) && std::all_of(name.begin(), name.end(), isNameByte)
           && !isReservedWord(name, dialect);
}

QByteArray quoted(const QByteArray &name, char mark)
{
    return mark + QByteArray(name).replace(mark, QByteArray(2, mark)) + mark;
}

/// Writes tokens in one form each, with single spaces between them.
class Canonical
{
public:
    Canonical(QByteArrayView sql, const Dialect &dialect) : m_scanner(sql, dialect) {}

    QByteArray text();

private:
    QByteArray form(const Token &token) const;
    QByteArray wordForm(QByteArrayView word) const;
    QByteArray stringForm(QByteArrayView token) const;
    QByteArray nameForm(QByteArrayView token) const;
    bool inValuePlace() const;
    void note(const Token &token);

    Scanner m_scanner;
    QByteArray m_before;             ///< the token before, in lower case
    std::vector<bool> m_expressions; ///< of each open parenthesis: whether values stand in it rather than definitions
};

QByteArray Canonical::text()
{
    QByteArray result;
    for (Token token = m_scanner.nextSignificant(); token.kind != TokenKind::End; token = m_scanner.nextSignificant()) {
        if (!result.isEmpty())
            result += ' ';
        result += form(token);
        note(token);
    }
    while (result.endsWith(" ;") || result == ";")
        result.chop(std::min<qsizetype>(2, result.size()));
    return result;
}

QByteArray Canonical::form(const Token &token) const
{
    const QByteArrayView text = m_scanner.text(token);
    switch (token.kind) {
    case TokenKind::Word: return wordForm(text);
    case TokenKind::Number:
    case TokenKind::Blob: return loweredText(text);
    case TokenKind::QuotedName: return nameForm(text);
    case TokenKind::String: return stringForm(text);
    default: return text.toByteArray();
    }
}

/// MySQL's tables and aliases are other ones when their letters' case is, so only its own words are lowered.
QByteArray Canonical::wordForm(QByteArrayView word) const
{
    const bool name = m_scanner.dialect().nameCase == Dialect::NameCase::Kept
                      && !isReservedWord(word, m_scanner.dialect()) && !isUnreservedMysqlWord(word);
    return name ? word.toByteArray() : loweredText(word);
}

/// The prefix of E'x' in lower case, the string as it is.
QByteArray Canonical::stringForm(QByteArrayView token) const
{
    const qsizetype open = token.front() == '$' ? 0 : std::max<qsizetype>(0, token.indexOf('\''));
    return loweredText(token.first(open)) + token.sliced(open).toByteArray();
}

QByteArray Canonical::nameForm(QByteArrayView token) const
{
    const Dialect &dialect = m_scanner.dialect();
    const QByteArray exact = nameOf(token, dialect).toUtf8();
    const QByteArray folded = loweredText(exact);
    switch (dialect.nameCase) {
    case Dialect::NameCase::Lowered: return isPlainName(exact, dialect) && exact == folded ? exact : quoted(exact, '"');
    case Dialect::NameCase::Kept:
        return isPlainName(exact, dialect) && (exact == folded || !isUnreservedMysqlWord(exact)) ? exact
                                                                                                 : quoted(exact, '`');
    default: break;
    }
    // SQLite reads "Paid" as a string where no column has that name: where a value may stand the letters are kept.
    const bool mayBeString = token.front() == '"' && inValuePlace();
    const QByteArray name = mayBeString ? exact : folded;
    return isPlainName(name, dialect) && name == folded ? name : quoted(name, '"');
}

bool Canonical::inValuePlace() const
{
    static const QByteArrayView valueWords[] = {"default", "then", "else", "when", "like", "glob", "return", "in"};
    if (!m_expressions.empty() && m_expressions.back())
        return true;
    if (m_before.size() <= 2 && !m_before.isEmpty() && !isNameByte(m_before.front()))
        return m_before != "(" && m_before != "," && m_before != "." && m_before != ")";
    return std::find(std::begin(valueWords), std::end(valueWords), m_before) != std::end(valueWords);
}

void Canonical::note(const Token &token)
{
    static const QByteArrayView valueLists[] = {"check", "default", "in", "as", "values", "when", "where"};
    const QByteArrayView text = m_scanner.text(token);
    if (token.kind == TokenKind::Operator && text == "(") {
        const bool inner = !m_expressions.empty() && m_expressions.back();
        const bool list = std::find(std::begin(valueLists), std::end(valueLists), m_before) != std::end(valueLists);
        m_expressions.push_back(inner || list);
    } else if (token.kind == TokenKind::Operator && text == ")" && !m_expressions.empty()) {
        m_expressions.pop_back();
    }
    m_before = token.kind == TokenKind::Word || token.kind == TokenKind::Operator ? loweredText(text) : QByteArray();
}

} // namespace

QByteArray canonicalSql(QByteArrayView sql, const Dialect &dialect)
{
    return Canonical(sql, dialect).text();
}

} // namespace lk
