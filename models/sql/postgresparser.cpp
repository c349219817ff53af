// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/postgresparser.h"

#include "models/sql/splitter.h"

#include <pg_query.h>

#include <algorithm>
#include <memory>

namespace lk {

namespace {

constexpr qsizetype largest = 16 * 1024 * 1024;

Error syntaxError(QByteArrayView statement, qsizetype offset, const QString &message)
{
    return {.code = ErrorCode::Failed,
            .what = QStringLiteral("PostgreSQL does not understand this statement: %1").arg(message),
            .where = placeOf(statement, offset),
            .why = QStringLiteral("it does not fit the grammar of PostgreSQL %1").arg(postgresGrammarVersion()),
            .nextStep = QStringLiteral("correct the statement at that place")};
}

/// The byte at which the character number @p position, from 1, begins.
qsizetype byteOf(QByteArrayView text, int position)
{
    qsizetype at = 0;
    for (int character = 1; at < text.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
        if (begins && character++ == position)
            break;
    }
    return at;
}

} // namespace

int postgresGrammarVersion()
{
    return PG_VERSION_NUM / 10000;
}

Result<void> checkPostgresSyntax(QByteArrayView statement)
{
    if (statement.size() > largest)
        return {};
    if (const qsizetype zero = statement.indexOf('\0'); zero >= 0)
        return Failure(syntaxError(statement, zero, QStringLiteral("it contains a zero byte")));
    const QByteArray text = statement.toByteArray();
    // Splitting parses as everything else does, but writes no tree.
    PgQuerySplitResult result = pg_query_split_with_parser(text.constData());
    const auto release = [](PgQuerySplitResult *split) { pg_query_free_split_result(*split); };
    const std::unique_ptr<PgQuerySplitResult, decltype(release)> guard(&result, release);
    if (result.error) {
        const QString message = QString::fromUtf8(result.error->message);
        if (message.contains(u"stack depth"))
            return {};
        return Failure(syntaxError(statement, byteOf(statement, std::max(1, result.error->cursorpos)), message));
    }
    if (result.n_stmts > 1)
        return Failure(syntaxError(statement, result.stmts[1]->stmt_location,
                                   QStringLiteral("a second statement begins within it")));
    return {};
}

} // namespace lk
