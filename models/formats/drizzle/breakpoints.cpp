// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/drizzle/breakpoints.h"

#include <algorithm>

namespace lk {

namespace {

struct Piece {
    QByteArrayView text;
    qsizetype offset = 0;
};

std::vector<Piece> piecesOf(QByteArrayView script)
{
    constexpr qsizetype Length = sizeof Breakpoint - 1;
    std::vector<Piece> pieces;
    qsizetype begin = 0;
    for (;;) {
        const qsizetype end = script.indexOf(Breakpoint, begin);
        if (end < 0)
            break;
        pieces.push_back({script.sliced(begin, end - begin), begin});
        begin = end + Length;
    }
    pieces.push_back({script.sliced(begin), begin});
    return pieces;
}

/// Whether something stands behind the first semicolon, so that a closer look is worth it.
bool maybeSeveral(QByteArrayView piece)
{
    const qsizetype semicolon = piece.indexOf(';');
    return semicolon >= 0 && !piece.sliced(semicolon + 1).trimmed().isEmpty();
}

qint64 lineOf(QByteArrayView script, const Piece &piece)
{
    const auto text = std::ranges::find_if(piece.text, [](char c) { return c != ' ' && c != '\t' && c != '\r' && c != '\n'; });
    const qsizetype offset = text == piece.text.end() ? piece.offset : piece.offset + (text - piece.text.begin());
    return script.first(offset).count('\n') + 1;
}

} // namespace

Result<std::vector<StatementSpan>> splitAtBreakpoints(QByteArrayView script, const Dialect &dialect)
{
    std::vector<StatementSpan> all;
    qint64 line = 1;
    qsizetype counted = 0;
    for (const Piece &piece : piecesOf(script)) {
        line += script.sliced(counted, piece.offset - counted).count('\n');
        counted = piece.offset;
        const qint64 column = piece.offset == 0 ? 1 : placeOf(script, piece.offset).column;
        auto spans = splitStatements(piece.text, dialect);
        if (!spans) {
            Error error = spans.error();
            error.where.column += error.where.line == 1 ? column - 1 : 0;
            error.where.line += line - 1;
            return Failure(std::move(error));
        }
        for (StatementSpan &span : *spans) {
            span.column += span.line == 1 ? column - 1 : 0;
            span.line += line - 1;
            span.offset += piece.offset;
            span.dataOffset += span.dataOffset > 0 ? piece.offset : 0;
            all.push_back(span);
        }
    }
    return all;
}

ScriptContent contentOfPieces(QByteArrayView script, const Dialect &dialect)
{
    ScriptContent most = ScriptContent::Empty;
    for (const Piece &piece : piecesOf(script)) {
        most = std::max(most, contentOf(piece.text, dialect));
        if (most == ScriptContent::Statements)
            break;
    }
    return most;
}

std::vector<FileProblem> pieceProblems(QByteArrayView script, const Dialect &dialect)
{
    if (dialect.name == u"postgresql") // takes several statements at once, and none
        return {};
    std::vector<FileProblem> problems;
    const std::vector<Piece> pieces = piecesOf(script);
    for (const Piece &piece : pieces) {
        if (pieces.size() > 1 && contentOf(piece.text, dialect) != ScriptContent::Statements)
            problems.push_back({QStringLiteral("empty-piece"),
                                QStringLiteral("there is no statement beside a breakpoint: drizzle sends the empty piece, and the driver refuses it"),
                                QStringLiteral("take that breakpoint out"), lineOf(script, piece), false});
        if (!maybeSeveral(piece.text))
            continue;
        const auto spans = splitStatements(piece.text, dialect);
        if (spans && spans->size() > 1)
            problems.push_back({QStringLiteral("missing-breakpoint"),
                                QStringLiteral("several statements stand without a breakpoint between them: drizzle sends them as one, which most drivers refuse"),
                                QStringLiteral("write %1 between them").arg(QLatin1String(Breakpoint)), lineOf(script, piece), false});
    }
    return problems;
}

} // namespace lk
