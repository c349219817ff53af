// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diff/sidebyside.h"

#include "widgets/editor/highlighter.h"
#include "widgets/editor/scintilla.h"
#include "widgets/editor/syntaxes.h"
#include "widgets/look/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace lk {

namespace {

enum Marker { ChangedMarker = 0, AddedMarker, RemovedMarker, FillerMarker };
enum Indicator { WordIndicator = 8 };

using LineKind = TextDiff::LineKind;

} // namespace

SideBySide::SideBySide(QWidget *parent) : QWidget(parent), m_splitter(new QSplitter(this))
{
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_before = createColumn(QStringLiteral("diffBefore"), tr("Before"));
    m_after = createColumn(QStringLiteral("diffAfter"), tr("After"));
    m_splitter->addWidget(m_before.view->parentWidget());
    m_splitter->addWidget(m_after.view->parentWidget());
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    const auto follow = [this](QScrollBar *leader, QScrollBar *follower) {
        connect(leader, &QScrollBar::valueChanged, this, [this, follower](int value) {
            if (m_scrolling)
                return;
            const QScopedValueRollback scrolling(m_scrolling, true);
            follower->setValue(value);
        });
    };
    follow(m_before.view->verticalScrollBar(), m_after.view->verticalScrollBar());
    follow(m_after.view->verticalScrollBar(), m_before.view->verticalScrollBar());
    follow(m_before.view->horizontalScrollBar(), m_after.view->horizontalScrollBar());
    follow(m_after.view->horizontalScrollBar(), m_before.view->horizontalScrollBar());
    connect(&Look::instance(), &Look::changed, this, &SideBySide::takeColors);
    takeColors();
}

SideBySide::Column SideBySide::createColumn(const QString &name, const QString &heading)
{
    Column column;
    auto *box = new QWidget(this);
    column.heading = new QLabel(heading, box);
    column.heading->setContentsMargins(8, 3, 8, 3);
    column.view = new QsciScintilla(box);
    column.view->setObjectName(name);
    column.view->setAccessibleName(heading);
    column.highlighter = new Highlighter(column.view);
    column.view->setLexer(column.highlighter);
    column.view->setUtf8(true);
    column.view->setReadOnly(true);
    column.view->setMarginType(0, QsciScintilla::TextMarginRightJustified);
    column.view->setMarginMarkerMask(0, 0);
    for (int margin = 1; margin < 5; ++margin)
        column.view->setMarginWidth(margin, 0);
    for (const int marker : {ChangedMarker, AddedMarker, RemovedMarker, FillerMarker})
        column.view->markerDefine(QsciScintilla::Background, marker);
    column.view->setTabWidth(4);
    column.view->setMinimumWidth(60);
    tell(*column.view, Sci::SCI_SETEXTRAASCENT, 1);
    tell(*column.view, Sci::SCI_SETEXTRADESCENT, 1);
    tell(*column.view, Sci::SCI_SETCARETSTYLE, Sci::CARETSTYLE_INVISIBLE);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(column.heading);
    layout->addWidget(column.view, 1);
    return column;
}

void SideBySide::takeColors()
{
    for (Column *column : {&m_before, &m_after}) {
        QsciScintilla &view = *column->view;
        takeScriptLook(view);
        column->highlighter->takeTheme();
        const Tone tone = column == &m_before ? Tone::Bad : Tone::Good;
        view.setMarkerBackgroundColor(Look::tint(tone), ChangedMarker);
        view.setMarkerBackgroundColor(Look::tint(Tone::Good), AddedMarker);
        view.setMarkerBackgroundColor(Look::tint(Tone::Bad), RemovedMarker);
        view.setMarkerBackgroundColor(Look::tint(Tone::Quiet), FillerMarker);
        tell(view, Sci::SCI_INDICSETSTYLE, WordIndicator, Sci::INDIC_STRAIGHTBOX);
        view.SendScintilla(Sci::SCI_INDICSETFORE, static_cast<unsigned long>(WordIndicator), Look::color(tone));
        tell(view, Sci::SCI_INDICSETALPHA, WordIndicator, Look::dark() ? 90 : 60);
        tell(view, Sci::SCI_INDICSETOUTLINEALPHA, WordIndicator, Look::dark() ? 140 : 110);
        tell(view, Sci::SCI_INDICSETUNDER, WordIndicator, 1);
    }
}

void SideBySide::setSyntax(const QString &definition)
{
    m_before.highlighter->setSyntax(definition);
    m_after.highlighter->setSyntax(definition);
}

// What was added has no definition before: the other side gets the room.
void SideBySide::shareWidth(bool beforeEmpty, bool afterEmpty)
{
    const Qt::Alignment oneSided = beforeEmpty == afterEmpty ? Qt::Alignment()
                                   : beforeEmpty             ? Qt::AlignRight
                                                             : Qt::AlignLeft;
    if (oneSided == m_oneSided)
        return; // as the person set it
    m_oneSided = oneSided;
    const int all = std::max(10, m_splitter->width());
    const int less = all / 5;
    m_splitter->setSizes(oneSided == Qt::AlignRight  ? QList<int>{less, all - less}
                         : oneSided == Qt::AlignLeft ? QList<int>{all - less, less}
                                                     : QList<int>{all / 2, all / 2});
}

void SideBySide::setTexts(const QString &before, const QString &after)
{
    m_diff = compareTexts(before, after);
    m_change = -1;
    shareWidth(before.isEmpty(), after.isEmpty());
    fill(m_before, linesOf(before), &TextDiff::Line::before, &TextDiff::Line::beforeWords, LineKind::Removed);
    fill(m_after, linesOf(after), &TextDiff::Line::after, &TextDiff::Line::afterWords, LineKind::Added);
}

void SideBySide::fill(Column &column, const QStringList &lines, int TextDiff::Line::*number,
                      std::vector<TextDiff::Span> TextDiff::Line::*words, LineKind own)
{
    QsciScintilla &view = *column.view;
    QByteArray text;
    for (const TextDiff::Line &line : m_diff.lines) {
        if (line.*number >= 0)
            text += lines[line.*number].toUtf8();
        text += '\n';
    }
    text.chop(1);
    view.setReadOnly(false);
    tell(view, Sci::SCI_CLEARALL);
    tell(view, Sci::SCI_MARGINTEXTCLEARALL);
    view.markerDeleteAll();
    column.highlighter->reset();
    view.SendScintilla(Sci::SCI_ADDTEXT, static_cast<uintptr_t>(text.size()), text.constData());
    tell(view, Sci::SCI_EMPTYUNDOBUFFER);
    tell(view, Sci::SCI_SETINDICATORCURRENT, WordIndicator);
    for (int row = 0; row < int(m_diff.lines.size()); ++row) {
        const TextDiff::Line &line = m_diff.lines[size_t(row)];
        if (line.*number < 0) {
            view.markerAdd(row, FillerMarker);
            continue;
        }
        view.SendScintilla(Sci::SCI_MARGINSETTEXT, static_cast<uintptr_t>(row),
                           QByteArray(QByteArray::number(line.*number + 1) + ' ').constData());
        tell(view, Sci::SCI_MARGINSETSTYLE, row, Sci::STYLE_LINENUMBER);
        if (line.kind == LineKind::Changed)
            view.markerAdd(row, ChangedMarker);
        else if (line.kind == own)
            view.markerAdd(row, own == LineKind::Added ? AddedMarker : RemovedMarker);
        const QString &content = lines[line.*number];
        for (const TextDiff::Span &span : line.*words) {
            const int start = startOfLine(view, row) + int(QStringView(content).first(span.offset).toUtf8().size());
            tell(view, Sci::SCI_INDICATORFILLRANGE, start,
                 QStringView(content).sliced(span.offset, span.length).toUtf8().size());
        }
    }
    view.setMarginWidth(0, QString(std::max(3, int(QString::number(lines.size()).size()) + 1), u'9'));
    tell(view, Sci::SCI_GOTOPOS, 0);
    tell(view, Sci::SCI_SETXOFFSET, 0);
    view.setScrollWidth(1);
    view.setScrollWidthTracking(true);
    view.setReadOnly(true);
}

bool SideBySide::step(bool forwards)
{
    const int next = m_change + (forwards ? 1 : -1);
    if (next < 0 || next >= int(m_diff.changes().size()))
        return false;
    goTo(next);
    return true;
}

void SideBySide::goToFirstChange()
{
    goTo(0);
}

void SideBySide::goToLastChange()
{
    goTo(int(m_diff.changes().size()) - 1);
}

void SideBySide::goTo(int change)
{
    const std::vector<int> changes = m_diff.changes();
    if (change < 0 || change >= int(changes.size()))
        return;
    m_change = change;
    const int line = changes[size_t(change)];
    for (const Column &column : {m_before, m_after}) {
        tell(*column.view, Sci::SCI_GOTOLINE, line);
        const int onScreen = int(tell(*column.view, Sci::SCI_LINESONSCREEN));
        tell(*column.view, Sci::SCI_SETFIRSTVISIBLELINE, std::max(0, line - onScreen / 3));
    }
}

} // namespace lk
