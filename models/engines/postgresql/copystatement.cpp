// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/copystatement.h"

#include "models/sql/scanner.h"

#include <QRegularExpression>

namespace lk {

namespace {

enum class CopyWith { Nobody, ClientData, ClientRows };

CopyWith copyWith(QByteArrayView statement)
{
    Scanner scanner(statement, postgresqlDialect());
    if (!isKeyword(scanner.text(scanner.nextSignificant()), "COPY"))
        return CopyWith::Nobody;
    int depth = 0;
    QByteArrayView before;
    for (Token token = scanner.nextSignificant(); token.kind != TokenKind::End; token = scanner.nextSignificant()) {
        const QByteArrayView text = scanner.text(token);
        depth += text == "(" ? 1 : text == ")" ? -1 : 0;
        const bool client = isKeyword(text, "STDIN") || isKeyword(text, "STDOUT");
        // The server takes either word in both directions.
        if (depth == 0 && token.kind == TokenKind::Word && client && isKeyword(before, "FROM"))
            return CopyWith::ClientData;
        if (depth == 0 && token.kind == TokenKind::Word && client && isKeyword(before, "TO"))
            return CopyWith::ClientRows;
        before = text;
    }
    return CopyWith::Nobody;
}

} // namespace

bool readsFromClient(QByteArrayView statement)
{
    return copyWith(statement) == CopyWith::ClientData;
}

Result<void> refuseCopyWithClient(QByteArrayView statement)
{
    switch (copyWith(statement)) {
    case CopyWith::Nobody: return {};
    case CopyWith::ClientData:
        return Failure(Error{ErrorCode::Failed, QStringLiteral("COPY ... FROM STDIN has no data"), {}, {},
                             QStringLiteral("let the data follow the statement, and a line \\. after them")});
    case CopyWith::ClientRows:
        return Failure(Error{ErrorCode::Failed, QStringLiteral("COPY ... TO STDOUT has nowhere to write to"), {}, {},
                             QStringLiteral("use psql's \\copy for it, outside of migrations")});
    }
    return {};
}

Place placeInData(const QString &words, QByteArrayView data)
{
    // The words around the numbers are translated, their order is the same: COPY <table>, line <n>, column <name>: "<value>"
    static const QRegularExpression Pattern(
        QStringLiteral("COPY [^,]+, [^\\s,]+ (\\d+)(?:, [^\\s,]+ [^:]+: \"([^\"]*)\")?"));
    const QRegularExpressionMatch match = Pattern.match(words);
    const qint64 line = match.captured(1).toLongLong();
    if (line <= 0)
        return {};
    qsizetype begin = 0;
    for (qint64 i = 1; i < line; ++i) {
        const qsizetype end = data.indexOf('\n', begin);
        if (end < 0)
            return {{}, line, 1};
        begin = end + 1;
    }
    const qsizetype end = data.indexOf('\n', begin);
    const QString text = QString::fromUtf8(data.sliced(begin, (end < 0 ? data.size() : end) - begin));
    const qsizetype at = match.captured(2).isEmpty() ? 0 : text.indexOf(match.captured(2));
    return {{}, line, std::max<qsizetype>(at, 0) + 1};
}

} // namespace lk
