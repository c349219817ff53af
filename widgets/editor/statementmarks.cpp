// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/statementmarks.h"

#include "widgets/editor/scintilla.h"
#include "widgets/look/look.h"

#include <QGuiApplication>

#include <algorithm>

namespace lk {

namespace {

enum Marker { OddMarker = 5, EvenMarker = 6, CurrentMarker = 7 };
constexpr int markerMask = 1 << OddMarker | 1 << EvenMarker | 1 << CurrentMarker;

} // namespace

StatementMarks::StatementMarks(QsciScintilla &view) : m_view(view), m_dialect(sqliteDialect())
{
    m_view.setMarginType(margin, QsciScintilla::SymbolMargin);
    m_view.setMarginWidth(margin, 4);
    m_view.setMarginMarkerMask(margin, markerMask);
    for (const int marker : {OddMarker, EvenMarker, CurrentMarker})
        m_view.markerDefine(QsciScintilla::FullRectangle, marker);
    takeColors();
}

void StatementMarks::takeColors()
{
    const QPalette palette = QGuiApplication::palette();
    m_view.setMarkerBackgroundColor(palette.color(QPalette::Mid), OddMarker);
    m_view.setMarkerBackgroundColor(Look::color(Tone::Quiet), EvenMarker);
    m_view.setMarkerBackgroundColor(Look::color(Tone::Accent), CurrentMarker);
}

void StatementMarks::setDialect(const Dialect &dialect)
{
    m_dialect = dialect;
    update();
}

void StatementMarks::clear()
{
    m_spans.clear();
    m_shownFrom = m_shownTo = m_shownCurrent = -1;
}

void StatementMarks::update()
{
    const int length = lengthOf(m_view);
    if (length > largestText)
        return clear();
    // A statement that is being typed may not end; the marks of before would point to wrong places.
    Result<std::vector<StatementSpan>> found = splitStatements(textBetween(m_view, 0, length), m_dialect);
    m_spans = found ? std::move(*found) : std::vector<StatementSpan>();
    m_shownFrom = -1;
    fold();
    show();
}

int StatementMarks::statementAt(int position) const
{
    const auto after = std::ranges::upper_bound(m_spans, qsizetype(position), {}, &StatementSpan::offset);
    if (after == m_spans.begin())
        return 0;
    const StatementSpan &span = *(after - 1);
    return position <= span.offset + span.length ? int(after - m_spans.begin()) : 0;
}

int StatementMarks::statementOnLine(int line) const
{
    const int end = int(tell(m_view, Sci::SCI_GETLINEENDPOSITION, line));
    const auto after = std::ranges::upper_bound(m_spans, qsizetype(end), {}, &StatementSpan::offset);
    if (after == m_spans.begin())
        return 0;
    const StatementSpan &span = *(after - 1);
    return span.offset + span.length > startOfLine(m_view, line) ? int(after - m_spans.begin()) : 0;
}

void StatementMarks::show()
{
    const int first = int(tell(m_view, Sci::SCI_DOCLINEFROMVISIBLE, tell(m_view, Sci::SCI_GETFIRSTVISIBLELINE)));
    const int last = int(tell(m_view, Sci::SCI_DOCLINEFROMVISIBLE,
                              tell(m_view, Sci::SCI_GETFIRSTVISIBLELINE) + tell(m_view, Sci::SCI_LINESONSCREEN) + 1));
    const int current = statementAt(int(tell(m_view, Sci::SCI_GETCURRENTPOS)));
    if (first >= m_shownFrom && last <= m_shownTo && m_shownFrom >= 0 && current == m_shownCurrent)
        return;
    // Adding a marker makes Scintilla report a change, so this must come to rest: nothing is told twice.
    m_shownFrom = std::max(0, first - 50);
    m_shownTo = std::min(int(tell(m_view, Sci::SCI_GETLINECOUNT)) - 1, last + 50);
    m_shownCurrent = current;
    for (int line = m_shownFrom; line <= m_shownTo; ++line)
        markLine(line, statementOnLine(line), current);
    m_shownTo = std::max(m_shownTo, last);
}

void StatementMarks::markLine(int line, int statement, int current)
{
    const int marker = statement == 0         ? -1
                       : statement == current ? CurrentMarker
                       : statement % 2        ? OddMarker
                                              : EvenMarker;
    const int wanted = marker < 0 ? 0 : 1 << marker;
    const int present = int(tell(m_view, Sci::SCI_MARKERGET, line)) & markerMask;
    if (present == wanted)
        return;
    for (const int other : {OddMarker, EvenMarker, CurrentMarker}) {
        if (present & 1 << other)
            tell(m_view, Sci::SCI_MARKERDELETE, line, other);
    }
    if (marker >= 0)
        tell(m_view, Sci::SCI_MARKERADD, line, marker);
}

void StatementMarks::fold()
{
    const int lines = int(tell(m_view, Sci::SCI_GETLINECOUNT));
    std::vector<int> levels(size_t(lines), Sci::SC_FOLDLEVELBASE);
    for (const StatementSpan &span : m_spans) {
        const int first = int(span.line) - 1;
        const int last = lineOfPosition(m_view, int(span.offset + span.length));
        if (first < 0 || last <= first || last >= lines)
            continue;
        levels[size_t(first)] = levels[size_t(first)] == Sci::SC_FOLDLEVELBASE
                                    ? Sci::SC_FOLDLEVELBASE | Sci::SC_FOLDLEVELHEADERFLAG
                                    : levels[size_t(first)];
        std::fill(levels.begin() + first + 1, levels.begin() + last + 1, Sci::SC_FOLDLEVELBASE + 1);
    }
    for (int line = 0; line < lines; ++line) {
        if (tell(m_view, Sci::SCI_GETFOLDLEVEL, line) != levels[size_t(line)])
            tell(m_view, Sci::SCI_SETFOLDLEVEL, line, levels[size_t(line)]);
    }
}

} // namespace lk
