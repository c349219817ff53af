// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <vector>

namespace lk {

/// Two texts side by side: pairs of lines, and within a changed pair the words that differ. A value, no widgets.
struct TextDiff {
    enum class LineKind { Same, Added, Removed, Changed };

    /// Characters of a line (UTF-16 units).
    struct Span {
        int offset = 0;
        int length = 0;

        bool operator==(const Span &) const = default;
    };
    struct Line {
        LineKind kind = LineKind::Same;
        int before = -1; ///< line number from 0; -1: nothing stands there
        int after = -1;
        std::vector<Span> beforeWords; ///< what differs, only for Changed
        std::vector<Span> afterWords;

        bool operator==(const Line &) const = default;
    };

    std::vector<Line> lines;
    bool exact = true; ///< false: too long to compare line by line, shown as one removed and one added block

    bool operator==(const TextDiff &) const = default;
    /// First lines of the blocks of differing lines.
    std::vector<int> changes() const;
};

/// Lines end at LF (a CR before it belongs to the end); a last line without one counts.
QStringList linesOf(const QString &text);

/// Compares line by line and, where lines were replaced, word by word. The work is bounded whatever the texts are.
TextDiff compareTexts(const QString &before, const QString &after);

} // namespace lk
