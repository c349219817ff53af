// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/clientcommands.h"

#include "models/sql/characters.h"
#include "models/sql/scanner.h"
#include "models/sql/splitter.h"

#include <QList>

#include <algorithm>
#include <iterator>

namespace lk {

namespace {

struct Advice {
    QByteArrayView command;
    const char *instead;
};

const Advice psqlAdvice[] = {
    {"\\i", "put the file's statements here, or into a migration of their own"},
    {"\\ir", "put the file's statements here, or into a migration of their own"},
    {"\\include", "put the file's statements here, or into a migration of their own"},
    {"\\include_relative", "put the file's statements here, or into a migration of their own"},
    {"\\copy", "write COPY ... FROM stdin; with the data after it and a line \\."},
    {"\\connect", "choose the database in the environment; a migration runs in one database"},
    {"\\c", "choose the database in the environment; a migration runs in one database"},
    {"\\!", "run programs outside of migrations"},
    {"\\gexec", "write the statements that it would make, or a DO block with EXECUTE"},
    {"\\g", "end the statement with a semicolon"},
    {"\\gx", "end the statement with a semicolon"},
    {"\\if", "write a DO block with IF"},
    {"\\elif", "write a DO block with IF"},
    {"\\else", "write a DO block with IF"},
    {"\\endif", "write a DO block with IF"},
    {"\\set", "write the value where the variable stands; only \\set ON_ERROR_STOP on is skipped"},
    {"\\encoding", "save the script in UTF-8"},
    {"\\.", "it ends the data of COPY ... FROM stdin; there is none before it"},
    {"\\;", "end the statement with a plain semicolon"},
};

QString adviceOn(QByteArrayView command)
{
    const auto *found = std::find_if(std::begin(psqlAdvice), std::end(psqlAdvice),
                                     [&](const Advice &advice) { return advice.command == command; });
    return QString::fromUtf8(found == std::end(psqlAdvice) ? "take the line out, or write SQL instead"
                                                           : found->instead);
}

Error refused(QByteArrayView script, qsizetype offset, const QString &command, const QString &client,
              const QString &nextStep)
{
    return {.code = ErrorCode::Failed,
            .what = QStringLiteral("%1 is a command of %2, not SQL").arg(command, client),
            .where = placeOf(script, offset),
            .why = QStringLiteral("%1 carries it out itself; the database would not understand it").arg(client),
            .nextStep = nextStep};
}

/// The command's name with its backslash: letters, or one mark.
QByteArrayView psqlName(QByteArrayView line)
{
    qsizetype end = 1;
    while (end < line.size() && (isLetter(line[end]) || line[end] == '_'))
        ++end;
    return line.first(std::min(std::max<qsizetype>(end, 2), line.size()));
}

/// Whether psql's own display is all that this line changes. Another backslash would begin another command.
bool harmless(QByteArrayView command, QByteArrayView argument)
{
    static const QByteArrayView display[] = {"\\restrict", "\\unrestrict", "\\echo", "\\qecho", "\\timing", "\\pset"};
    if (argument.contains('\\') || argument.contains('`'))
        return false;
    const QByteArray value = argument.toByteArray().simplified().toLower();
    if (command == "\\encoding")
        return value == "utf8" || value == "'utf8'" || value == "utf-8" || value == "unicode";
    if (command == "\\set") {
        const QList<QByteArray> on{"on_error_stop", "on_error_stop on", "on_error_stop 1", "on_error_stop true",
                                   "on_error_stop 'on'"};
        return on.contains(value);
    }
    return std::find(std::begin(display), std::end(display), command) != std::end(display);
}

QByteArrayView firstWord(QByteArrayView text)
{
    const auto *end = std::find_if(text.begin(), text.end(), isSpace);
    return text.first(end - text.begin());
}

} // namespace

qsizetype nextLine(QByteArrayView script, qsizetype offset)
{
    const qsizetype lineEnd = script.indexOf('\n', offset);
    return lineEnd < 0 ? script.size() : lineEnd + 1;
}

Result<qsizetype> skipPsqlCommand(QByteArrayView script, qsizetype offset)
{
    const qsizetype end = nextLine(script, offset);
    const QByteArrayView line = script.sliced(offset, end - offset);
    const QByteArrayView command = psqlName(line);
    if (harmless(command, line.sliced(command.size())))
        return end;
    return Failure(refused(script, offset, QString::fromUtf8(command), QStringLiteral("psql"), adviceOn(command)));
}

Error backslashError(QByteArrayView script, qsizetype offset, const Dialect &dialect)
{
    const QByteArrayView line = script.sliced(offset, nextLine(script, offset) - offset);
    if (dialect.psqlCommands) {
        const QByteArrayView command = psqlName(line);
        return refused(script, offset, QString::fromUtf8(command), QStringLiteral("psql"), adviceOn(command));
    }
    const QByteArrayView command = line.first(std::min<qsizetype>(2, line.size()));
    const QString nextStep = command == "\\g" || command == "\\G" ? QStringLiteral("end the statement with a semicolon")
                             : command == "\\."                   ? QStringLiteral("put the file's statements here")
                                                                  : QStringLiteral("take it out");
    return refused(script, offset, QString::fromUtf8(command), QStringLiteral("the mysql client"), nextStep);
}

bool atDelimiterCommand(QByteArrayView script, qsizetype offset)
{
    constexpr qsizetype length = 9;
    if (script.size() - offset < length || !isKeyword(script.sliced(offset, length), "DELIMITER"))
        return false;
    return offset + length == script.size() || isSpace(script[offset + length]);
}

Result<QByteArrayView> readDelimiter(QByteArrayView script, qsizetype offset)
{
    const auto wrong = [&](const QString &what, const QString &why, const QString &nextStep) {
        return Failure(Error{.code = ErrorCode::Failed,
                             .what = what,
                             .where = placeOf(script, offset),
                             .why = why,
                             .nextStep = nextStep});
    };
    const QByteArrayView before = script.first(offset);
    if (!before.sliced(before.lastIndexOf('\n') + 1).trimmed().isEmpty() && !before.trimmed().endsWith("\xEF\xBB\xBF"))
        return wrong(QStringLiteral("DELIMITER does not stand at the beginning of a line"),
                     QStringLiteral("it is a command of the mysql client, which reads it by lines"),
                     QStringLiteral("put it on a line of its own"));
    const QByteArrayView argument = script.sliced(offset + 9, nextLine(script, offset) - offset - 9).trimmed();
    const QByteArrayView mark = firstWord(argument);
    if (mark.isEmpty())
        return wrong(QStringLiteral("DELIMITER names no mark"), QStringLiteral("the line ends after it"),
                     QStringLiteral("write DELIMITER // or DELIMITER ;"));
    if (mark.size() > 15 || mark.contains('\\') || QByteArrayView("'\"`").contains(mark.front()))
        return wrong(QStringLiteral("DELIMITER %1 can't be used").arg(QString::fromUtf8(mark)),
                     QStringLiteral("a mark has no quotes, no backslash and at most 15 bytes"),
                     QStringLiteral("write DELIMITER // and end the statement with //"));
    if (mark == "/" || mark == "-" || mark.startsWith("/*") || mark.startsWith("--") || mark.startsWith('#'))
        return wrong(QStringLiteral("DELIMITER %1 can't be used").arg(QString::fromUtf8(mark)),
                     QStringLiteral("it can't be told from what opens a comment"),
                     QStringLiteral("write DELIMITER // and end the statement with //"));
    const QByteArrayView rest = argument.sliced(mark.size()).trimmed();
    if (!rest.isEmpty() && !rest.startsWith("--") && !rest.startsWith('#'))
        return wrong(QStringLiteral("More than a mark follows DELIMITER"),
                     QStringLiteral("the mysql client would skip \"%1\"").arg(QString::fromUtf8(rest)),
                     QStringLiteral("put it on the next line"));
    return mark;
}

Result<void> refuseMysqlCommand(QByteArrayView script, qsizetype offset)
{
    static const QByteArrayView commands[] = {
        "source", "system", "tee",    "notee",    "charset",   "connect", "quit", "exit", "pager", "nopager",
        "prompt", "rehash", "status", "warnings", "nowarning", "print",   "edit", "ego",  "go",    "clear"};
    qsizetype end = offset;
    while (end < script.size() && isNameByte(script[end]))
        ++end;
    const QByteArrayView word = script.sliced(offset, end - offset);
    const bool found = !word.isEmpty()
                       && std::any_of(std::begin(commands), std::end(commands), [&](QByteArrayView command) {
                              return word.size() == command.size() && lowered(word.front()) == command.front()
                                     && word.compare(command, Qt::CaseInsensitive) == 0;
                          });
    if (!found || (end < script.size() && script[end] == ':')) // a label
        return {};
    const bool source = isKeyword(word, "SOURCE");
    return Failure(refused(script, offset, QString::fromUtf8(word), QStringLiteral("the mysql client"),
                           source ? QStringLiteral("put the file's statements here, or into a migration of their own")
                                  : QStringLiteral("take the line out")));
}

} // namespace lk
