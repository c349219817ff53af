// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/textdiff.h"

#include <QHash>
#include <QStringList>

#include <dtl/dtl.hpp>

#include <algorithm>
#include <optional>

namespace lk {

namespace {

using Line = TextDiff::Line;
using LineKind = TextDiff::LineKind;
using Span = TextDiff::Span;

// dtl needs up to before x after steps and keeps a coordinate for many of them: bound the product.
constexpr qint64 mostLinePairs = 1'500'000;
constexpr qint64 mostWordPairs = 250'000;
constexpr qint64 mostPairings = 2'500;
// Lines that share less than this of their words are another line, not a changed one.
constexpr double alike = 0.4;

enum class Side { Both, Before, After };
struct Edit {
    Side side = Side::Both;
    int before = 0; ///< index where it stands or would stand
    int after = 0;
};

std::vector<Edit> runDtl(const std::vector<int> &before, const std::vector<int> &after, int offset)
{
    if (before.empty() && after.empty())
        return {};
    dtl::Diff<int, std::vector<int>> diff(before, after, true);
    diff.compose();
    std::vector<Edit> edits;
    int a = offset;
    int b = offset;
    // Bound here, or the range would outlive the temporary that it is in.
    const auto script = diff.getSes().getSequence();
    for (const auto &[element, info] : script) {
        const Side side = info.type == dtl::SES_DELETE ? Side::Before
                          : info.type == dtl::SES_ADD  ? Side::After
                                                       : Side::Both;
        edits.push_back({side, a, b});
        a += side != Side::After;
        b += side != Side::Before;
    }
    return edits;
}

// The edit script between two sequences; what they share at both ends costs nothing. Nothing when the rest is too much
// work.
std::optional<std::vector<Edit>> editsBetween(const std::vector<int> &before, const std::vector<int> &after,
                                              qint64 mostPairs)
{
    const int shorter = int(std::min(before.size(), after.size()));
    int head = 0;
    while (head < shorter && before[size_t(head)] == after[size_t(head)])
        ++head;
    int tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - size_t(tail)] == after[after.size() - 1 - size_t(tail)])
        ++tail;
    const std::vector<int> a(before.begin() + head, before.end() - tail);
    const std::vector<int> b(after.begin() + head, after.end() - tail);
    if (qint64(a.size()) * qint64(b.size()) > mostPairs)
        return {};
    std::vector<Edit> edits;
    for (int at = 0; at < head; ++at)
        edits.push_back({Side::Both, at, at});
    for (const Edit &edit : runDtl(a, b, head))
        edits.push_back(edit);
    for (int at = tail; at > 0; --at)
        edits.push_back({Side::Both, int(before.size()) - at, int(after.size()) - at});
    return edits;
}

/// Gives equal texts equal numbers.
class Numbers
{
public:
    int of(const QString &text)
    {
        const auto known = m_numbers.constFind(text);
        return known != m_numbers.cend() ? *known : *m_numbers.insert(text, int(m_numbers.size()));
    }

private:
    QHash<QString, int> m_numbers;
};

bool isWord(QChar character)
{
    return character.isLetterOrNumber() || character == u'_' || character.isMark() || character.isSurrogate();
}

// A line in words, runs of space, and single other characters.
std::vector<Span> tokensOf(const QString &line)
{
    std::vector<Span> tokens;
    int at = 0;
    while (at < line.size()) {
        int end = at + 1;
        if (isWord(line[at])) {
            while (end < line.size() && isWord(line[end]))
                ++end;
        } else if (line[at].isSpace()) {
            while (end < line.size() && line[end].isSpace())
                ++end;
        }
        tokens.push_back({at, end - at});
        at = end;
    }
    return tokens;
}

void extend(std::vector<Span> &spans, const Span &token)
{
    if (!spans.empty() && spans.back().offset + spans.back().length == token.offset)
        spans.back().length += token.length;
    else
        spans.push_back(token);
}

// Marks the words that differ between the two lines of a changed pair.
void compareWords(Line &line, const QString &before, const QString &after)
{
    const std::vector<Span> beforeTokens = tokensOf(before);
    const std::vector<Span> afterTokens = tokensOf(after);
    Numbers numbers;
    const auto numbered = [&](const QString &text, const std::vector<Span> &tokens) {
        std::vector<int> sequence;
        for (const Span &token : tokens)
            sequence.push_back(numbers.of(text.mid(token.offset, token.length)));
        return sequence;
    };
    const auto edits = editsBetween(numbered(before, beforeTokens), numbered(after, afterTokens), mostWordPairs);
    if (!edits) {
        line.beforeWords = {{0, int(before.size())}};
        line.afterWords = {{0, int(after.size())}};
        return;
    }
    for (const Edit &edit : *edits) {
        if (edit.side == Side::Before)
            extend(line.beforeWords, beforeTokens[size_t(edit.before)]);
        else if (edit.side == Side::After)
            extend(line.afterWords, afterTokens[size_t(edit.after)]);
    }
}

bool sameFirstWord(const QString &before, const QString &after)
{
    const auto firstWord = [](const QString &line) {
        const QStringView text = QStringView(line).trimmed();
        qsizetype end = 0;
        while (end < text.size() && isWord(text[end]))
            ++end;
        return text.first(end);
    };
    const QStringView first = firstWord(before);
    return !first.isEmpty() && first == firstWord(after);
}

// How much two lines are alike: the share of words that they have in common (Dice), and more where both begin with
// the same word, as two definitions of one column do.
double likeness(const QString &before, const QString &after)
{
    QHash<QString, int> words;
    int total = 0;
    for (const Span &token : tokensOf(before)) {
        if (!before[token.offset].isSpace()) {
            ++words[before.mid(token.offset, token.length)];
            ++total;
        }
    }
    int common = 0;
    for (const Span &token : tokensOf(after)) {
        if (after[token.offset].isSpace())
            continue;
        ++total;
        if (int &left = words[after.mid(token.offset, token.length)]; left > 0) {
            --left;
            ++common;
        }
    }
    return total == 0 ? 1 : 2.0 * common / total + (sameFirstWord(before, after) ? alike : 0);
}

/// Puts the lines of one block of removals and additions beside each other.
class BlockPairing
{
public:
    BlockPairing(const QStringList &before, const QStringList &after, std::vector<Line> &lines)
        : m_before(before), m_after(after), m_lines(lines)
    {}

    void pair(int before, int beforeEnd, int after, int afterEnd)
    {
        const int rows = beforeEnd - before;
        const int columns = afterEnd - after;
        const auto partners = qint64(rows) * columns <= mostPairings ? bestPartners(before, rows, after, columns)
                                                                     : inOrder(rows, columns);
        int nextAfter = after;
        for (int row = 0; row < rows; ++row) {
            if (partners[size_t(row)] < 0) {
                m_lines.push_back({LineKind::Removed, before + row, -1, {}, {}});
                continue;
            }
            const int partner = after + partners[size_t(row)];
            while (nextAfter < partner)
                addAfter(nextAfter++);
            Line line{LineKind::Changed, before + row, partner, {}, {}};
            compareWords(line, m_before[line.before], m_after[line.after]);
            m_lines.push_back(std::move(line));
            nextAfter = partner + 1;
        }
        while (nextAfter < afterEnd)
            addAfter(nextAfter++);
    }

private:
    void addAfter(int after) { m_lines.push_back({LineKind::Added, -1, after, {}, {}}); }

    static std::vector<int> inOrder(int rows, int columns)
    {
        std::vector<int> partners(size_t(rows), -1);
        for (int row = 0; row < std::min(rows, columns); ++row)
            partners[size_t(row)] = row;
        return partners;
    }

    // The pairs in order with the greatest likeness together.
    std::vector<int> bestPartners(int before, int rows, int after, int columns) const
    {
        std::vector<std::vector<double>> score(size_t(rows) + 1, std::vector<double>(size_t(columns) + 1, 0));
        std::vector<std::vector<double>> like(size_t(rows), std::vector<double>(size_t(columns), 0));
        for (int row = rows - 1; row >= 0; --row) {
            for (int column = columns - 1; column >= 0; --column) {
                const double value = likeness(m_before[before + row], m_after[after + column]);
                like[size_t(row)][size_t(column)] = value >= alike ? value : -1;
                const double paired = value >= alike ? value + score[size_t(row) + 1][size_t(column) + 1] : -1;
                score[size_t(row)][size_t(column)] = std::max(
                    {paired, score[size_t(row) + 1][size_t(column)], score[size_t(row)][size_t(column) + 1]});
            }
        }
        std::vector<int> partners(size_t(rows), -1);
        for (int row = 0, column = 0; row < rows && column < columns;) {
            const double here = score[size_t(row)][size_t(column)];
            if (like[size_t(row)][size_t(column)] >= 0
                && here == like[size_t(row)][size_t(column)] + score[size_t(row) + 1][size_t(column) + 1])
                partners[size_t(row++)] = column++;
            else if (here == score[size_t(row)][size_t(column) + 1])
                ++column;
            else
                ++row;
        }
        return partners;
    }

    const QStringList &m_before;
    const QStringList &m_after;
    std::vector<Line> &m_lines;
};

// Too much to compare: all of one side, then all of the other.
TextDiff asBlocks(int before, int after)
{
    TextDiff diff;
    diff.exact = false;
    for (int line = 0; line < before; ++line)
        diff.lines.push_back({LineKind::Removed, line, -1, {}, {}});
    for (int line = 0; line < after; ++line)
        diff.lines.push_back({LineKind::Added, -1, line, {}, {}});
    return diff;
}

} // namespace

QStringList linesOf(const QString &text)
{
    QStringList lines = text.split(u'\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    for (QString &line : lines) {
        if (line.endsWith(u'\r'))
            line.chop(1);
    }
    return lines;
}

TextDiff compareTexts(const QString &before, const QString &after)
{
    const QStringList beforeLines = linesOf(before);
    const QStringList afterLines = linesOf(after);
    Numbers numbers;
    const auto numbered = [&](const QStringList &lines) {
        std::vector<int> sequence;
        for (const QString &line : lines)
            sequence.push_back(numbers.of(line));
        return sequence;
    };
    const auto edits = editsBetween(numbered(beforeLines), numbered(afterLines), mostLinePairs);
    if (!edits)
        return asBlocks(int(beforeLines.size()), int(afterLines.size()));
    TextDiff diff;
    BlockPairing pairing(beforeLines, afterLines, diff.lines);
    for (size_t at = 0; at < edits->size();) {
        const Edit &edit = (*edits)[at];
        if (edit.side == Side::Both) {
            diff.lines.push_back({LineKind::Same, edit.before, edit.after, {}, {}});
            ++at;
            continue;
        }
        size_t end = at;
        int removed = 0;
        int added = 0;
        for (; end < edits->size() && (*edits)[end].side != Side::Both; ++end)
            ++((*edits)[end].side == Side::Before ? removed : added);
        pairing.pair(edit.before, edit.before + removed, edit.after, edit.after + added);
        at = end;
    }
    return diff;
}

std::vector<int> TextDiff::changes() const
{
    std::vector<int> firsts;
    for (int line = 0; line < int(lines.size()); ++line) {
        if (lines[size_t(line)].kind != LineKind::Same && (line == 0 || lines[size_t(line) - 1].kind == LineKind::Same))
            firsts.push_back(line);
    }
    return firsts;
}

} // namespace lk
