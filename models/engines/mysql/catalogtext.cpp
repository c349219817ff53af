// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/catalogtext.h"

#include "models/engines/mysql/values.h"
#include "models/sql/scanner.h"

#include <QRegularExpression>

#include <vector>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// Takes prefixes off a text, token by token.
class PrefixStripper
{
public:
    PrefixStripper(const QByteArray &sql, const QString &database) : m_scanner(sql, mariadbDialect()), m_sql(sql), m_database(database)
    {
        for (Token token = m_scanner.nextSignificant(); token.kind != TokenKind::End; token = m_scanner.nextSignificant())
            m_tokens.push_back(token);
        for (size_t i = 1; i < m_tokens.size(); ++i)
            m_isAlias = m_isAlias || (isDatabase(i) && !isMark(i + 1, '.') && !isMark(i - 1, '.'));
    }

    QString text()
    {
        QByteArray kept;
        qsizetype copied = 0;
        for (size_t i = 0; i + 2 < m_tokens.size(); ++i) {
            if (!isPrefix(i))
                continue;
            kept += m_sql.sliced(copied, m_tokens[i].offset - copied);
            copied = m_tokens[i + 2].offset;
        }
        return QString::fromUtf8(kept + m_sql.sliced(copied));
    }

private:
    bool isMark(size_t i, char mark) const
    {
        return i < m_tokens.size() && m_tokens[i].length == 1 && m_sql[m_tokens[i].offset] == mark;
    }
    bool isDatabase(size_t i) const
    {
        return m_tokens[i].kind == TokenKind::QuotedName && nameOf(m_scanner.text(m_tokens[i])) == m_database;
    }
    bool isPrefix(size_t i) const
    {
        if (!isDatabase(i) || !isMark(i + 1, '.') || (i > 0 && isMark(i - 1, '.')))
            return false;
        // A table's alias may be called as the database is; then only its place tells which of them it is.
        return !m_isAlias || isMark(i + 3, '.') || isMark(i + 3, '(') || followsFrom(i);
    }
    bool followsFrom(size_t i) const
    {
        while (i > 0 && isMark(i - 1, '('))
            --i;
        const QByteArrayView word = i > 0 ? m_scanner.text(m_tokens[i - 1]) : QByteArrayView();
        return isKeyword(word, "FROM") || isKeyword(word, "JOIN") || isKeyword(word, "STRAIGHT_JOIN");
    }

    Scanner m_scanner;
    const QByteArray &m_sql;
    QString m_database;
    std::vector<Token> m_tokens;
    bool m_isAlias = false;
};

QString unquoted(QStringView quoted)
{
    return nameOf(quoted.toUtf8());
}

/// Where the list of partitions begins: a parenthesis at the start of a line.
void readPartitions(const QString &clause, TableText &text)
{
    const qsizetype list = clause.indexOf("\n("_L1);
    text.partitioning = clause.left(list).simplified();
    if (list < 0)
        return;
    static const QRegularExpression start(u"\\n[( ]PARTITION (`(?:[^`]|``)*`)"_s);
    QRegularExpressionMatchIterator found = start.globalMatch(clause, list);
    QList<QRegularExpressionMatch> matches;
    while (found.hasNext())
        matches << found.next();
    for (qsizetype i = 0; i < matches.size(); ++i) {
        const qsizetype from = matches[i].capturedStart() + 2;
        const qsizetype to = i + 1 < matches.size() ? matches[i + 1].capturedStart() : clause.lastIndexOf(u')');
        QString definition = clause.sliced(from, to - from).trimmed();
        if (definition.endsWith(u','))
            definition.chop(1);
        text.partitions.append({unquoted(matches[i].capturedView(1)), definition});
    }
}

void readLine(QString line, TableText &text)
{
    static const QRegularExpression key(
        u"^(?:UNIQUE |FULLTEXT |SPATIAL |VECTOR )?(?:PRIMARY KEY|KEY (`(?:[^`]|``)*`))"_s);
    static const QRegularExpression period(u"^PERIOD FOR (`(?:[^`]|``)*`) "_s);
    if (line.endsWith(u','))
        line.chop(1);
    if (const auto match = key.match(line); match.hasMatch())
        text.keys.insert(match.hasCaptured(1) ? unquoted(match.capturedView(1)) : u"PRIMARY"_s, line);
    if (const auto match = period.match(line); match.hasMatch()) {
        text.period = unquoted(match.capturedView(1));
        text.periodLine = line;
    }
}

/// The text after the first place where the words stand one after the other.
QByteArray afterWords(const QByteArray &sql, const QString &mode, std::initializer_list<QByteArrayView> words)
{
    const Dialect dialect = withSqlMode(mariadbDialect(), mode);
    Scanner scanner(sql, dialect);
    auto awaited = words.begin();
    for (Token token = scanner.nextSignificant(); token.kind != TokenKind::End; token = scanner.nextSignificant()) {
        const bool fits = token.kind == TokenKind::Word && isKeyword(scanner.text(token), *awaited);
        awaited = fits ? awaited + 1 : words.begin();
        if (awaited == words.end())
            return sql.sliced(token.offset + token.length);
    }
    return {};
}

/// The text after its first name, or after the token that stands in a name's place.
QByteArray afterName(const QByteArray &sql, const QString &mode)
{
    const Dialect dialect = withSqlMode(mariadbDialect(), mode);
    Scanner scanner(sql, dialect);
    const Token name = scanner.nextSignificant();
    return sql.sliced(name.offset + name.length);
}

} // namespace

QString mysqlText(const QString &text)
{
    return u'\'' + QString(text).replace(u'\\', "\\\\"_L1).replace(u'\'', "''"_L1).replace(u'\n', "\\n"_L1).replace(u'\r', "\\r"_L1) + u'\'';
}

QString mysqlAccount(const QString &account)
{
    const qsizetype at = account.lastIndexOf(u'@');
    if (at < 0 || at + 1 == account.size())
        return backticked(account.left(at)); // a role
    return backticked(account.left(at)) + u'@' + backticked(account.mid(at + 1));
}

QString charsetOf(const QString &collation)
{
    return collation.section(u'_', 0, 0);
}

QString withoutDatabase(const QString &sql, const QString &database)
{
    if (!sql.contains(backticked(database)))
        return sql;
    const QByteArray bytes = sql.toUtf8();
    return PrefixStripper(bytes, database).text();
}

TableText readTableText(const QString &sql)
{
    static const QRegularExpression counter(u" AUTO_INCREMENT=[0-9]+"_s);
    TableText text;
    const qsizetype end = sql.lastIndexOf("\n)"_L1, sql.indexOf("\n) ENGINE="_L1));
    text.sql = sql;
    if (end < 0)
        return text;
    for (const QString &line : sql.left(end).split(u'\n'))
        readLine(line.trimmed(), text);
    QString tail = sql.mid(end + 2);
    tail.remove(counter);
    text.sql = sql.left(end + 2) + tail;
    static const QRegularExpression partition(u"\\n\\s*(?:/\\*!\\d+ )?PARTITION BY "_s);
    const QRegularExpressionMatch match = partition.match(tail);
    text.options = (match.hasMatch() ? tail.left(match.capturedStart()) : tail).simplified();
    if (match.hasMatch())
        readPartitions(tail.mid(match.capturedStart() + 1), text);
    return text;
}

QString textAfterName(const QString &sql, const QString &mode)
{
    const QByteArray bytes = sql.toUtf8();
    for (const QByteArrayView word : {QByteArrayView("PROCEDURE"), QByteArrayView("FUNCTION"), QByteArrayView("PACKAGE")}) {
        QByteArray rest = afterWords(bytes, mode, {word});
        if (rest.isEmpty())
            continue;
        if (word == "PACKAGE" && rest.startsWith(" BODY "))
            rest = rest.sliced(6);
        return QString::fromUtf8(afterName(rest, mode));
    }
    return {};
}

QString triggerBody(const QString &sql, const QString &mode)
{
    const QByteArray body = afterWords(sql.toUtf8(), mode, {"FOR", "EACH", "ROW"});
    for (const QByteArrayView word : {QByteArrayView("FOLLOWS"), QByteArrayView("PRECEDES")}) {
        if (isKeyword(QByteArrayView(body.trimmed()).first(std::min(body.trimmed().size(), word.size())), word))
            return QString::fromUtf8(afterName(body.trimmed().sliced(word.size()), mode)).trimmed();
    }
    return QString::fromUtf8(body).trimmed();
}

QString eventBody(const QString &sql, const QString &mode)
{
    return QString::fromUtf8(afterWords(sql.toUtf8(), mode, {"DO"})).trimmed();
}

QString viewSelect(const QString &sql)
{
    static const QRegularExpression check(u" WITH (LOCAL|CASCADED) CHECK OPTION$"_s);
    const QByteArray rest = afterName(afterWords(sql.toUtf8(), {}, {"VIEW"}), {});
    return QString::fromUtf8(afterWords(rest, {}, {"AS"})).trimmed().remove(check);
}

} // namespace lk
