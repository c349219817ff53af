// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <Qsci/qsciscintilla.h>

namespace lk {

using Sci = QsciScintillaBase;

/// Sends a message of Scintilla's own interface; QScintilla's overloads are ambiguous for plain numbers.
inline long tell(const Sci &view, unsigned int message, long long first = 0, long long second = 0)
{
    return view.SendScintilla(message, static_cast<unsigned long>(first), static_cast<long>(second));
}

inline int lengthOf(const Sci &view)
{
    return int(tell(view, Sci::SCI_GETLENGTH));
}

/// Bytes of the document. They are Scintilla's own memory: only to be read before the text changes.
inline QByteArray textBetween(const Sci &view, int start, int end)
{
    if (end <= start)
        return QByteArray("");
    const auto *text = reinterpret_cast<const char *>(tell(view, Sci::SCI_GETRANGEPOINTER, start, end - start));
    return QByteArray::fromRawData(text, end - start);
}

/// First byte of a line from 0; the end of the text for lines after the last.
inline int startOfLine(const Sci &view, int line)
{
    return line >= tell(view, Sci::SCI_GETLINECOUNT) ? lengthOf(view)
                                                     : int(tell(view, Sci::SCI_POSITIONFROMLINE, line));
}

inline int lineOfPosition(const Sci &view, int position)
{
    return int(tell(view, Sci::SCI_LINEFROMPOSITION, position));
}

} // namespace lk
