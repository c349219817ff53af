// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/pythonmodule.h"

namespace lk {

namespace {

using Kind = PythonToken::Kind;

/// Reads a literal, beginning with @p token; leaves in it the first word behind.
PythonValue readValue(PythonTokens &tokens, PythonToken &token)
{
    PythonValue value{PythonValue::Kind::Other, {}, token.line};
    if (token.kind == Kind::Name) {
        value.name = QString::fromUtf8(token.text);
        if (token.is("None"))
            value.kind = PythonValue::Kind::None;
        token = tokens.next();
        return value;
    }
    const bool bracket = token.is("(") || token.is("[") || token.is("{");
    bool comma = !token.is("(");
    bool plain = bracket || token.kind == Kind::Text;
    if (bracket)
        token = tokens.next();
    bool joins = false;
    while (plain && token.kind == Kind::Text) {
        const auto text = pythonText(token.text);
        plain = text.has_value();
        if (joins)
            value.texts.last() += text.value_or(QString());
        else
            value.texts += text.value_or(QString());
        token = tokens.next();
        joins = token.kind == Kind::Text;
        if (!bracket || !token.is(","))
            continue;
        comma = true;
        token = tokens.next();
    }
    if (bracket) {
        plain = plain && (token.is(")") || token.is("]") || token.is("}"));
        if (token.kind != Kind::End && token.kind != Kind::Unclosed && token.kind != Kind::LineEnd)
            token = tokens.next();
    }
    if (plain)
        value.kind = bracket && (comma || value.texts.isEmpty()) ? PythonValue::Kind::List : PythonValue::Kind::Text;
    return value;
}

class ModuleReader
{
public:
    explicit ModuleReader(QByteArrayView text) : m_tokens(text) { advance(); }

    PythonModule read()
    {
        if (m_token.kind == Kind::Text)
            readDocstring();
        while (!atEnd())
            readStatement();
        if (m_token.kind == Kind::Unclosed)
            m_module.unclosedLine = m_token.line;
        return std::move(m_module);
    }

private:
    void advance()
    {
        m_token = m_tokens.next();
        if (m_token.kind == Kind::Name && m_token.is("autocommit_block"))
            m_module.hasAutocommitBlock = true;
    }
    bool atEnd() const { return m_token.kind == Kind::End || m_token.kind == Kind::Unclosed; }
    void toLineEnd()
    {
        while (!atEnd() && m_token.kind != Kind::LineEnd)
            advance();
        if (!atEnd())
            advance();
    }

    void readDocstring()
    {
        QString text;
        for (; m_token.kind == Kind::Text; advance()) {
            const auto part = pythonText(m_token.text);
            if (!part)
                return toLineEnd();
            text += *part;
        }
        if (m_token.kind == Kind::LineEnd || m_token.kind == Kind::End)
            m_module.docstring = text;
        toLineEnd();
    }

    void readStatement()
    {
        if (m_tokens.indent() > 0 || m_token.kind != Kind::Name)
            return toLineEnd();
        if (m_token.is("async"))
            advance();
        const QByteArrayView name = m_token.text;
        advance();
        if (name == "def")
            return readFunction();
        static const QSet<QByteArray> Asked{"revision", "down_revision", "branch_labels", "depends_on"};
        if (Asked.contains(name.toByteArray()) || m_token.is("=") || m_token.is(":"))
            readAssignment(name.toByteArray());
        toLineEnd();
    }

    void readAssignment(const QByteArray &name)
    {
        if (m_token.is(":")) { // an annotation
            while (!atEnd() && m_token.kind != Kind::LineEnd && !(m_token.is("=") && m_tokens.depth() == 0))
                advance();
        }
        if (!m_token.is("="))
            return;
        advance();
        PythonValue value = readValue(m_tokens, m_token);
        if (m_token.kind != Kind::LineEnd && m_token.kind != Kind::End) {
            value.kind = PythonValue::Kind::Other;
        } else if (value.kind == PythonValue::Kind::Other && m_module.values.contains(value.name.toUtf8())) {
            const qint64 line = value.line;
            value = m_module.values.value(value.name.toUtf8());
            value.line = line;
        }
        m_module.values.insert(name, value);
    }

    void readFunction()
    {
        const QByteArray name = m_token.text.toByteArray();
        PythonFunction function{m_token.line};
        while (!atEnd() && m_token.kind != Kind::LineEnd && !(m_token.is(":") && m_tokens.depth() == 0))
            advance();
        if (m_token.is(":"))
            advance();
        if (m_token.kind == Kind::LineEnd) {
            advance();
            while (!atEnd() && m_tokens.indent() > 0)
                readBodyLine(function);
        } else {
            readBodyLine(function);
        }
        m_module.functions.insert(name, function);
    }

    void readBodyLine(PythonFunction &function)
    {
        const bool raises = m_token.is("raise");
        bool idle = raises || m_token.kind == Kind::Text || m_token.is("pass") || m_token.is(".");
        function.raises = function.raises || raises;
        if (m_token.is("return")) {
            advance();
            idle = m_token.kind == Kind::LineEnd || m_token.kind == Kind::End || m_token.is("None");
        }
        function.hasWork = function.hasWork || !idle;
        toLineEnd();
    }

    PythonTokens m_tokens;
    PythonToken m_token;
    PythonModule m_module;
};

} // namespace

PythonModule readPythonModule(QByteArrayView text)
{
    return ModuleReader(text).read();
}

PythonWords readPythonWords(QByteArrayView text, const QSet<QByteArray> &asked)
{
    PythonWords words;
    QHash<QByteArray, PythonValue> variables;
    PythonTokens tokens(text);
    PythonToken token = tokens.next();
    while (token.kind != Kind::End && token.kind != Kind::Unclosed) {
        QByteArray name;
        const bool isText = token.kind == Kind::Text;
        if (token.kind == Kind::Name) {
            name = token.text.toByteArray();
            words.names.insert(name);
        } else if (isText) {
            const QString value = pythonText(token.text).value_or(QString());
            words.texts += value;
            name = value.toUtf8();
        }
        token = tokens.next();
        if (name.isEmpty() || !(isText ? token.is(":") : token.is("=")))
            continue;
        token = tokens.next();
        if (token.kind != Kind::Text && !(token.kind == Kind::Name && asked.contains(name)))
            continue;
        if (token.kind == Kind::Name)
            words.names.insert(token.text.toByteArray());
        PythonValue value = readValue(tokens, token);
        words.texts += value.texts;
        if (asked.contains(name)) {
            if (value.kind == PythonValue::Kind::Other && variables.contains(value.name.toUtf8()))
                value = variables.value(value.name.toUtf8());
            words.arguments.insert(name, value);
        } else {
            variables.insert(name, value);
        }
    }
    return words;
}

} // namespace lk
