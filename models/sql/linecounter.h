// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/blockmarks.h"
#include "models/sql/characters.h"

#include <bit>

namespace lk {

/// Lines and columns of statements, from masks of line ends of one block of 64 bytes after the other.
class LineCounter
{
public:
    /// @p begin is where the first line begins: after a BOM.
    LineCounter(QByteArrayView script, qsizetype begin) : m_script(script), m_lineStart(begin), m_columnAt(begin) {}

    struct Position {
        qint64 line;
        qint64 column;
    };
    /// Of byte @p bit of the block at @p base; positions are asked for in order.
    Position at(qsizetype base, int bit, uint64_t newlines);
    /// The block is read.
    void leave(qsizetype base, uint64_t newlines);

private:
    QByteArrayView m_script;
    qint64 m_linesBefore = 0; ///< line ends before the block
    qsizetype m_lineStart;    ///< after the last line end before the block
    qsizetype m_columnAt;     ///< byte up to which m_column counts
    qint64 m_column = 1;
};

inline LineCounter::Position LineCounter::at(qsizetype base, int bit, uint64_t newlines)
{
    const qsizetype offset = base + bit;
    const uint64_t before = newlines & below(bit);
    const qsizetype lineStart = before ? base + 64 - std::countl_zero(before) : m_lineStart;
    // Many statements on one long line: each counts on from the one before.
    if (m_columnAt < lineStart) {
        m_columnAt = lineStart;
        m_column = 1;
    }
    if (m_columnAt < offset)
        m_column += characterCount(m_script.sliced(m_columnAt, offset - m_columnAt));
    m_columnAt = offset;
    return {m_linesBefore + bitCount(before) + 1, m_column};
}

inline void LineCounter::leave(qsizetype base, uint64_t newlines)
{
    if (!newlines)
        return;
    m_linesBefore += bitCount(newlines);
    m_lineStart = base + 64 - std::countl_zero(newlines);
}

} // namespace lk
