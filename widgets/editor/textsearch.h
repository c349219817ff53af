// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <utility>

class QsciScintilla;

namespace lk {

/// Finds and replaces in a QScintilla view.
class TextSearch
{
public:
    struct Request {
        QString text;
        bool matchCase = false;
        bool wholeWord = false;
        bool regularExpression = false;

        bool operator==(const Request &) const = default;
    };
    static constexpr int mostMatches = 10'000; ///< counted and marked
    static constexpr int indicator = 12;       ///< Scintilla's number of the marks

    explicit TextSearch(QsciScintilla &view);

    /// Selects the next match after the selection (or at its start), going on at the other end. False: it stands
    /// nowhere.
    bool findNext(const Request &request, bool fromSelectionStart = false);
    bool findPrevious(const Request &request);
    /// Replaces the selection if it is a match, then finds the next one.
    bool replace(const Request &request, const QString &replacement);
    /// Replaces all matches as one step of undo and gives their number.
    int replaceAll(const Request &request, const QString &replacement);
    /// Marks all matches, at most mostMatches, and gives their number.
    int mark(const Request &request);
    void clearMarks();
    /// Number of the selected match among all, from 1; 0 when the selection is none.
    int currentMatch(const Request &request) const;

private:
    using Range = std::pair<int, int>;
    std::optional<Range> find(const Request &request, int from, int to) const;
    int replaceTarget(const Request &request, const QByteArray &replacement);
    bool select(const std::optional<Range> &found);

    QsciScintilla &m_view;
};

} // namespace lk
