// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/statementtext.h"

#include "models/sql/scanner.h"
#include "models/sql/splitter.h"
#include "models/sql/tokenreader.h"

namespace lk {

qsizetype byteOffset(QByteArrayView text, qint64 position)
{
    qsizetype offset = 0;
    while (position > 1 && offset < text.size()) {
        ++offset;
        while (offset < text.size() && (static_cast<uchar>(text[offset]) & 0xC0) == 0x80)
            ++offset;
        --position;
    }
    return offset;
}

bool isCommit(QByteArrayView statement)
{
    Scanner scanner(statement, postgresqlDialect());
    const QByteArrayView verb = scanner.text(scanner.nextSignificant());
    return isKeyword(verb, "COMMIT") || isKeyword(verb, "END");
}

Result<void> staysWithinTransaction(QByteArrayView statement)
{
    TokenReader reader(statement, postgresqlDialect());
    bool ends = reader.atWord({"BEGIN", "START", "COMMIT", "END", "ABORT"});
    if (reader.takeWord("ROLLBACK")) {
        reader.takeWord("WORK") || reader.takeWord("TRANSACTION");
        ends = !reader.atWord("TO");
    } else if (reader.takeWord("PREPARE")) {
        ends = reader.atWord("TRANSACTION");
    }
    if (!ends)
        return {};
    return Failure(Error{ErrorCode::Blocked, QStringLiteral("the statement would begin or end a transaction"), {}, QStringLiteral("all that runs here is rolled back in the end"), {}});
}

bool isConcurrent(QByteArrayView statement)
{
    Scanner scanner(statement, postgresqlDialect());
    const QByteArrayView verb = scanner.text(scanner.nextSignificant());
    if (!isKeyword(verb, "CREATE") && !isKeyword(verb, "DROP") && !isKeyword(verb, "REINDEX"))
        return false;
    constexpr int FarEnough = 12;
    for (int i = 0; i < FarEnough; ++i) {
        const Token token = scanner.nextSignificant();
        if (token.kind == TokenKind::Word && isKeyword(scanner.text(token), "CONCURRENTLY"))
            return true;
    }
    return false;
}

Result<void> checkStatement(QByteArrayView statement)
{
    if (const qsizetype nul = statement.indexOf('\0'); nul >= 0)
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the statement holds a NUL byte"),
                             placeOf(statement, nul), QStringLiteral("PostgreSQL would run only what stands before it"),
                             QStringLiteral("remove the byte")});
    if (Scanner(statement, postgresqlDialect()).nextSignificant().kind == TokenKind::End)
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the statement is empty"), {}, {}, {}});
    return {};
}

} // namespace lk
