// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/namecompletion.h"

#include "widgets/editor/scintilla.h"

#include <algorithm>

namespace lk {

NameCompletion::NameCompletion(QsciScintilla &view) : m_view(view)
{
    m_view.setAutoCompletionSource(QsciScintilla::AcsNone);
    tell(m_view, Sci::SCI_AUTOCSETSEPARATOR, '\n');
    tell(m_view, Sci::SCI_AUTOCSETIGNORECASE, 1);
    tell(m_view, Sci::SCI_AUTOCSETMAXHEIGHT, 12);
    tell(m_view, Sci::SCI_AUTOCSETDROPRESTOFWORD, 0);
}

void NameCompletion::setNames(const QStringList &names)
{
    m_names = names;
    m_names.sort(Qt::CaseInsensitive);
    m_names.removeDuplicates();
}

void NameCompletion::setKeywords(const QStringList &keywords)
{
    m_keywords = keywords;
}

void NameCompletion::offerAll()
{
    QStringList words = m_names + m_keywords;
    words.sort(Qt::CaseInsensitive);
    words.removeDuplicates();
    show(words, 0);
}

void NameCompletion::show(const QStringList &words, int shortest)
{
    const int caret = int(tell(m_view, Sci::SCI_GETCURRENTPOS));
    const int start = int(tell(m_view, Sci::SCI_WORDSTARTPOSITION, caret, 1));
    const QString typed = QString::fromUtf8(textBetween(m_view, start, caret));
    if (typed.size() < shortest || m_view.isReadOnly())
        return;
    const auto before = [](const QString &word, const QString &prefix) {
        return QStringView(word).left(prefix.size()).compare(prefix, Qt::CaseInsensitive) < 0;
    };
    QStringList offered;
    for (auto it = std::lower_bound(words.begin(), words.end(), typed, before);
         it != words.end() && offered.size() < mostOffered; ++it) {
        if (!it->startsWith(typed, Qt::CaseInsensitive))
            break;
        if (*it != typed && !it->contains(u'\n'))
            offered << *it;
    }
    if (offered.isEmpty())
        return m_view.cancelList();
    m_view.SendScintilla(Sci::SCI_AUTOCSHOW, static_cast<uintptr_t>(caret - start),
                         offered.join(u'\n').toUtf8().constData());
}

} // namespace lk
