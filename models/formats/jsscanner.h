// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <algorithm>
#include <optional>

namespace lk {

/// Walks over JavaScript text: knows comments, strings, templates, regular expressions and brackets, and nothing of the language's grammar.
class JsScanner
{
public:
    explicit JsScanner(QByteArrayView text, qsizetype at = 0) : m_text(text), m_at(at) {}

    qsizetype at() const { return m_at; }
    void moveTo(qsizetype at) { m_at = at; }
    /// What lies between @p begin and here.
    QByteArrayView textFrom(qsizetype begin) const { return m_text.sliced(begin, std::min(m_at, m_text.size()) - begin); }
    bool atEnd() const { return m_at >= m_text.size(); }
    char peek(qsizetype ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    /// Past space and comments.
    void skipSpace();
    /// Past @p what, if that is next (after space).
    bool take(QByteArrayView what);
    /// Past the name that is next; empty where there is none.
    QByteArrayView takeName();
    /// Past the string that is next; nothing where it is none, is not closed, or is a template with values in it.
    std::optional<QString> takeString();
    /// Past one string, bracketed part, name or sign.
    void skipOne();
    /// Past an expression: up to the comma or closing bracket that ends it, or the semicolon.
    void skipExpression();

private:
    void skipString();
    void skipRegex();
    void skipNested();
    bool mayBeRegex() const;

    QByteArrayView m_text;
    qsizetype m_at = 0;
};

} // namespace lk
