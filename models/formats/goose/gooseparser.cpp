// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/goose/gooseparser.h"

#include <cstring>

namespace lk {

namespace {

struct Line {
    QByteArrayView text; ///< without its end
    qsizetype offset = 0;
    qsizetype next = 0;
    qint64 number = 1;
};

template <class Visit>
void forEachLine(QByteArrayView file, Visit visit)
{
    qint64 number = 1;
    for (qsizetype start = 0; start < file.size(); ++number) {
        const auto *feed = static_cast<const char *>(std::memchr(file.data() + start, '\n', size_t(file.size() - start)));
        const qsizetype end = feed ? feed - file.data() : file.size();
        const qsizetype next = feed ? end + 1 : end;
        visit(Line{file.sliced(start, end - start), start, next, number});
        start = next;
    }
}

/// The annotation in lower case ("up", "no transaction"); empty for other lines.
QByteArray annotationOf(QByteArrayView line)
{
    if (!line.startsWith("--"))
        return {};
    const QByteArray words = line.sliced(2).toByteArray().simplified().toLower();
    return words == "+goose" || words.startsWith("+goose ") ? (words.size() > 7 ? words.sliced(7) : QByteArray("?")) : QByteArray();
}

FileProblem refusal(qint64 line, const QString &message, const QString &fix)
{
    return {QStringLiteral("bad-annotation"), message, fix, line, true};
}

/// Whether the last word before a comment ends in a semicolon.
bool endsStatement(QByteArrayView line)
{
    QByteArrayView last;
    for (qsizetype at = 0; at < line.size();) {
        const auto isSpace = [&](qsizetype i) { return line[i] == ' ' || (line[i] >= '\t' && line[i] <= '\r'); };
        if (isSpace(at)) {
            ++at;
            continue;
        }
        qsizetype end = at;
        while (end < line.size() && !isSpace(end))
            ++end;
        if (line.sliced(at).startsWith("--"))
            break;
        last = line.sliced(at, end - at);
        at = end;
    }
    return last.endsWith(';');
}

void follow(const Line &line, const QByteArray &word, GooseFile &file, bool &inStatement)
{
    const auto refuse = [&](const QString &message, const QString &fix) { file.problems.push_back(refusal(line.number, message, fix)); };
    const bool begun = file.up.has_value();
    if (word == "up") {
        if (begun)
            refuse(QStringLiteral("goose refuses the file: a second \"+goose Up\""), QStringLiteral("keep one of them"));
        else
            file.up = GooseFile::Part{line.next, 0, line.number + 1};
    } else if (word == "down") {
        if (!begun || file.down || inStatement)
            refuse(QStringLiteral("goose refuses the file: \"+goose Down\" does not stand after one Up part"), QStringLiteral("write one Up part and below it one Down part"));
        else {
            file.up->length = line.offset - file.up->offset;
            file.down = GooseFile::Part{line.next, 0, line.number + 1};
        }
    } else if (word == "statementbegin" || word == "statementend") {
        const bool begins = word == "statementbegin";
        if (!begun || begins == inStatement)
            refuse(QStringLiteral("goose refuses the file: StatementBegin and StatementEnd do not pair here"), QStringLiteral("write one StatementBegin and one StatementEnd around the statement"));
        inStatement = begins;
    } else if (word == "no transaction") {
        file.transaction = false;
    } else if (word == "envsub on") {
        file.fillsVariables = true;
    } else if (word != "envsub off") {
        refuse(QStringLiteral("goose refuses the file: it does not know the annotation \"%1\"").arg(QString::fromUtf8(line.text.toByteArray().simplified())),
               QStringLiteral("it is one of Up, Down, StatementBegin, StatementEnd, NO TRANSACTION, ENVSUB ON, ENVSUB OFF"));
    }
}

void checkStatements(QByteArrayView file, const std::optional<GooseFile::Part> &part, GooseFile &result)
{
    if (!part)
        return;
    if (const auto statements = splitGoose(file.sliced(part->offset, part->length)); !statements)
        result.problems.push_back({QStringLiteral("missing-semicolon"), QStringLiteral("goose refuses the file: the statement that begins here does not end"),
                                   QStringLiteral("end it with a semicolon at the end of a line"), statements.error().where.line + part->line - 1, true});
}

} // namespace

GooseFile readGoose(QByteArrayView file)
{
    GooseFile result;
    bool inStatement = false;
    qint64 above = 0;
    forEachLine(file, [&](const Line &line) {
        const QByteArray word = annotationOf(line.text);
        const QByteArrayView trimmed = line.text.trimmed();
        if (!word.isEmpty()) {
            follow(line, word, result, inStatement);
            return;
        }
        if (trimmed.startsWith("--") && trimmed.sliced(2).trimmed().startsWith("+goose") && !line.text.startsWith("--"))
            result.problems.push_back(refusal(line.number, QStringLiteral("goose refuses the file: space stands before the annotation"), QStringLiteral("move it to the beginning of the line")));
        if (!result.up && above == 0 && !trimmed.isEmpty() && !trimmed.startsWith("--"))
            above = line.number;
    });
    if (!result.up)
        result.problems.push_back(refusal(1, QStringLiteral("goose refuses the file: no line of it says \"-- +goose Up\""), QStringLiteral("write -- +goose Up above the statements")));
    else if (above > 0)
        result.problems.push_back(refusal(above, QStringLiteral("goose refuses the file: a statement stands above \"-- +goose Up\""), QStringLiteral("move it below that line")));
    if (inStatement)
        result.problems.push_back(refusal(1, QStringLiteral("goose refuses the file: a StatementBegin has no StatementEnd"), QStringLiteral("write -- +goose StatementEnd behind the statement")));
    if (result.down)
        result.down->length = file.size() - result.down->offset;
    else if (result.up)
        result.up->length = file.size() - result.up->offset;
    if (result.problems.empty()) {
        checkStatements(file, result.up, result);
        checkStatements(file, result.down, result);
    }
    return result;
}

Result<std::vector<StatementSpan>> splitGoose(QByteArrayView part)
{
    std::vector<StatementSpan> spans;
    std::optional<StatementSpan> open;
    bool inStatement = false;
    const auto close = [&](qsizetype end) {
        if (!open)
            return;
        open->length = part.sliced(open->offset, end - open->offset).trimmed().size();
        if (open->length > 0)
            spans.push_back(*open);
        open.reset();
    };
    forEachLine(part, [&](const Line &line) {
        const QByteArray word = annotationOf(line.text);
        if (word == "statementend")
            close(line.offset);
        if (!word.isEmpty()) {
            inStatement = word == "statementbegin" || (inStatement && word != "statementend");
            return;
        }
        const QByteArrayView trimmed = line.text.trimmed();
        if (!open) {
            if (trimmed.isEmpty() || trimmed.startsWith("--"))
                return; // what stands above a statement is dropped
            const qsizetype indent = trimmed.data() - line.text.data();
            open = StatementSpan{line.offset + indent, 0, line.number, indent + 1};
        }
        if (!inStatement && endsStatement(line.text))
            close(line.next);
    });
    if (open)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("a statement does not end"), {{}, open->line, open->column}, QStringLiteral("goose needs a semicolon at the end of a line"),
                             QStringLiteral("end it with a semicolon")});
    return spans;
}

} // namespace lk
