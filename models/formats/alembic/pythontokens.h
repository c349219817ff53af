// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace lk {

/// One word of Python's text.
struct PythonToken {
    enum class Kind { Name, Text, Number, Sign, LineEnd, End, Unclosed };

    Kind kind = Kind::End;
    QByteArrayView text = {}; ///< as written, with prefix and quotes
    qint64 line = 1;

    bool is(QByteArrayView sign) const { return text == sign; }
};

/// Cuts Python into words: comments, blank lines and line ends within brackets are passed over. Runs nothing, copies nothing.
class PythonTokens
{
public:
    explicit PythonTokens(QByteArrayView text);

    /// After the last word: End, or Unclosed with the line at which a string begins that has no end.
    PythonToken next();
    /// Columns in front of the logical line that the last word stands on.
    qsizetype indent() const { return m_indent; }
    /// Open brackets around the last word.
    int depth() const { return m_depth; }

private:
    void skipBlank();
    bool isLineEnd() const;
    PythonToken lineEnd();
    PythonToken text(qsizetype begin, qsizetype quote);
    PythonToken sign();
    uchar at(qsizetype place) const { return place < m_text.size() ? uchar(m_text[place]) : 0; }
    PythonToken token(PythonToken::Kind kind, qsizetype begin, qint64 line) const { return {kind, m_text.sliced(begin, m_at - begin), line}; }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    qint64 m_line = 1;
    qsizetype m_indent = 0;
    int m_depth = 0;
    bool m_fresh = true; ///< a logical line begins
};

/// What a string of Python means; nothing where that is more than text: bytes, or an f-string with a brace.
std::optional<QString> pythonText(QByteArrayView literal);

/// Text as Python would write it as a literal: 'it\'s' is "it's".
QString pythonLiteral(const QString &text);

} // namespace lk
