// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/splitter.h"

#include "models/sql/bytemasks.h"
#include "models/sql/clientcommands.h"
#include "models/sql/customdelimiter.h"
#include "models/sql/scanner.h"
#include "models/sql/statementbody.h"
#include "models/sql/statementfacts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <optional>

namespace lk {

namespace {

qsizetype bomLength(QByteArrayView script)
{
    return script.startsWith("\xEF\xBB\xBF") ? 3 : 0;
}

/// Characters, not bytes: what continues a UTF-8 sequence does not count.
qint64 characters(QByteArrayView text)
{
    return std::count_if(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) > -65; });
}

constexpr uint64_t below(int bit)
{
    return bit >= 64 ? ~uint64_t(0) : (uint64_t(1) << bit) - 1;
}

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

/// Whether data lines follow the statement: COPY ... FROM stdin.
bool readsStdin(QByteArrayView statement, const Dialect &dialect)
{
    return statement.size() > 4 && lowered(statement.front()) == 'c' && isKeyword(statement.first(4), "COPY")
           && readFacts(statement, dialect).readsStdin;
}

/// Walks over the script in blocks of 64 bytes. Every state has a bit mask of the only bytes that can end it, so text
/// between them is never looked at again; line ends are counted from a mask of the same block while it is in the
/// registers.
class Cutter
{
public:
    Cutter(QByteArrayView script, const Dialect &dialect)
        : m_script(script), m_dialect(dialect), m_next(int(bomLength(script))), m_lineStart(m_next), m_columnAt(m_next)
    {
        chooseMarks();
        m_spans.reserve(size_t(script.size() / 160)); // untouched pages cost nothing, growing does
    }

    Result<std::vector<StatementSpan>> cut();

private:
    enum class State { Between, Inside, Quoted, DollarQuoted, LineComment, Data, Skip };

    void chooseMarks();
    /// Of the block: single quotes, and the other bytes that mean something within a statement.
    struct Marks {
        uint64_t quotes;
        uint64_t others;
        uint64_t prefixed; ///< of the quotes, those that may open E'...'
        bool plainQuotes;  ///< every other quote opens or closes: no backslash concerns one
    };

    void readBlock(const char *bytes);
    Marks readMarks(const Block &block) const;
    int nextInside(const Marks &marks);
    void readSkip();
    void finish();
    uint64_t otherEvents(const Block &block) const;
    int take(int bit);
    int takeBetween(int bit);
    int takeDelimiterCommand(int bit);
    int takeInside(int bit);
    int takeDollar(int bit);
    int takeData(int bit);
    int startQuoted(int bit, char close);
    int startLineComment(int bit);
    int startBlockComment(int bit);
    int startDollarQuote(int bit);
    int startBody(int bit);
    int startData(int bit);
    int skipTo(qsizetype end);
    int fail(Error error);
    int unterminated(const QString &what, qsizetype offset, const QString &close);
    void begin(int bit);
    void end(qsizetype offset);
    void commentBegins(qsizetype offset);
    void commentEnds(qsizetype offset);
    bool backslashesIn(qsizetype offset, char close) const;

    State resting() const { return m_open ? State::Inside : m_inData ? State::Data : State::Between; }
    char byteAt(qsizetype offset) const { return offset < m_script.size() ? m_script[offset] : '\0'; }
    bool atDelimiter(qsizetype offset) const { return m_script.sliced(offset).startsWith(m_delimiter); }
    bool inPlainString() const
    {
        return m_state == State::Quoted && m_close == '\'' && (m_dialect.backslashEscapes || !m_backslashes);
    }
    bool customDelimiter() const { return m_delimiterAt >= 0; }
    qsizetype openQuote() const;
    bool inName(qsizetype offset) const;
    qsizetype trimmed(qsizetype end) const;

    QByteArrayView m_script;
    const Dialect &m_dialect;
    std::vector<StatementSpan> m_spans;
    State m_state = State::Between;
    bool m_open = false;           ///< a statement has begun
    bool m_inData = false;         ///< of COPY
    Block::Set m_marks = {};       ///< single bytes that mean something within a statement
    QByteArrayView m_delimiter;    ///< ends statements
    qsizetype m_delimiterAt = -1;  ///< the DELIMITER command that has set it
    qsizetype m_base = 0;          ///< of the block
    uint64_t m_newlines = 0;       ///< of the block
    bool m_lineEndsBefore = false; ///< the byte before the block is a line end
    int m_next = 0;                ///< first bit of the block that is not read yet
    qint64 m_linesBefore = 0;      ///< line ends before the block
    qsizetype m_lineStart = 0;     ///< after the last line end before the block
    qsizetype m_columnAt = 0;      ///< byte up to which m_column counts
    qint64 m_column = 1;
    char m_close = '\0';         ///< ends State::Quoted
    bool m_backslashes = false;  ///< in State::Quoted a backslash takes the next byte with it
    qsizetype m_quotedEnd = -1;  ///< after the last quoted piece: a doubled mark goes on with it
    QByteArrayView m_dollarMark; ///< ends State::DollarQuoted
    qsizetype m_dollarEnd = 0;   ///< after the last dollar-quoted string
    qsizetype m_skipEnd = 0;     ///< ends State::Skip
    qsizetype m_tokenStart = 0;  ///< of the string or name being read; -1: not noted
    std::optional<Error> m_error;
    qsizetype m_contentEnd = -1; ///< of the statement, before the comments that end at m_commentEnd
    qsizetype m_commentEnd = -1;
};

void Cutter::chooseMarks()
{
    if (!customDelimiter())
        m_delimiter = ";";
    std::array<char, 7> bytes;
    bytes.fill('"');
    bytes[0] = '-';
    bytes[1] = '/';
    bytes[2] = m_delimiter.front();
    bytes[3] = m_dialect.backtickQuotes ? '`' : m_dialect.dollarQuotes ? '$' : '"';
    bytes[4] = m_dialect.bracketQuotes ? '[' : m_dialect.hashComments ? '#' : '"';
    bytes[5] = m_dialect.psqlCommands || m_dialect.delimiterCommand ? '\\' : '"';
    m_marks = Block::set(bytes);
}

Result<std::vector<StatementSpan>> Cutter::cut()
{
    for (; m_base < m_script.size() && !m_error; m_base += 64) {
        const qsizetype left = m_script.size() - m_base;
        if (left >= 64) {
            readBlock(m_script.data() + m_base);
        } else {
            char padded[64] = {};
            std::memcpy(padded, m_script.data() + m_base, size_t(left));
            readBlock(padded);
        }
    }
    if (!m_error)
        finish();
    if (m_error)
        return Failure(std::move(*m_error));
    return std::move(m_spans);
}

/// What the end of the script means.
void Cutter::finish()
{
    if (m_state == State::Quoted) {
        if (m_tokenStart < 0)
            m_tokenStart = openQuote();
        const bool string = m_close == '\'' || (m_close == '"' && m_dialect.doubleQuotedStrings);
        unterminated(string ? QStringLiteral("string") : QStringLiteral("quoted name"), m_tokenStart,
                     QString(QLatin1Char(m_close)));
    } else if (m_state == State::DollarQuoted) {
        unterminated(QStringLiteral("dollar-quoted string"), m_tokenStart, QString::fromUtf8(m_dollarMark));
    } else if (m_inData) {
        fail(missingDataEnd(m_script, m_spans.back()));
    } else {
        if (m_state == State::LineComment)
            commentEnds(m_script.size());
        if (m_open && customDelimiter())
            fail(missingDelimiter(m_script, m_spans.back().offset, m_delimiter, m_delimiterAt));
        else if (m_open)
            end(m_script.size());
        if (m_inData && !m_error)
            fail(missingDataEnd(m_script, m_spans.back()));
    }
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

void Cutter::readBlock(const char *bytes)
{
    const Block block(bytes);
    m_newlines = block.equal('\n');
    Marks marks = {};
    bool marksKnown = false;
    while (m_next < 64 && !m_error) {
        if (m_state == State::Skip) {
            readSkip();
            continue;
        }
        int bit = 64;
        if (m_state == State::Inside || inPlainString()) {
            if (!marksKnown)
                marks = readMarks(block);
            marksKnown = true;
            if (m_state == State::Inside || marks.plainQuotes)
                bit = nextInside(marks);
            else
                bit = std::countr_zero(otherEvents(block) & ~below(m_next));
        } else {
            bit = std::countr_zero(otherEvents(block) & ~below(m_next));
        }
        const qsizetype delimiterAt = m_delimiterAt;
        m_next = bit < 64 && m_base + bit < m_script.size() ? take(bit) : 64;
        marksKnown = marksKnown && delimiterAt == m_delimiterAt;
    }
    m_next -= 64;
    m_lineEndsBefore = m_newlines >> 63;
    if (m_newlines) {
        m_linesBefore += std::popcount(m_newlines);
        m_lineStart = m_base + 64 - std::countl_zero(m_newlines);
    }
}

void Cutter::readSkip()
{
    if (m_skipEnd >= m_base + 64) {
        m_next = 64;
        return;
    }
    m_next = int(m_skipEnd - m_base);
    m_state = resting();
}

Cutter::Marks Cutter::readMarks(const Block &block) const
{
    Marks marks{block.equal('\''), block.any(m_marks), 0, true};
    if (m_dialect.backslashEscapes) {
        marks.plainQuotes = block.equal('\\') == 0;
    } else if (m_dialect.escapeStrings && marks.quotes) {
        const uint64_t before = m_base > 0 && lowered(m_script[m_base - 1]) == 'e';
        marks.prefixed = ((block.equal('e') | block.equal('E')) << 1 | before) & marks.quotes;
    }
    return marks;
}

/// The first bit that ends or interrupts the statement. Plain strings on the way to it are passed all at once: what
/// stands after an odd number of quotes is in one.
int Cutter::nextInside(const Marks &marks)
{
    const uint64_t unread = ~below(m_next);
    // E'...' may go on in the next piece, which looks like a plain string.
    if (!marks.plainQuotes || (m_dialect.escapeStrings && m_backslashes))
        return std::countr_zero((marks.quotes | marks.others) & unread);
    const uint64_t quotes = marks.quotes & unread;
    const uint64_t strings = prefixXor(quotes) ^ (m_state == State::Quoted ? ~uint64_t(0) : 0);
    const int bit = std::countr_zero(((marks.others & ~strings) | (marks.prefixed & strings)) & unread);
    const uint64_t passed = quotes & below(bit);
    if (passed) {
        m_quotedEnd = m_base + 64 - std::countl_zero(passed);
        m_tokenStart = -1;
    }
    const bool inString = bit == 64 && strings >> 63;
    m_state = inString ? State::Quoted : State::Inside;
    if (inString) {
        m_close = '\'';
        m_backslashes = m_dialect.backslashEscapes;
    }
    return bit;
}

uint64_t Cutter::otherEvents(const Block &block) const
{
    switch (m_state) {
    case State::Between: return ~block.space();
    case State::LineComment: return m_newlines;
    case State::DollarQuoted: return block.equal('$');
    case State::Data: return block.equal('\\') & (m_newlines << 1 | uint64_t(m_lineEndsBefore));
    default: return block.equal(m_close) | (m_backslashes ? block.equal('\\') : 0);
    }
}

/// Takes the byte that @p bit stands for; gives the first bit that is not read yet, which may lie beyond the block.
int Cutter::take(int bit)
{
    const qsizetype offset = m_base + bit;
    switch (m_state) {
    case State::LineComment:
        commentEnds(offset);
        m_state = resting();
        return bit;
    case State::Quoted:
        if (m_script[offset] != m_close)
            return bit + 2;
        m_state = State::Inside;
        m_quotedEnd = offset + 1;
        return bit + 1;
    case State::DollarQuoted: return takeDollar(bit);
    case State::Data: return takeData(bit);
    case State::Between: return takeBetween(bit);
    default: return takeInside(bit);
    }
}

/// The first byte after a statement that is not space: a comment, an empty piece's end, a command of the client, or the
/// next statement.
int Cutter::takeBetween(int bit)
{
    const qsizetype offset = m_base + bit;
    const char c = m_script[offset];
    const char after = byteAt(offset + 1);
    if (c == m_delimiter.front() && atDelimiter(offset))
        return bit + int(m_delimiter.size());
    if (c == ';')
        return bit + 1;
    // The mysql client takes "--" for a comment here even without a space after it.
    if ((c == '-' && after == '-') || (c == '#' && m_dialect.hashComments))
        return startLineComment(bit);
    const bool code = c == '/' && m_dialect.versionedComments
                      && versionedMark(m_script, offset, m_dialect.mariadbComments);
    if (c == '/' && after == '*' && !code)
        return startBlockComment(bit);
    if (c == '\\' && m_dialect.psqlCommands) {
        const Result<qsizetype> end = skipPsqlCommand(m_script, offset);
        return end ? skipTo(*end) : fail(end.error());
    }
    if (m_dialect.delimiterCommand) {
        if (atDelimiterCommand(m_script, offset))
            return takeDelimiterCommand(bit);
        if (const Result<void> refused = refuseMysqlCommand(m_script, offset); !refused)
            return fail(refused.error());
    }
    begin(bit);
    return customDelimiter() ? bit : startBody(bit);
}

int Cutter::takeDelimiterCommand(int bit)
{
    const qsizetype offset = m_base + bit;
    const Result<QByteArrayView> delimiter = readDelimiter(m_script, offset);
    if (!delimiter)
        return fail(delimiter.error());
    m_delimiterAt = *delimiter == ";" ? -1 : offset;
    m_delimiter = *delimiter;
    chooseMarks();
    return skipTo(nextLine(m_script, offset));
}

int Cutter::takeInside(int bit)
{
    const qsizetype offset = m_base + bit;
    const char c = m_script[offset];
    const char after = byteAt(offset + 1);
    if (c == m_delimiter.front() && atDelimiter(offset)) {
        end(offset);
        return m_inData ? startData(bit) : bit + int(m_delimiter.size());
    }
    switch (c) {
    case '\'':
    case '"': return startQuoted(bit, c);
    case '`': return m_dialect.backtickQuotes ? startQuoted(bit, c) : bit + 1;
    case '[': return m_dialect.bracketQuotes ? startQuoted(bit, ']') : bit + 1;
    case '-':
        return after == '-' && (!m_dialect.dashNeedsSpace || spacedDash(m_script, offset)) ? startLineComment(bit)
                                                                                           : bit + 1;
    case '#': return m_dialect.hashComments ? startLineComment(bit) : bit + 1;
    case '/': return after == '*' ? startBlockComment(bit) : bit + 1;
    case '$': return m_dialect.dollarQuotes ? startDollarQuote(bit) : bit + 1;
    case '\\':
        if (m_dialect.delimiterCommand && after == 'N') // once a way to write NULL
            return bit + 2;
        return fail(backslashError(m_script, offset, m_dialect));
    default: return bit + 1;
    }
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

/// Goes on after the part of the statement that begins here in which semicolons end nothing.
int Cutter::startBody(int bit)
{
    const Result<qsizetype> end = bodyEnd(m_script, m_dialect, m_base + bit);
    if (!end)
        return fail(end.error());
    return *end > 0 ? skipTo(*end) : bit;
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

void Cutter::begin(int bit)
{
    const qsizetype offset = m_base + bit;
    const uint64_t before = m_newlines & below(bit);
    const qsizetype lineStart = before ? m_base + 64 - std::countl_zero(before) : m_lineStart;
    // Many statements on one long line: each counts on from the one before.
    if (m_columnAt < lineStart) {
        m_columnAt = lineStart;
        m_column = 1;
    }
    m_column += characters(m_script.sliced(m_columnAt, offset - m_columnAt));
    m_columnAt = offset;
    m_spans.push_back({offset, 0, m_linesBefore + std::popcount(before) + 1, m_column});
    m_open = true;
    m_backslashes = false;
    m_state = State::Inside;
}

void Cutter::end(qsizetype offset)
{
    StatementSpan &span = m_spans.back();
    const qsizetype last = trimmed(offset);
    span.length = (last == m_commentEnd ? m_contentEnd : last) - span.offset;
    m_open = false;
    m_state = State::Between;
    if (customDelimiter()) {
        const Result<qsizetype> length = singleStatement(m_script, span, m_dialect, m_delimiter, m_delimiterAt);
        if (!length)
            fail(length.error());
        else
            span.length = *length;
    } else if (m_dialect.copyData && readsStdin(m_script.sliced(span.offset, span.length), m_dialect)) {
        m_inData = true;
        span.dataOffset = m_script.size();
    }
}

/// Remembers where the statement would end if nothing but comments followed.
void Cutter::commentBegins(qsizetype offset)
{
    if (!m_open)
        return;
    const qsizetype last = trimmed(offset);
    if (last != m_commentEnd)
        m_contentEnd = last;
}

void Cutter::commentEnds(qsizetype offset)
{
    if (m_open)
        m_commentEnd = trimmed(offset);
}

qsizetype Cutter::trimmed(qsizetype end) const
{
    while (end > 0 && isSpace(m_script[end - 1]))
        --end;
    return end;
}

} // namespace

Result<std::vector<StatementSpan>> splitStatements(QByteArrayView script, const Dialect &dialect)
{
    return Cutter(script, dialect).cut();
}

Place placeOf(QByteArrayView script, qsizetype offset)
{
    const QByteArrayView before = script.first(std::clamp<qsizetype>(offset, 0, script.size()));
    const qsizetype lineStart = std::max(before.lastIndexOf('\n') + 1, std::min(bomLength(script), before.size()));
    const qint64 lines = std::count(before.begin(), before.end(), '\n');
    return {QString(), lines + 1, characters(before.sliced(lineStart)) + 1};
}

} // namespace lk
