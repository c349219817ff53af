// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/jsmodule.h"

#include "models/formats/jsscanner.h"

#include <QByteArray>
#include <QHash>

namespace lk {

namespace {

/// Finds what a module exports, by name, and where the values begin.
class Exports
{
public:
    explicit Exports(QByteArrayView text) : m_text(text), m_scanner(text) {}

    JsModule read()
    {
        for (m_scanner.skipSpace(); !m_scanner.atEnd(); m_scanner.skipSpace())
            readStatement();
        JsModule module;
        module.readable = !m_isComputed && (m_exported.contains("up") || m_exported.contains("down"));
        if (!module.readable)
            return module;
        module.up = functionAt("up");
        module.down = functionAt("down");
        module.transaction = transactionSetting();
        return module;
    }

private:
    void readStatement()
    {
        if (m_scanner.take("export")) {
            readExport();
        } else if (m_scanner.take("module.exports") || m_scanner.take("exports")) {
            readAssignment();
        } else if (takeDeclaration()) {
            const QByteArray name = noteName(m_scanner.at());
            if (name.isEmpty())
                m_scanner.skipOne();
        } else {
            m_scanner.skipOne();
        }
    }

    /// Past the words before a constant's or a function's name.
    bool takeDeclaration()
    {
        if (m_scanner.take("const") || m_scanner.take("let") || m_scanner.take("var"))
            return true;
        const bool async = m_scanner.take("async");
        return m_scanner.take("function") || async;
    }

    /// The name at @p at, noted with what stands behind it: "= value", or a function's parameters.
    QByteArray noteName(qsizetype at)
    {
        m_scanner.moveTo(at);
        m_scanner.take("*");
        const QByteArray name = m_scanner.takeName().toByteArray();
        if (name.isEmpty())
            return name;
        qsizetype value = m_scanner.at();
        m_scanner.skipSpace();
        if (m_scanner.peek() == ':') { // its type
            while (!m_scanner.atEnd() && m_scanner.peek() != '=' && m_scanner.peek() != ';') {
                m_scanner.skipOne();
                m_scanner.skipSpace();
                if (m_scanner.peek() == '=' && m_scanner.peek(1) == '>')
                    m_scanner.moveTo(m_scanner.at() + 2);
            }
        }
        if (m_scanner.take("="))
            value = m_scanner.at();
        m_defined.insert(name, value);
        return name;
    }

    void readExport()
    {
        if (m_scanner.take("default")) {
            readWhole();
        } else if (m_scanner.skipSpace(); m_scanner.peek() == '{') {
            readList();
        } else if (takeDeclaration()) {
            const QByteArray name = noteName(m_scanner.at());
            if (!name.isEmpty())
                m_exported.insert(name, m_defined.value(name));
        }
    }

    /// { up, undo as down }
    void readList()
    {
        m_scanner.take("{");
        while (m_scanner.skipSpace(), !m_scanner.atEnd() && m_scanner.peek() != '}') {
            const qsizetype at = m_scanner.at();
            QByteArray name = m_scanner.takeName().toByteArray();
            if (m_scanner.take("as"))
                name = m_scanner.takeName().toByteArray();
            if (!name.isEmpty())
                m_exported.insert(name, at);
            else
                m_scanner.skipOne();
        }
        m_scanner.take("}");
    }

    /// exports.up = ..., exports["up"] = ..., module.exports = {...}
    void readAssignment()
    {
        QByteArray name;
        if (m_scanner.take(".")) {
            name = m_scanner.takeName().toByteArray();
        } else if (m_scanner.take("[")) {
            name = m_scanner.takeString().value_or(QString()).toUtf8();
            m_scanner.take("]");
        }
        m_scanner.skipSpace();
        if (m_scanner.peek() != '=' || m_scanner.peek(1) == '=')
            return;
        m_scanner.take("=");
        if (name.isEmpty() || name == "default")
            readWhole();
        else
            m_exported.insert(name, m_scanner.at());
    }

    /// Everything that is exported at once: an object, or a name for one.
    void readWhole()
    {
        m_scanner.skipSpace();
        const qsizetype begin = m_scanner.at();
        if (m_scanner.take("exports") || m_scanner.take("module.exports")) { // module.exports = exports = {...}
            readAssignment();
            return;
        }
        if (m_scanner.peek() != '{') {
            const auto constant = m_defined.constFind(m_scanner.takeName().toByteArray());
            const qsizetype end = m_scanner.at();
            if (constant == m_defined.cend()) {
                m_isComputed = true;
                return;
            }
            m_scanner.moveTo(constant.value());
            m_scanner.skipSpace();
            if (m_scanner.peek() == '{')
                readMembers();
            else
                m_isComputed = true;
            m_scanner.moveTo(end);
            return;
        }
        readMembers();
        if (m_scanner.at() == begin)
            m_scanner.skipOne();
    }

    void readMembers()
    {
        m_scanner.take("{");
        while (m_scanner.skipSpace(), !m_scanner.atEnd() && m_scanner.peek() != '}') {
            const qsizetype at = m_scanner.at();
            if (m_scanner.take(","))
                continue;
            if (m_scanner.take("...")) {
                m_isComputed = true;
            } else {
                const qsizetype word = m_scanner.at();
                const bool async = m_scanner.take("async");
                m_scanner.take("*");
                QByteArray name = m_scanner.takeString().value_or(QString()).toUtf8();
                if (name.isEmpty())
                    name = m_scanner.takeName().toByteArray();
                if (name.isEmpty() && async)
                    name = "async";
                const qsizetype behind = m_scanner.at();
                if (!name.isEmpty())
                    m_exported.insert(name, m_scanner.take(":") ? m_scanner.at() : (m_scanner.skipSpace(), m_scanner.peek() == '(' ? behind : word));
            }
            m_scanner.skipExpression();
            if (m_scanner.at() == at || m_scanner.peek() == ';' || m_scanner.peek() == ')' || m_scanner.peek() == ']')
                m_scanner.skipOne();
        }
        m_scanner.take("}");
    }

    JsFunction functionAt(const QByteArray &name)
    {
        const auto found = m_exported.constFind(name);
        if (found == m_exported.cend())
            return JsFunction::Missing;
        qsizetype at = found.value();
        for (int hops = 0; hops < 5; ++hops) { // a name stands for what it was given
            m_scanner.moveTo(at);
            const QByteArray reference = m_scanner.takeName().toByteArray();
            m_scanner.skipSpace();
            const bool alone = m_scanner.atEnd() || m_scanner.peek() == ';' || m_scanner.peek() == ',' || m_scanner.peek() == '}' || m_text[m_scanner.at() - 1] == '\n';
            const auto definition = m_defined.constFind(reference);
            if (!alone || definition == m_defined.cend() || definition.value() == at)
                break;
            at = definition.value();
        }
        m_scanner.moveTo(at);
        if (m_scanner.take("undefined") || m_scanner.take("null") || m_scanner.take("void") || m_scanner.take("false"))
            return JsFunction::Missing;
        return bodyFrom();
    }

    /// The scanner stands before a function in any of its notations.
    JsFunction bodyFrom()
    {
        m_scanner.take("async");
        if (m_scanner.take("function")) {
            m_scanner.take("*");
            m_scanner.takeName();
        } else {
            m_scanner.takeName(); // a method's, or an arrow function's only parameter
        }
        m_scanner.skipSpace();
        if (m_scanner.peek() == '(') {
            m_scanner.skipOne();
            m_scanner.skipSpace();
            if (m_scanner.peek() == ':') // its type
                skipType();
        }
        m_scanner.take("=>");
        m_scanner.skipSpace();
        return m_scanner.peek() == '{' ? judge() : judgeExpression();
    }

    void skipType()
    {
        m_scanner.take(":");
        m_scanner.skipSpace();
        m_scanner.skipOne(); // an object's type, or the first word of another
        for (m_scanner.skipSpace(); !m_scanner.atEnd() && m_scanner.peek() != '{' && m_scanner.peek() != ';'; m_scanner.skipSpace()) {
            if (m_scanner.peek() == '=' && m_scanner.peek(1) == '>')
                return;
            if (m_scanner.peek() == '<')
                skipTypeArguments();
            else
                m_scanner.skipOne();
        }
    }

    void skipTypeArguments()
    {
        int depth = 0;
        do {
            const char c = m_scanner.peek();
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            m_scanner.skipOne();
            m_scanner.skipSpace();
        } while (depth > 0 && !m_scanner.atEnd());
    }

    JsFunction judge()
    {
        m_scanner.take("{");
        if (m_scanner.takeString()) // 'use strict'
            m_scanner.take(";");
        if (m_scanner.take("throw"))
            return JsFunction::Throws;
        if (m_scanner.take("return")) {
            const JsFunction returned = judgeExpression();
            return returned;
        }
        m_scanner.skipSpace();
        return m_scanner.peek() == '}' ? JsFunction::Empty : JsFunction::Works;
    }

    JsFunction judgeExpression()
    {
        if (m_scanner.take("Promise.reject"))
            return JsFunction::Throws;
        const bool nothing = m_scanner.take("null") || m_scanner.take("undefined") || m_scanner.take("Promise.resolve()") || m_scanner.take("true");
        m_scanner.skipSpace();
        const char c = m_scanner.peek();
        const bool ends = m_scanner.atEnd() || c == ';' || c == '}' || c == ',';
        return ends && (nothing || c != ',') ? JsFunction::Empty : JsFunction::Works;
    }

    std::optional<bool> transactionSetting()
    {
        auto found = m_exported.constFind("config");
        if (found == m_exported.cend())
            return std::nullopt;
        m_scanner.moveTo(found.value());
        m_scanner.skipSpace();
        if (m_scanner.peek() != '{') {
            const auto constant = m_defined.constFind(m_scanner.takeName().toByteArray());
            if (constant == m_defined.cend())
                return std::nullopt;
            m_scanner.moveTo(constant.value());
        }
        m_scanner.take("{");
        while (m_scanner.skipSpace(), !m_scanner.atEnd() && m_scanner.peek() != '}') {
            const auto quoted = m_scanner.takeString();
            const QByteArray name = quoted ? quoted->toUtf8() : m_scanner.takeName().toByteArray();
            if (name == "transaction" && m_scanner.take(":"))
                return m_scanner.take("false") ? std::optional(false) : m_scanner.take("true") ? std::optional(true) : std::nullopt;
            m_scanner.skipOne();
        }
        return std::nullopt;
    }

    QByteArrayView m_text;
    JsScanner m_scanner;
    QHash<QByteArray, qsizetype> m_defined;
    QHash<QByteArray, qsizetype> m_exported;
    bool m_isComputed = false;
};

} // namespace

JsModule readJsModule(QByteArrayView text)
{
    return Exports(text).read();
}

} // namespace lk
