// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/splitter.h"

#include "models/sql/bytemasks.h"
#include "models/sql/triggerbody.h"

#include <algorithm>
#include <bit>
#include <cstring>

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

/// Walks over the script in blocks of 64 bytes. Every state has a bit mask of the only bytes that can end it, so text
/// between them is never looked at again; line ends are counted from a mask of the same block while it is in the
/// registers.
class Cutter
{
public:
    Cutter(QByteArrayView script, const Dialect &dialect)
        : m_script(script), m_dialect(dialect), m_next(int(bomLength(script))), m_lineStart(m_next), m_columnAt(m_next)
    {}

    Result<std::vector<StatementSpan>> cut();

private:
    enum class State { Between, Inside, Quoted, LineComment, Skip };

    void readBlock(const char *bytes);
    void readSkip();
    uint64_t insideEvents(const Block &block) const;
    uint64_t otherEvents(const Block &block) const;
    int take(int bit);
    int takeBetween(int bit);
    int takeInside(int bit);
    int startQuoted(int bit, char close);
    int startLineComment(int bit);
    int startBlockComment(int bit);
    int startDollarQuote(int bit);
    int skipTo(qsizetype end);
    int fail(const char *what, qsizetype offset);
    void begin(int bit);
    void end(qsizetype offset);
    void commentBegins(qsizetype offset);
    void commentEnds(qsizetype offset);

    State resting() const { return m_open ? State::Inside : State::Between; }
    char byteAt(qsizetype offset) const { return offset < m_script.size() ? m_script[offset] : '\0'; }
    qsizetype trimmed(qsizetype end) const;
    Error unterminated() const;

    QByteArrayView m_script;
    const Dialect &m_dialect;
    std::vector<StatementSpan> m_spans;
    State m_state = State::Between;
    bool m_open = false;       ///< a statement has begun
    qsizetype m_base = 0;      ///< of the block
    uint64_t m_newlines = 0;   ///< of the block
    int m_next = 0;            ///< first bit of the block that is not read yet
    qint64 m_linesBefore = 0;  ///< line ends before the block
    qsizetype m_lineStart = 0; ///< after the last line end before the block
    qsizetype m_columnAt = 0;  ///< byte up to which m_column counts
    qint64 m_column = 1;
    char m_close = '\0';            ///< ends State::Quoted
    qsizetype m_quotedEnd = -1;     ///< after the last quoted piece: a doubled mark goes on with it
    qsizetype m_skipEnd = 0;        ///< ends State::Skip
    qsizetype m_tokenStart = 0;     ///< of the string or name being read
    const char *m_failed = nullptr; ///< what the text ends inside of
    qsizetype m_contentEnd = -1;    ///< of the statement, before the comments that end at m_commentEnd
    qsizetype m_commentEnd = -1;
};

Result<std::vector<StatementSpan>> Cutter::cut()
{
    for (; m_base < m_script.size() && !m_failed; m_base += 64) {
        const qsizetype left = m_script.size() - m_base;
        if (left >= 64) {
            readBlock(m_script.data() + m_base);
        } else {
            char padded[64] = {};
            std::memcpy(padded, m_script.data() + m_base, size_t(left));
            readBlock(padded);
        }
    }
    if (m_state == State::Quoted)
        fail(m_close == '\'' ? "string" : "quoted name", m_tokenStart);
    if (m_failed)
        return Failure(unterminated());
    if (m_state == State::LineComment)
        commentEnds(m_script.size());
    if (m_open)
        end(m_script.size());
    return std::move(m_spans);
}

void Cutter::readBlock(const char *bytes)
{
    const Block block(bytes);
    m_newlines = block.equal('\n');
    const uint64_t inside = insideEvents(block);
    while (m_next < 64 && !m_failed) {
        if (m_state == State::Skip) {
            readSkip();
            continue;
        }
        const uint64_t events = (m_state == State::Inside ? inside : otherEvents(block)) & ~below(m_next);
        const int bit = std::countr_zero(events);
        m_next = bit < 64 && m_base + bit < m_script.size() ? take(bit) : 64;
    }
    m_next -= 64;
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

/// The bytes that mean something within a statement.
uint64_t Cutter::insideEvents(const Block &block) const
{
    const auto pairs = [&](char first, char second) {
        const uint64_t last = byteAt(m_base + 64) == second ? uint64_t(1) << 63 : 0;
        return block.equal(first) & (block.equal(second) >> 1 | last);
    };
    uint64_t events = block.equal(';') | block.equal('\'') | block.equal('"') | pairs('-', '-') | pairs('/', '*');
    if (m_dialect.backtickQuotes)
        events |= block.equal('`');
    if (m_dialect.bracketQuotes)
        events |= block.equal('[');
    if (m_dialect.hashComments)
        events |= block.equal('#');
    if (m_dialect.dollarQuotes)
        events |= block.equal('$');
    return events;
}

uint64_t Cutter::otherEvents(const Block &block) const
{
    if (m_state == State::Between)
        return ~block.space();
    if (m_state == State::LineComment)
        return m_newlines;
    const bool escapes = m_dialect.backslashEscapes && m_close == '\'';
    return block.equal(m_close) | (escapes ? block.equal('\\') : 0);
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
    case State::Between: return takeBetween(bit);
    default: return takeInside(bit);
    }
}

/// The first byte after a statement that is not space: a comment, an empty piece's semicolon, or the next statement.
int Cutter::takeBetween(int bit)
{
    const qsizetype offset = m_base + bit;
    const char c = m_script[offset];
    const char after = byteAt(offset + 1);
    if (c == ';')
        return bit + 1;
    if ((c == '-' && after == '-') || (c == '#' && m_dialect.hashComments))
        return startLineComment(bit);
    if (c == '/' && after == '*')
        return startBlockComment(bit);
    begin(bit);
    const qsizetype bodyEnd = m_dialect.triggerBodies ? triggerEnd(m_script, m_dialect, offset) : 0;
    if (bodyEnd < 0)
        return fail("trigger body", offset);
    return bodyEnd > 0 ? skipTo(bodyEnd) : bit;
}

int Cutter::takeInside(int bit)
{
    const qsizetype offset = m_base + bit;
    const char c = m_script[offset];
    switch (c) {
    case ';': end(offset); return bit + 1;
    case '[': return startQuoted(bit, ']');
    case '-':
    case '#': return startLineComment(bit);
    case '/': return startBlockComment(bit);
    case '$': return startDollarQuote(bit);
    default: return startQuoted(bit, c);
    }
}

int Cutter::startQuoted(int bit, char close)
{
    if (m_quotedEnd != m_base + bit || m_close != close || close == ']')
        m_tokenStart = m_base + bit;
    m_close = close;
    m_state = State::Quoted;
    return bit + 1;
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
    const qsizetype close = blockCommentEnd(m_script, offset, m_dialect.nestedComments);
    if (close < 0)
        return fail("comment", offset);
    commentBegins(offset);
    commentEnds(close);
    return skipTo(close);
}

int Cutter::startDollarQuote(int bit)
{
    const qsizetype offset = m_base + bit;
    const bool inName = offset > 0 && isNameByte(m_script[offset - 1]);
    const qsizetype mark = inName ? 0 : dollarMark(m_script, offset);
    if (mark == 0)
        return bit + 1;
    const qsizetype close = m_script.indexOf(m_script.sliced(offset, mark), offset + mark);
    return close < 0 ? fail("dollar-quoted string", offset) : skipTo(close + mark);
}

int Cutter::skipTo(qsizetype end)
{
    m_skipEnd = end;
    m_state = State::Skip;
    return int(std::min<qsizetype>(end - m_base, 64));
}

int Cutter::fail(const char *what, qsizetype offset)
{
    m_failed = what;
    m_tokenStart = offset;
    return 64;
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
    m_state = State::Inside;
}

void Cutter::end(qsizetype offset)
{
    StatementSpan &span = m_spans.back();
    const qsizetype last = trimmed(offset);
    span.length = (last == m_commentEnd ? m_contentEnd : last) - span.offset;
    m_open = false;
    m_state = State::Between;
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

Error Cutter::unterminated() const
{
    const QString what = QString::fromLatin1(m_failed);
    const QString close = what == u"comment"                ? QStringLiteral("*/")
                          : what == u"trigger body"         ? QStringLiteral("END after the body's last semicolon")
                          : what == u"dollar-quoted string" ? QStringLiteral("the same mark")
                                                            : QString(QLatin1Char(m_close));
    return {.code = ErrorCode::Failed,
            .what = QStringLiteral("A %1 begins here and never ends").arg(what),
            .where = placeOf(m_script, m_tokenStart),
            .why = QStringLiteral("the script ends inside it, at line %1").arg(placeOf(m_script, m_script.size()).line),
            .nextStep = QStringLiteral("close it with %1").arg(close)};
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
