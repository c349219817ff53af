// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/splitter.h"

#include <QByteArray>

#include <optional>

namespace lk {

/// Cuts a dump that comes bit by bit into pieces of whole statements, so that a dump of any size is loaded with the memory
/// of its longest statement. Where a piece may end is guessed from the lines (a semicolon at the end of one, outside of
/// DELIMITER blocks) and then proven by the splitter; a wrong guess only makes the piece longer.
class DumpPieces
{
public:
    struct Piece {
        QByteArray text;
        std::vector<StatementSpan> statements; ///< their lines count from the beginning of the dump
    };

    explicit DumpPieces(const Dialect &dialect, qsizetype least = 1 << 20) : m_dialect(dialect), m_least(least), m_wanted(least) {}

    void add(QByteArrayView bytes);
    /// The next piece, if enough has come for one.
    std::optional<Piece> next();
    /// What is left at the end; the error is the splitter's.
    Result<Piece> rest();

private:
    void readLines();
    Piece take(qsizetype length, std::vector<StatementSpan> statements);

    const Dialect &m_dialect;
    qsizetype m_least;
    qsizetype m_wanted;      ///< length that the next try must have
    QByteArray m_buffer;
    qsizetype m_read = 0;    ///< up to where lines were read
    qsizetype m_cut = 0;     ///< where a piece may end
    bool m_delimiter = false; ///< within a DELIMITER block
    qint64 m_linesBefore = 0;
};

} // namespace lk
