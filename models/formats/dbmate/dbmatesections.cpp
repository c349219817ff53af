// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/dbmate/dbmatesections.h"

#include <QByteArrayList>

#include <algorithm>
#include <cstring>

namespace lk {

namespace {

struct Mark {
    Direction direction = Direction::Up;
    qsizetype offset = 0;
    qint64 line = 1;
};

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

/// What a line that begins with two hyphens at @p at marks. Space between the two may hold line ends, as dbmate's pattern has it.
std::optional<Direction> markAt(QByteArrayView file, qsizetype at)
{
    for (at += 2; at < file.size() && isSpace(file[at]); ++at) {}
    const QByteArrayView rest = file.sliced(at);
    for (const auto &[word, direction] : {std::pair(QByteArrayView("migrate:up"), Direction::Up), std::pair(QByteArrayView("migrate:down"), Direction::Down)}) {
        if (rest.startsWith(word) && (rest.size() == word.size() || isSpace(rest[word.size()])))
            return direction;
    }
    return std::nullopt;
}

struct Marks {
    std::vector<Mark> marks;
    qint64 statementLine = 0; ///< first line above all up marks that is neither empty nor a comment; 0: there is none
};

Marks marksOf(QByteArrayView file)
{
    Marks found;
    bool begun = false;
    qint64 line = 1;
    for (qsizetype start = 0; start < file.size(); ++line) {
        const auto *feed = static_cast<const char *>(std::memchr(file.data() + start, '\n', size_t(file.size() - start)));
        const qsizetype end = feed ? feed - file.data() : file.size();
        if (file.sliced(start).startsWith("--")) {
            if (const auto direction = markAt(file, start)) {
                found.marks.push_back({*direction, start, line});
                begun = begun || direction == Direction::Up;
            }
        }
        if (!begun && found.statementLine == 0) {
            qsizetype at = start;
            while (at < end && isSpace(file[at]))
                ++at;
            if (at < end && !file.sliced(at).startsWith("--"))
                found.statementLine = line;
        }
        start = end + 1;
    }
    return found;
}

FileProblem refusal(qint64 line, const QString &message, const QString &fix)
{
    return {QStringLiteral("section-marks"), message, fix, line, true};
}

/// Reads the options behind the mark: pairs of key and value, of which dbmate knows one.
void readOptions(QByteArrayView file, DbmateSections::Block &block, std::vector<FileProblem> &problems)
{
    const QByteArrayView text = file.sliced(block.offset, block.length);
    const qsizetype feed = text.indexOf('\n');
    const QByteArray first = text.first(feed < 0 ? text.size() : feed).toByteArray().simplified();
    for (const QByteArray &word : first.split(' ')) {
        if (word.isEmpty() || word.startsWith("--") || word.startsWith("migrate:"))
            continue;
        if (word == "transaction:false")
            block.transaction = false;
        else if (word != "transaction:true")
            problems.push_back({QStringLiteral("ignored-option"),
                                QStringLiteral("dbmate passes over the option \"%1\"").arg(QString::fromUtf8(word)),
                                QStringLiteral("write transaction:false to run the block outside of a transaction, or take the word out"), block.line, false});
    }
}

DbmateSections::Block block(const Mark &mark, qsizetype end)
{
    return {mark.offset, end - mark.offset, mark.line, true};
}

} // namespace

DbmateSections cutDbmate(QByteArrayView file)
{
    DbmateSections sections;
    const Marks found = marksOf(file);
    const auto up = std::ranges::find(found.marks, Direction::Up, &Mark::direction);
    if (up == found.marks.end()) {
        const bool bom = file.startsWith("\xef\xbb\xbf") && hasDbmateMark(file.sliced(3));
        sections.problems.push_back(refusal(
            1, bom ? QStringLiteral("the byte order mark at the file's beginning hides its first line from dbmate, which sees no up block")
                   : QStringLiteral("dbmate refuses the file: no line of it says \"-- migrate:up\""),
            bom ? QStringLiteral("save the file without a byte order mark") : QStringLiteral("write -- migrate:up above the statements, at the beginning of a line")));
        return sections;
    }
    if (found.statementLine > 0)
        sections.problems.push_back(refusal(found.statementLine, QStringLiteral("dbmate refuses the file: a statement stands above the first \"-- migrate:up\""),
                                            QStringLiteral("move it below that line")));
    const auto second = std::find_if(up + 1, found.marks.end(), [](const Mark &mark) { return mark.direction == Direction::Up; });
    if (second != found.marks.end())
        sections.problems.push_back({QStringLiteral("several-sections"),
                                     QStringLiteral("a second up block begins here: dbmate notes the version after each of them, and fails at the second"),
                                     QStringLiteral("move it into a migration of its own"), second->line, true});
    const qsizetype end = second == found.marks.end() ? file.size() : second->offset;
    const auto down = up + 1;
    if (down == second) {
        sections.up = block(*up, end);
        sections.problems.push_back(refusal(up->line, QStringLiteral("dbmate refuses the file: no \"-- migrate:down\" follows its up block"),
                                            QStringLiteral("write -- migrate:down at the end; the block may be empty")));
    } else {
        sections.up = block(*up, down->offset);
        sections.down = block(*down, end);
        if (down + 1 != second)
            sections.problems.push_back(refusal((down + 1)->line, QStringLiteral("dbmate refuses the file: a second down block begins here"),
                                                QStringLiteral("move its statements into the first one")));
        readOptions(file, *sections.down, sections.problems);
    }
    readOptions(file, *sections.up, sections.problems);
    return sections;
}

bool hasDbmateMark(QByteArrayView file)
{
    const Marks found = marksOf(file);
    return std::ranges::find(found.marks, Direction::Up, &Mark::direction) != found.marks.end();
}

} // namespace lk
