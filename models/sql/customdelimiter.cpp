// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/customdelimiter.h"

#include "models/sql/statementbody.h"
#include "models/sql/tokenreader.h"

namespace lk {

namespace {

QString shown(QByteArrayView delimiter)
{
    return QString::fromUtf8(delimiter);
}

Error missingMark(QByteArrayView script, qsizetype offset, const QString &what, QByteArrayView delimiter,
                  qsizetype delimiterAt)
{
    return {.code = ErrorCode::Failed,
            .what = what,
            .where = placeOf(script, offset),
            .why = QStringLiteral("since DELIMITER at line %1 only %2 ends a statement")
                       .arg(placeOf(script, delimiterAt).line)
                       .arg(shown(delimiter)),
            .nextStep = QStringLiteral("write %1 after each statement, and DELIMITER ; on a line after the last")
                            .arg(shown(delimiter))};
}

/// Whether the statement may hold semicolons that its own grammar knows, though we do not know where it ends.
bool mayHoldSemicolons(QByteArrayView statement, const Dialect &dialect)
{
    TokenReader reader(statement, dialect);
    if (!reader.takeWord("CREATE"))
        return false;
    while (!reader.atEnd() && !reader.atMark('(')) {
        if (reader.atWord({"PACKAGE", "PROCEDURE", "FUNCTION", "TRIGGER", "EVENT"}))
            return true;
        reader.take();
    }
    return false;
}

} // namespace

Result<qsizetype> singleStatement(QByteArrayView script, const StatementSpan &span, const Dialect &dialect,
                                  QByteArrayView delimiter, qsizetype delimiterAt)
{
    const QByteArrayView text = script.sliced(span.offset, span.length);
    const Result<qsizetype> body = compoundBodyEnd(text, dialect, 0);
    // Oracle-like bodies and broken ones are left to the server, which gets them whole.
    const bool unknown = !body || (*body == 0 && mayHoldSemicolons(text, dialect));
    Scanner scanner(text, dialect, body ? *body : 0);
    qsizetype end = span.length;
    bool ended = false;
    for (Token token = scanner.nextSignificant(); token.kind != TokenKind::End; token = scanner.nextSignificant()) {
        const bool lineStart = token.offset > 0 && text[token.offset - 1] == '\n';
        if (lineStart && isKeyword(scanner.text(token), "DELIMITER"))
            return Failure(missingMark(
                script, span.offset + token.offset,
                QStringLiteral("The statement before this DELIMITER is not ended by %1").arg(shown(delimiter)),
                delimiter, delimiterAt));
        if (token.kind == TokenKind::Semicolon) {
            end = ended ? end : token.offset;
            ended = true;
        } else if (ended && !unknown) {
            return Failure(missingMark(script, span.offset + token.offset,
                                       QStringLiteral("A second statement begins here before %1").arg(shown(delimiter)),
                                       delimiter, delimiterAt));
        } else {
            ended = false;
            end = span.length;
        }
    }
    return QByteArrayView(text.first(end)).trimmed().size();
}

Error missingDelimiter(QByteArrayView script, qsizetype statementAt, QByteArrayView delimiter, qsizetype delimiterAt)
{
    return missingMark(
        script, statementAt,
        QStringLiteral("The script ends before %1, which is to end this statement").arg(shown(delimiter)), delimiter,
        delimiterAt);
}

Error missingDataEnd(QByteArrayView script, const StatementSpan &copy)
{
    return {
        .code = ErrorCode::Failed,
        .what = QStringLiteral("The data of this COPY ... FROM stdin never end"),
        .where = {QString(), copy.line, copy.column},
        .why = QStringLiteral("the script ends at line %1 without a line \\.").arg(placeOf(script, script.size()).line),
        .nextStep = QStringLiteral("write the data on the lines after the semicolon, and a line \\. after them")};
}

Error textBeforeData(QByteArrayView script, qsizetype offset)
{
    return {.code = ErrorCode::Failed,
            .what = QStringLiteral("Something stands between COPY ... FROM stdin; and its data"),
            .where = placeOf(script, offset),
            .why = QStringLiteral("the data begin on the line after the semicolon"),
            .nextStep = QStringLiteral("move it behind the line \\. that ends the data")};
}

} // namespace lk
