// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QsciScintilla;

namespace lk {

/// Completes names of the schema as one types, and with Ctrl+Space also the language's keywords.
class NameCompletion
{
public:
    static constexpr int shortestWord = 3;
    static constexpr int mostOffered = 500;

    explicit NameCompletion(QsciScintilla &view);

    void setNames(const QStringList &names);
    void setKeywords(const QStringList &keywords);
    /// Offers what begins with the word before the caret, when it is long enough.
    void offer() { show(m_names, shortestWord); }
    /// Offers whatever begins with the word before the caret: a person asked.
    void offerAll();

private:
    void show(const QStringList &words, int shortest);

    QsciScintilla &m_view;
    QStringList m_names; ///< sorted, letter case aside
    QStringList m_keywords;
};

} // namespace lk
