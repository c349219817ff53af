// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/textsearch.h"

#include "widgets/editor/scintilla.h"

namespace lk {

TextSearch::TextSearch(QsciScintilla &view) : m_view(view) {}

std::optional<TextSearch::Range> TextSearch::find(const Request &request, int from, int to) const
{
    const QByteArray text = request.text.toUtf8();
    if (text.isEmpty())
        return {};
    const int flags = (request.matchCase ? Sci::SCFIND_MATCHCASE : 0) | (request.wholeWord ? Sci::SCFIND_WHOLEWORD : 0)
                      | (request.regularExpression ? Sci::SCFIND_REGEXP | Sci::SCFIND_POSIX : 0);
    tell(m_view, Sci::SCI_SETSEARCHFLAGS, flags);
    tell(m_view, Sci::SCI_SETTARGETSTART, from);
    tell(m_view, Sci::SCI_SETTARGETEND, to);
    const long found = m_view.SendScintilla(Sci::SCI_SEARCHINTARGET, static_cast<uintptr_t>(text.size()),
                                            text.constData());
    if (found < 0) // -2: not a regular expression
        return {};
    return Range(int(tell(m_view, Sci::SCI_GETTARGETSTART)), int(tell(m_view, Sci::SCI_GETTARGETEND)));
}

bool TextSearch::select(const std::optional<Range> &found)
{
    if (!found)
        return false;
    m_view.ensureLineVisible(lineOfPosition(m_view, found->first));
    tell(m_view, Sci::SCI_SETSEL, found->first, found->second);
    tell(m_view, Sci::SCI_SCROLLCARET);
    return true;
}

bool TextSearch::findNext(const Request &request, bool fromSelectionStart)
{
    const int start = int(tell(m_view, Sci::SCI_GETSELECTIONSTART));
    int from = fromSelectionStart ? start : int(tell(m_view, Sci::SCI_GETSELECTIONEND));
    std::optional<Range> found = find(request, from, lengthOf(m_view));
    // An empty match (a regular expression like "x*") where we already are would hold us there for ever.
    if (found && found->first == found->second && found->first == from && !fromSelectionStart
        && from < lengthOf(m_view))
        found = find(request, int(tell(m_view, Sci::SCI_POSITIONAFTER, from)), lengthOf(m_view));
    return select(found ? found : find(request, 0, lengthOf(m_view)));
}

bool TextSearch::findPrevious(const Request &request)
{
    const std::optional<Range> found = find(request, int(tell(m_view, Sci::SCI_GETSELECTIONSTART)), 0);
    return select(found ? found : find(request, lengthOf(m_view), 0));
}

int TextSearch::replaceTarget(const Request &request, const QByteArray &replacement)
{
    const unsigned int message = request.regularExpression ? Sci::SCI_REPLACETARGETRE : Sci::SCI_REPLACETARGET;
    return int(m_view.SendScintilla(message, static_cast<uintptr_t>(replacement.size()), replacement.constData()));
}

bool TextSearch::replace(const Request &request, const QString &replacement)
{
    const Range selected(int(tell(m_view, Sci::SCI_GETSELECTIONSTART)), int(tell(m_view, Sci::SCI_GETSELECTIONEND)));
    if (!m_view.isReadOnly() && find(request, selected.first, selected.second) == selected) {
        const int length = replaceTarget(request, replacement.toUtf8());
        tell(m_view, Sci::SCI_SETSEL, selected.first + length, selected.first + length);
    }
    return findNext(request);
}

int TextSearch::replaceAll(const Request &request, const QString &replacement)
{
    if (m_view.isReadOnly())
        return 0;
    const QByteArray text = replacement.toUtf8();
    int count = 0;
    int from = 0;
    m_view.beginUndoAction();
    while (const std::optional<Range> found = find(request, from, lengthOf(m_view))) {
        from = found->first + replaceTarget(request, text);
        ++count;
        if (found->first == found->second) {
            if (from >= lengthOf(m_view))
                break;
            from = int(tell(m_view, Sci::SCI_POSITIONAFTER, from));
        }
    }
    m_view.endUndoAction();
    return count;
}

int TextSearch::mark(const Request &request)
{
    clearMarks();
    int count = 0;
    int from = 0;
    while (const std::optional<Range> found = find(request, from, lengthOf(m_view))) {
        if (found->second > found->first)
            tell(m_view, Sci::SCI_INDICATORFILLRANGE, found->first, found->second - found->first);
        if (++count == mostMatches)
            break;
        from = found->second > found->first ? found->second : int(tell(m_view, Sci::SCI_POSITIONAFTER, found->second));
        if (from >= lengthOf(m_view))
            break;
    }
    return count;
}

void TextSearch::clearMarks()
{
    tell(m_view, Sci::SCI_SETINDICATORCURRENT, indicator);
    tell(m_view, Sci::SCI_INDICATORCLEARRANGE, 0, lengthOf(m_view));
}

int TextSearch::currentMatch(const Request &request) const
{
    const int start = int(tell(m_view, Sci::SCI_GETSELECTIONSTART));
    const int end = int(tell(m_view, Sci::SCI_GETSELECTIONEND));
    int number = 0;
    int from = 0;
    while (const std::optional<Range> found = find(request, from, end)) {
        if (++number > mostMatches || found->first == found->second)
            return 0;
        if (found->first == start && found->second == end)
            return number;
        from = found->second;
    }
    return 0;
}

} // namespace lk
