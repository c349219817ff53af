// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/dumppieces.h"

#include <algorithm>

namespace lk {

namespace {

bool isClosed(QByteArrayView text, const std::vector<StatementSpan> &statements)
{
    return statements.empty() || text.sliced(statements.back().offset + statements.back().length).trimmed().startsWith(';');
}

} // namespace

void DumpPieces::add(QByteArrayView bytes)
{
    m_buffer.append(bytes.data(), bytes.size());
    readLines();
}

void DumpPieces::readLines()
{
    for (qsizetype end = m_buffer.indexOf('\n', m_read); end >= 0; end = m_buffer.indexOf('\n', m_read)) {
        const QByteArrayView line = QByteArrayView(m_buffer).sliced(m_read, end - m_read).trimmed();
        m_read = end + 1;
        if (line.startsWith("DELIMITER "))
            m_delimiter = line != QByteArrayView("DELIMITER ;");
        if (!m_delimiter && line.endsWith(';'))
            m_cut = m_read;
    }
}

std::optional<DumpPieces::Piece> DumpPieces::next()
{
    if (m_cut < m_wanted)
        return std::nullopt;
    const QByteArrayView text = QByteArrayView(m_buffer).first(m_cut);
    auto statements = splitStatements(text, m_dialect);
    if (!statements || !isClosed(text, *statements)) {
        m_wanted = 2 * m_cut;
        return std::nullopt;
    }
    return take(m_cut, *std::move(statements));
}

Result<DumpPieces::Piece> DumpPieces::rest()
{
    auto statements = splitStatements(m_buffer, m_dialect);
    if (!statements) {
        statements.error().where.line += m_linesBefore;
        return Failure(statements.error());
    }
    return take(m_buffer.size(), *std::move(statements));
}

DumpPieces::Piece DumpPieces::take(qsizetype length, std::vector<StatementSpan> statements)
{
    for (StatementSpan &span : statements)
        span.line += m_linesBefore;
    Piece piece{m_buffer.first(length), std::move(statements)};
    m_buffer.remove(0, length);
    m_linesBefore += std::count(piece.text.begin(), piece.text.end(), '\n');
    m_read = std::max<qsizetype>(m_read - length, 0);
    m_cut = 0;
    m_wanted = m_least;
    return piece;
}

} // namespace lk
