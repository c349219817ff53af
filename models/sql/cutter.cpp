// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/cutter.h"

#include "models/sql/clientcommands.h"
#include "models/sql/customdelimiter.h"
#include "models/sql/largepages.h"
#include "models/sql/scanner.h"
#include "models/sql/statementfacts.h"

#include <bit>
#include <cstring>

namespace lk {

namespace {

/// Whether data lines follow the statement: COPY ... FROM stdin.
bool readsStdin(QByteArrayView statement, const Dialect &dialect)
{
    return statement.size() > 4 && lowered(statement.front()) == 'c' && isKeyword(statement.first(4), "COPY")
           && readFacts(statement, dialect).readsStdin;
}

} // namespace

Cutter::Cutter(QByteArrayView script, const Dialect &dialect)
    : m_script(script)
    , m_dialect(dialect)
    , m_next(int(bomLength(script)))
    , m_lines(script, bomLength(script))
    , m_tail(script)
{
    chooseSet();
}

void Cutter::chooseSet()
{
    if (!customDelimiter())
        m_delimiter = ";";
    m_set.fill('"');
    m_set[0] = '-';
    m_set[1] = '/';
    m_set[2] = m_delimiter.front();
    m_set[3] = m_dialect.backtickQuotes ? '`' : m_dialect.dollarQuotes ? '$' : '"';
    m_set[4] = m_dialect.bracketQuotes ? '[' : m_dialect.hashComments ? '#' : '"';
    m_set[5] = m_dialect.psqlCommands || m_dialect.delimiterCommand ? '\\' : '"';
}

Result<std::vector<StatementSpan>> Cutter::cut()
{
    m_marksBase = -64 * BlocksAtOnce;
    for (; m_base < m_script.size() && !m_error; m_base += 64) {
        if (m_base == m_marksBase + 64 * BlocksAtOnce)
            readMarks(m_base);
        readBlock();
    }
    if (!m_error)
        finish();
    if (m_error)
        return Failure(std::move(*m_error));
    return std::move(m_spans);
}

/// The marks from the block at @p base on. Beyond the script there are none.
void Cutter::readMarks(qsizetype base)
{
    m_marksBase = base;
    const char *bytes = m_script.data() + base;
    const qsizetype left = m_script.size() - base;
    const int whole = int(std::min<qsizetype>(left / 64, BlocksAtOnce));
    m_read(bytes, whole, m_set, m_marks);
    if (whole == BlocksAtOnce || left % 64 == 0)
        return;
    char padded[64] = {};
    std::memcpy(padded, bytes + 64 * whole, size_t(left % 64));
    m_read(padded, 1, m_set, m_marks + whole);
}

void Cutter::readBlock()
{
    while (m_next < 64 && !m_error) {
        const int bit = nextEvent();
        m_next = bit < 64 && m_base + bit < m_script.size() ? take(bit) : 64;
    }
    m_next -= 64;
    const uint64_t newlines = marks().newlines;
    m_lineEndsBefore = newlines >> 63;
    m_lines.leave(m_base, newlines);
}

/// The bit of the next byte that means something; 64: none of this block.
inline int Cutter::nextEvent()
{
    const uint64_t unread = ~below(m_next);
    switch (m_state) {
    case State::Inside: return nextInside();
    case State::Between: return nextBetween();
    case State::LineComment: return std::countr_zero(marks().newlines & unread);
    case State::Data:
        return std::countr_zero(marks().backslashes & (marks().newlines << 1 | uint64_t(m_lineEndsBefore)) & unread);
    case State::Skip: return nextSkip();
    case State::Quoted: return inPlainString() ? nextInside() : nextQuoted();
    case State::DollarQuoted: break;
    }
    return nextQuoted();
}

inline int Cutter::nextBetween() const
{
    int bit = m_next;
    while (bit < 64 && m_base + bit < m_script.size() && isSpace(m_script[m_base + bit]))
        ++bit;
    return bit;
}

/// The first bit that ends or interrupts the statement. Plain strings on the way to it are passed all at once: what
/// stands after an odd number of quotes is in one.
inline int Cutter::nextInside()
{
    const BlockMarks &block = marks();
    const uint64_t unread = ~below(m_next);
    const bool quoted = m_state == State::Quoted;
    if (m_dialect.backslashEscapes && block.backslashes)
        return std::countr_zero((block.quotes | (quoted ? block.backslashes : block.others)) & unread);
    // E'...' may go on in the next piece, which looks like a plain string.
    if (m_dialect.escapeStrings && m_backslashes)
        return std::countr_zero((block.quotes | block.others) & unread);
    const uint64_t stringBefore = m_next > 0 ? block.strings >> (m_next - 1) & 1 : 0;
    const uint64_t strings = block.strings ^ (stringBefore != uint64_t(quoted) ? ~uint64_t(0) : 0);
    const uint64_t quotes = block.quotes & unread;
    uint64_t prefixed = 0;
    if (m_dialect.escapeStrings && quotes) {
        const uint64_t before = m_base > 0 && lowered(m_script[m_base - 1]) == 'e';
        prefixed = (block.letters << 1 | before) & quotes;
    }
    const int bit = std::countr_zero(((block.others & ~strings) | (prefixed & strings)) & unread);
    if (const uint64_t passed = quotes & below(bit)) {
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

/// Names, dollar quotes, and strings with backslashes: few scripts hold many of them.
int Cutter::nextQuoted() const
{
    const char close = m_state == State::DollarQuoted ? '$' : m_close;
    const qsizetype offset = m_base + m_next;
    const qsizetype length = std::min<qsizetype>(64 - m_next, m_script.size() - offset);
    if (length <= 0)
        return 64;
    const void *found = std::memchr(m_script.data() + offset, close, size_t(length));
    const int bit = found ? int(static_cast<const char *>(found) - m_script.data() - m_base) : 64;
    if (m_state == State::DollarQuoted || !m_backslashes)
        return bit;
    return std::min(bit, std::countr_zero(marks().backslashes & ~below(m_next)));
}

int Cutter::nextSkip()
{
    if (m_skipEnd >= m_base + 64)
        return 64;
    m_next = int(m_skipEnd - m_base);
    m_state = resting();
    return nextEvent();
}

/// Takes the byte that @p bit stands for; gives the first bit that is not read yet, which may lie beyond the block.
inline int Cutter::take(int bit)
{
    switch (m_state) {
    case State::LineComment:
        commentEnds(m_base + bit);
        m_state = resting();
        return bit;
    case State::Quoted: return takeQuoted(bit);
    case State::DollarQuoted: return takeDollar(bit);
    case State::Data: return takeData(bit);
    case State::Between: return takeBetween(bit);
    default: return takeInside(bit);
    }
}

/// The first byte after a statement that is not space: a comment, an empty piece's end, a command of the client, or the
/// next statement.
inline int Cutter::takeBetween(int bit)
{
    const qsizetype offset = m_base + bit;
    const char c = m_script[offset];
    const char after = byteAt(offset + 1);
    if (atDelimiter(offset))
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
    if (m_dialect.delimiterCommand && mayBeMysqlCommand(c)) {
        if (atDelimiterCommand(m_script, offset))
            return takeDelimiterCommand(bit);
        if (const Result<void> refused = refuseMysqlCommand(m_script, offset); !refused)
            return fail(refused.error());
    }
    begin(bit);
    return customDelimiter() ? bit : startBody(bit);
}

inline int Cutter::takeInside(int bit)
{
    const qsizetype offset = m_base + bit;
    const char c = m_script[offset];
    if (atDelimiter(offset)) {
        end(offset);
        return m_inData ? startData(bit) : bit + int(m_delimiter.size());
    }
    const char after = byteAt(offset + 1);
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

inline void Cutter::begin(int bit)
{
    const qsizetype offset = m_base + bit;
    const auto [line, column] = m_lines.at(m_base, bit, marks().newlines);
    if (m_spans.size() == m_spans.capacity())
        makeRoom(offset);
    m_spans.push_back({offset, 0, line, column});
    m_open = true;
    m_backslashes = false;
    m_state = State::Inside;
}

/// For as many statements as there will be if they go on like this: growing by halves touches twice the memory.
void Cutter::makeRoom(qsizetype offset)
{
    constexpr size_t Few = 64;
    const size_t count = m_spans.size();
    const double wanted = double(count) * double(m_script.size()) / double(std::max<qsizetype>(offset, 1)) * 1.02;
    std::vector<StatementSpan> larger;
    larger.reserve(std::clamp(size_t(wanted), count + count / 2 + Few, 64 * count + Few));
    wantLargePages(larger.data(), larger.capacity() * sizeof(StatementSpan));
    larger.assign(m_spans.begin(), m_spans.end());
    m_spans = std::move(larger);
}

inline void Cutter::end(qsizetype offset)
{
    StatementSpan &span = m_spans.back();
    span.length = m_tail.end(offset) - span.offset;
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

} // namespace lk
