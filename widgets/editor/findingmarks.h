// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/safety/finding.h"

#include <QStringList>

#include <vector>

class QMenu;
class QsciScintilla;

namespace lk {

class StatementMarks;

/// Findings in a script: a squiggle below the statement's first line and an icon in the margin.
class FindingMarks
{
public:
    static constexpr int margin = 0;

    FindingMarks(QsciScintilla &view, const StatementMarks &statements);

    void takeColors();
    void setFindings(std::vector<Finding> findings);
    const std::vector<Finding> &findings() const { return m_findings; }
    /// Draws them anew: the text is another.
    void show();

    /// What they say about a line from 0, for a tooltip; empty when nothing.
    QStringList textsOnLine(int line) const;
    /// What they say about a byte position.
    QStringList textsAt(int position) const;
    /// Adds what can be done about the findings on a line: apply the fix, copy it. False when there are none.
    bool fillMenu(QMenu &menu, int line) const;

private:
    int lineOf(const Finding &finding) const;
    std::pair<int, int> rangeOf(const Finding &finding) const;
    static QStringList texts(const Finding &finding);
    void replaceStatement(const Finding &finding) const;

    QsciScintilla &m_view;
    const StatementMarks &m_statements;
    std::vector<Finding> m_findings;
};

} // namespace lk
