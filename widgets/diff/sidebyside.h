// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/textdiff.h"

#include <QWidget>

class QLabel;
class QSplitter;
class QsciScintilla;

namespace lk {

class Highlighter;

/// Two texts beside each other, scrolled together: changed lines tinted, changed words marked, equal lines at equal
/// heights.
class SideBySide : public QWidget
{
    Q_OBJECT

public:
    explicit SideBySide(QWidget *parent = nullptr);

    void setTexts(const QString &before, const QString &after);
    void setSyntax(const QString &definition);
    const TextDiff &diff() const { return m_diff; }
    /// Goes to the next or the previous block of changed lines; false when there is none on that way.
    bool step(bool forwards);
    void goToFirstChange();
    void goToLastChange();
    /// Index of the shown block among diff().changes(), -1 before any was gone to.
    int currentChange() const { return m_change; }

private:
    struct Column {
        QLabel *heading = nullptr;
        QsciScintilla *view = nullptr;
        Highlighter *highlighter = nullptr;
    };

    Column createColumn(const QString &name, const QString &heading);
    void takeColors();
    void shareWidth(bool beforeEmpty, bool afterEmpty);
    void fill(Column &column, const QStringList &lines, int TextDiff::Line::*number,
              std::vector<TextDiff::Span> TextDiff::Line::*words, TextDiff::LineKind own);
    void goTo(int change);

    Column m_before;
    Column m_after;
    TextDiff m_diff;
    int m_change = -1;
    bool m_scrolling = false;
    QSplitter *m_splitter;
    Qt::Alignment m_oneSided; ///< the side that alone holds something
};

} // namespace lk
