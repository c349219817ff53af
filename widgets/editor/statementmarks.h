// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/splitter.h"

#include <vector>

class QsciScintilla;

namespace lk {

/// Shows where statements begin and end: bars of two shades in the margin, the one with the caret in a third; several
/// lines fold.
class StatementMarks
{
public:
    static constexpr int margin = 2;
    static constexpr int largestText = 8'000'000; ///< bytes; larger texts are not split while typing

    explicit StatementMarks(QsciScintilla &view);

    void takeColors();
    void setDialect(const Dialect &dialect);
    /// Splits the text anew.
    void update();
    /// Marks the visible lines; cheap when nothing moved.
    void show();
    /// Forgets what was found: another text is shown.
    void clear();

    const std::vector<StatementSpan> &spans() const { return m_spans; }
    /// Number of the statement at a byte position, from 1; 0 between two.
    int statementAt(int position) const;
    /// Number of the statement that stands (also) on a line from 0, from 1; 0 when there is none.
    int statementOnLine(int line) const;

private:
    void fold();
    void markLine(int line, int statement, int current);

    QsciScintilla &m_view;
    Dialect m_dialect;
    std::vector<StatementSpan> m_spans;
    int m_shownFrom = -1;
    int m_shownTo = -1;
    int m_shownCurrent = -1;
};

} // namespace lk
