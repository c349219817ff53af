// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/blockmarks.h"
#include "models/sql/linecounter.h"
#include "models/sql/splitter.h"
#include "models/sql/statementtail.h"

#include <optional>

namespace lk {

/// Walks over a script in blocks of 64 bytes and cuts it into statements. Every state has a bit mask of the only bytes
/// that can end it, so text between them is never looked at again; the masks of a few thousand bytes are made at once,
/// just before they are read. cutter.cpp walks, cutterpieces.cpp knows strings, comments and bodies.
class Cutter
{
public:
    Cutter(QByteArrayView script, const Dialect &dialect);

    Result<std::vector<StatementSpan>> cut();

private:
    enum class State { Between, Inside, Quoted, DollarQuoted, LineComment, Data, Skip };
    static constexpr int BlocksAtOnce = 32;

    void chooseSet();
    void readMarks(qsizetype base);
    void readBlock();
    // The way of every statement, all in one piece of code.
    [[gnu::always_inline]] int nextEvent();
    [[gnu::always_inline]] int nextBetween() const;
    [[gnu::always_inline]] int nextInside();
    int nextQuoted() const;
    int nextSkip();
    [[gnu::always_inline]] int take(int bit);
    [[gnu::always_inline]] int takeBetween(int bit);
    [[gnu::always_inline]] int takeInside(int bit);
    [[gnu::always_inline]] void begin(int bit);
    [[gnu::always_inline]] void end(qsizetype offset);
    void makeRoom(qsizetype offset);
    void finish();

    int takeQuoted(int bit);
    int takeDelimiterCommand(int bit);
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
    void commentBegins(qsizetype offset);
    void commentEnds(qsizetype offset);
    bool backslashesIn(qsizetype offset, char close) const;
    qsizetype openQuote() const;
    bool inName(qsizetype offset) const;

    const BlockMarks &marks() const { return m_marks[(m_base - m_marksBase) / 64]; }
    State resting() const { return m_open ? State::Inside : m_inData ? State::Data : State::Between; }
    char byteAt(qsizetype offset) const { return offset < m_script.size() ? m_script[offset] : '\0'; }
    bool atDelimiter(qsizetype offset) const
    {
        return m_script[offset] == m_delimiter.front()
               && (m_delimiter.size() == 1 || m_script.sliced(offset).startsWith(m_delimiter));
    }
    bool inPlainString() const
    {
        return m_state == State::Quoted && m_close == '\'' && (m_dialect.backslashEscapes || !m_backslashes);
    }
    bool customDelimiter() const { return m_delimiterAt >= 0; }

    QByteArrayView m_script;
    const Dialect &m_dialect;
    ReadMarks m_read = fastestReadMarks();
    BlockMarks m_marks[BlocksAtOnce];
    qsizetype m_marksBase = 0; ///< of the first of them
    ByteSet m_set = {};        ///< single bytes that mean something within a statement
    std::vector<StatementSpan> m_spans;
    State m_state = State::Between;
    bool m_open = false;           ///< a statement has begun
    bool m_inData = false;         ///< of COPY
    bool m_lineEndsBefore = false; ///< the byte before the block is a line end
    QByteArrayView m_delimiter;    ///< ends statements
    qsizetype m_delimiterAt = -1;  ///< the DELIMITER command that has set it
    qsizetype m_base = 0;          ///< of the block
    int m_next;                    ///< first bit of the block that is not read yet
    LineCounter m_lines;
    StatementTail m_tail;
    char m_close = '\0';         ///< ends State::Quoted
    bool m_backslashes = false;  ///< in State::Quoted a backslash takes the next byte with it
    qsizetype m_quotedEnd = -1;  ///< after the last quoted piece: a doubled mark goes on with it
    QByteArrayView m_dollarMark; ///< ends State::DollarQuoted
    qsizetype m_dollarEnd = 0;   ///< after the last dollar-quoted string
    qsizetype m_skipEnd = 0;     ///< ends State::Skip
    qsizetype m_tokenStart = 0;  ///< of the string or name being read; -1: not noted
    std::optional<Error> m_error;
};

} // namespace lk
