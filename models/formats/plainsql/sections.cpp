// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/plainsql/sections.h"

#include "models/formats/scriptcontent.h"
#include "models/sql/scanner.h"
#include "models/sql/splitter.h"
#include "models/sql/statementfacts.h"

#include <algorithm>
#include <cstring>

namespace lk {

namespace {

struct Mark {
    Direction direction = Direction::Up;
    qsizetype comment = 0; ///< offset of its first hyphen
    qsizetype lineStart = 0;
    qsizetype lineEnd = 0; ///< after its line feed
    qint64 line = 1;
    bool cutsStatement = false;
};

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

bool isFrame(char c)
{
    return isSpace(c) || std::strchr("-=*#:~_", c) != nullptr;
}

template <class Predicate>
QByteArrayView stripped(QByteArrayView text, Predicate drop)
{
    while (!text.isEmpty() && drop(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && drop(text.back()))
        text.chop(1);
    return text;
}

/// What the comment says, if it is a mark. @p comment begins with two hyphens.
std::optional<Direction> markOf(QByteArrayView comment)
{
    QByteArrayView words = stripped(comment, isFrame);
    constexpr QByteArrayView suffix = "migration";
    if (words.size() > suffix.size() && isKeyword(words.last(suffix.size()), "MIGRATION")
        && isFrame(words[words.size() - suffix.size() - 1]))
        words = stripped(words.chopped(suffix.size()), isFrame);
    if (isKeyword(words, "UP"))
        return Direction::Up;
    if (isKeyword(words, "DOWN") || isKeyword(words, "ROLLBACK"))
        return Direction::Down;
    return std::nullopt;
}

/// Calls @p visit(lineStart, lineEnd, line number, comment) for every line that begins with two hyphens, until it says
/// false.
template <class Visit>
void forEachCommentLine(QByteArrayView file, Visit visit)
{
    qsizetype start = file.startsWith("\xef\xbb\xbf") ? 3 : 0;
    for (qint64 line = 1; start < file.size(); ++line) {
        const auto *feed = static_cast<const char *>(
            std::memchr(file.data() + start, '\n', size_t(file.size() - start)));
        const qsizetype end = feed ? feed - file.data() + 1 : file.size();
        qsizetype at = start;
        while (at < end && isSpace(file[at]))
            ++at;
        if (end - at > 2 && file[at] == '-' && file[at + 1] == '-'
            && !visit(start, end, line, file.sliced(at, end - at - (feed ? 1 : 0))))
            return;
        start = end;
    }
}

/// Lines that look like marks; whether they are comments is not known yet.
std::vector<Mark> candidates(QByteArrayView file)
{
    std::vector<Mark> marks;
    forEachCommentLine(file, [&](qsizetype start, qsizetype end, qint64 line, QByteArrayView comment) {
        if (const auto direction = markOf(comment))
            marks.push_back({*direction, comment.data() - file.data(), start, end, line, false});
        return true;
    });
    return marks;
}

/// Whether @p piece ends where a statement may begin; a trigger's body that has not ended does not split.
bool isWholeStatements(QByteArrayView piece, const Dialect &dialect)
{
    return splitStatements(piece, dialect).has_value();
}

/// Where the data of the COPY statement @p statement, which ends at @p end, have ended themselves; @p end for other
/// statements.
qsizetype dataEnd(QByteArrayView file, QByteArrayView statement, qsizetype end, const Dialect &dialect)
{
    if (!dialect.copyData || !readFacts(statement, dialect).readsStdin)
        return end;
    const qsizetype mark = file.indexOf("\n\\.", end);
    return mark < 0 ? file.size() : mark + 3;
}

/// The candidates that stand between statements, or cut one outside of its parentheses.
std::vector<Mark> realMarks(QByteArrayView file, const Dialect &dialect)
{
    const std::vector<Mark> all = candidates(file);
    std::vector<Mark> real;
    if (std::ranges::find(all, Direction::Down, &Mark::direction) == all.end())
        return real; // up marks alone part nothing
    std::optional<Scanner> scanner(std::in_place, file, dialect, file.startsWith("\xef\xbb\xbf") ? 3 : 0);
    auto candidate = all.begin();
    qsizetype pieceStart = 0;
    qsizetype statementStart = -1;
    int depth = 0;
    bool open = false; // a statement has begun and not ended
    while (candidate != all.end()) {
        const Token token = scanner->next();
        if (token.kind == TokenKind::End)
            break;
        while (candidate != all.end() && candidate->comment < token.offset)
            ++candidate; // within another token
        if (token.kind == TokenKind::Space)
            continue;
        if (token.kind == TokenKind::Comment) {
            if (candidate == all.end() || candidate->comment != token.offset)
                continue;
            if (depth == 0 && isWholeStatements(file.sliced(pieceStart, token.offset - pieceStart), dialect)) {
                real.push_back(*candidate);
                real.back().cutsStatement = open;
                pieceStart = candidate->lineEnd;
            }
            continue;
        }
        const QByteArrayView text = scanner->text(token);
        if (token.kind == TokenKind::Semicolon)
            depth = 0;
        else if (token.kind == TokenKind::Operator && text == "(")
            ++depth;
        else if (token.kind == TokenKind::Operator && text == ")")
            depth = std::max(0, depth - 1);
        if (!open)
            statementStart = token.offset;
        open = token.kind != TokenKind::Semicolon;
        if (!open) {
            const qsizetype end = token.offset + token.length;
            const qsizetype next = dataEnd(file, file.sliced(statementStart, token.offset - statementStart), end, dialect);
            if (next != end)
                scanner.emplace(file, dialect, next);
        }
    }
    return real;
}

Section between(qsizetype begin, qsizetype end, qint64 line)
{
    return {begin, end - begin, line};
}

FileProblem problem(qint64 line, const QString &message, const QString &fix, bool blocks = true)
{
    return {QStringLiteral("section-marks"), message, fix, line, blocks};
}

/// Puts the parts together once the marks are known; at most one of each direction remains.
class Parter
{
public:
    Parter(QByteArrayView file, const Dialect &dialect)
        : m_file(file), m_dialect(dialect), m_marks(realMarks(file, dialect))
    {}

    Sections sections()
    {
        Sections result;
        result.up = between(0, m_file.size(), 1);
        checkCuts(result);
        // "-- Down" above "-- Rollback" opens one section, not two.
        const auto repeats = std::ranges::unique(m_marks, {}, &Mark::direction);
        m_marks.erase(repeats.begin(), repeats.end());
        if (m_marks.size() > 2)
            result.problems.push_back(problem(
                m_marks[2].line,
                QStringLiteral("a further section begins here: the file has to have one up and one down section"),
                QStringLiteral("move its statements into the first section, or into a migration of their own")));
        else
            part(result);
        return result;
    }

private:
    bool hasStatements(const Section &section) const
    {
        return contentOf(m_file.sliced(section.offset, section.length), m_dialect) == ScriptContent::Statements;
    }

    void checkCuts(Sections &result) const
    {
        for (const Mark &mark : m_marks) {
            if (mark.cutsStatement && hasStatements(between(mark.lineEnd, m_file.size(), mark.line + 1)))
                result.problems.push_back(
                    problem(mark.line, QStringLiteral("the section begins before the statement above it has ended"),
                            QStringLiteral("end that statement with a semicolon, or reword the comment")));
        }
    }

    void part(Sections &result) const
    {
        const auto down = std::ranges::find(m_marks, Direction::Down, &Mark::direction);
        if (down == m_marks.end())
            return;
        const bool downFirst = down == m_marks.begin();
        const bool hasUp = m_marks.size() == 2;
        if (!downFirst || !hasUp) {
            result.up = between(0, down->lineStart, 1);
            setDown(result, between(down->lineEnd, m_file.size(), down->line + 1));
        } else {
            const Mark &up = m_marks.back();
            if (hasStatements(between(0, down->lineStart, 1)))
                result.problems.push_back(
                    problem(down->line,
                            QStringLiteral("statements stand above the down section and no mark says whose they are"),
                            QStringLiteral("write -- Up above them, or put the down section last")));
            result.up = between(up.lineStart, m_file.size(), up.line);
            setDown(result, between(down->lineEnd, up.lineStart, down->line + 1));
        }
        if (!hasUp && result.down)
            result.problems.push_back(problem(
                down->line,
                QStringLiteral(
                    "what stands below this line is taken for the down script, what stands above for the up script"),
                QStringLiteral("write -- Up above the up script, so that readers see it too"), false));
    }

    void setDown(Sections &result, const Section &section) const
    {
        if (hasStatements(section))
            result.down = section;
    }

    QByteArrayView m_file;
    const Dialect &m_dialect;
    std::vector<Mark> m_marks;
};

} // namespace

Sections cutSections(QByteArrayView file, const Dialect &dialect)
{
    return Parter(file, dialect).sections();
}

QString foreignMarks(QByteArrayView file)
{
    static const struct {
        const char *mark;
        const char *tool;
    } Known[] = {
        {"migrate:up", "dbmate"},    {"migrate:down", "dbmate"},
        {"+goose ", "goose"},        {"liquibase formatted", "Liquibase"},
        {"changeset ", "Liquibase"},
    };
    QString tool;
    forEachCommentLine(file, [&](qsizetype, qsizetype, qint64, QByteArrayView comment) {
        const QByteArrayView words = stripped(comment.sliced(2), isSpace);
        for (const auto &known : Known) {
            const QByteArrayView mark(known.mark);
            if (words.size() >= mark.size() && qstrnicmp(words.data(), mark.data(), size_t(mark.size())) == 0)
                tool = QString::fromLatin1(known.tool);
        }
        return tool.isEmpty();
    });
    return tool;
}

} // namespace lk
