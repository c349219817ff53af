// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/clientcommands.h"
#include "models/sql/customdelimiter.h"
#include "models/sql/cutter.h"
#include "models/sql/scanner.h"
#include "models/sql/statementbody.h"

namespace lk {

namespace {

/// Where the versioned comment at @p offset ends; -1 when the text ends inside it.
qsizetype versionedEnd(QByteArrayView script, const Dialect &dialect, qsizetype offset)
{
    Scanner scanner(script, dialect, offset);
    for (Token token = scanner.next(); token.kind != TokenKind::End; token = scanner.next()) {
        if (!scanner.inVersionedComment())
            return token.offset + token.length;
    }
    return -1;
}

} // namespace

int Cutter::takeQuoted(int bit)
{
    const qsizetype offset = m_base + bit;
    if (m_script[offset] != m_close)
        return bit + 2;
    m_state = State::Inside;
    m_quotedEnd = offset + 1;
    return bit + 1;
}

int Cutter::startQuoted(int bit, char close)
{
    const qsizetype offset = m_base + bit;
    if (m_quotedEnd != offset || m_close != close || close == ']') {
        m_backslashes = backslashesIn(offset, close);
        m_tokenStart = offset;
    }
    m_close = close;
    m_state = State::Quoted;
    return bit + 1;
}

/// Whether backslashes escape in what opens at @p offset. E'..' goes on in a piece on the next line.
bool Cutter::backslashesIn(qsizetype offset, char close) const
{
    if (m_dialect.backslashEscapes)
        return close == '\'' || (close == '"' && m_dialect.doubleQuotedStrings);
    if (!m_dialect.escapeStrings || close != '\'')
        return false;
    if (offset > 0 && lowered(m_script[offset - 1]) == 'e')
        return !inName(offset - 1);
    return m_backslashes && m_quotedEnd >= m_spans.back().offset && continuesString(m_script, m_quotedEnd, offset);
}

/// Where the string opened that the script ends inside; looked for only then.
qsizetype Cutter::openQuote() const
{
    const qsizetype begin = m_spans.back().offset;
    Scanner scanner(m_script, m_dialect, begin);
    for (Token token = scanner.next(); token.kind != TokenKind::End; token = scanner.next()) {
        if (token.kind == TokenKind::Unterminated)
            return m_script.indexOf(m_close, token.offset);
    }
    return begin;
}

int Cutter::startDollarQuote(int bit)
{
    const qsizetype offset = m_base + bit;
    const qsizetype mark = dollarMark(m_script, offset);
    if (mark == 0 || inName(offset))
        return bit + 1;
    m_dollarMark = m_script.sliced(offset, mark);
    m_tokenStart = offset;
    m_state = State::DollarQuoted;
    return bit + int(mark);
}

int Cutter::takeDollar(int bit)
{
    if (!m_script.sliced(m_base + bit).startsWith(m_dollarMark))
        return bit + 1;
    m_state = State::Inside;
    m_dollarEnd = m_base + bit + m_dollarMark.size();
    return bit + int(m_dollarMark.size());
}

/// Whether a name goes on at @p offset: in a$b$ the dollars belong to it, in 1$b$ and $1$b$ the second piece is quoted.
bool Cutter::inName(qsizetype offset) const
{
    const qsizetype bound = std::max(m_spans.back().offset, m_dollarEnd);
    for (qsizetype at = offset - 1; at >= bound && isNameByte(m_script[at]); --at) {
        if (isNameStart(m_script[at]))
            return true;
    }
    return false;
}

int Cutter::startLineComment(int bit)
{
    commentBegins(m_base + bit);
    m_state = State::LineComment;
    return bit + 1;
}

int Cutter::startBlockComment(int bit)
{
    const qsizetype offset = m_base + bit;
    const bool code = m_open && m_dialect.versionedComments
                      && versionedMark(m_script, offset, m_dialect.mariadbComments) > 0;
    const qsizetype close = code ? versionedEnd(m_script, m_dialect, offset)
                                 : blockCommentEnd(m_script, offset, m_dialect.nestedComments);
    if (close < 0)
        return unterminated(QStringLiteral("comment"), offset, QStringLiteral("*/"));
    if (code)
        return skipTo(close);
    commentBegins(offset);
    commentEnds(close);
    return skipTo(close);
}

void Cutter::commentBegins(qsizetype offset)
{
    if (m_open)
        m_tail.commentBegins(offset);
}

void Cutter::commentEnds(qsizetype offset)
{
    if (m_open)
        m_tail.commentEnds(offset);
}

/// Goes on after the part of the statement that begins here in which semicolons end nothing.
int Cutter::startBody(int bit)
{
    const Result<qsizetype> end = bodyEnd(m_script, m_dialect, m_base + bit);
    if (!end)
        return fail(end.error());
    return *end > 0 ? skipTo(*end) : bit;
}

int Cutter::takeDelimiterCommand(int bit)
{
    const qsizetype offset = m_base + bit;
    const Result<QByteArrayView> delimiter = readDelimiter(m_script, offset);
    if (!delimiter)
        return fail(delimiter.error());
    m_delimiterAt = *delimiter == ";" ? -1 : offset;
    m_delimiter = *delimiter;
    chooseSet();
    readMarks(m_base); // those made before looked for the other one
    return skipTo(nextLine(m_script, offset));
}

/// After COPY ... FROM stdin; the data begins on the next line.
int Cutter::startData(int bit)
{
    const qsizetype line = nextLine(m_script, m_base + bit);
    const QByteArrayView rest = m_script.sliced(m_base + bit + 1, line - m_base - bit - 1).trimmed();
    if (!rest.isEmpty() && !rest.startsWith("--"))
        return fail(textBeforeData(m_script, m_base + bit + 1));
    m_spans.back().dataOffset = line;
    return skipTo(line);
}

/// A backslash at the beginning of a data line: "\." alone ends the data.
int Cutter::takeData(int bit)
{
    const qsizetype offset = m_base + bit;
    const qsizetype line = nextLine(m_script, offset);
    if (m_script.sliced(offset, line - offset).trimmed() != "\\." || isSpace(byteAt(offset - 1)) == false)
        return bit + 1;
    m_spans.back().dataLength = offset - m_spans.back().dataOffset;
    m_inData = false;
    return skipTo(line);
}

int Cutter::skipTo(qsizetype end)
{
    m_skipEnd = end;
    m_state = State::Skip;
    return int(std::min<qsizetype>(end - m_base, 64));
}

int Cutter::fail(Error error)
{
    m_error = std::move(error);
    return 64;
}

int Cutter::unterminated(const QString &what, qsizetype offset, const QString &close)
{
    return fail(bodyNeverEnds(m_script, offset, what, QStringLiteral("close it with %1").arg(close)));
}

} // namespace lk
