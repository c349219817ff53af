// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/characters.h"

namespace lk {

/// Where a statement ends when comments follow its last word: before them.
class StatementTail
{
public:
    explicit StatementTail(QByteArrayView script) : m_script(script) {}

    void commentBegins(qsizetype offset)
    {
        const qsizetype last = trimmedEnd(m_script, offset);
        if (last != m_commentEnd)
            m_contentEnd = last;
    }
    void commentEnds(qsizetype offset) { m_commentEnd = trimmedEnd(m_script, offset); }
    /// The end of the statement whose terminator stands at @p offset.
    qsizetype end(qsizetype offset) const
    {
        const qsizetype last = trimmedEnd(m_script, offset);
        return last == m_commentEnd ? m_contentEnd : last;
    }

private:
    QByteArrayView m_script;
    qsizetype m_contentEnd = -1; ///< before the comments that end at m_commentEnd
    qsizetype m_commentEnd = -1;
};

} // namespace lk
