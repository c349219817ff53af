// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/jsliteral.h"

#include "models/formats/jsscanner.h"
#include "models/sql/splitter.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QJsonDocument>
#include <QJsonParseError>

#include <algorithm>

namespace lk {

namespace {

constexpr int Deepest = 100;
constexpr int MostValues = 200'000; ///< constants that hold one another twice grow without end

/// Reads values; constants of the module are looked up by their names.
class Reader
{
public:
    Reader(QByteArrayView text, const QString &file) : m_text(text), m_file(file), m_scanner(text) {}

    Result<JsValue> exported()
    {
        const std::optional<qsizetype> at = findExport();
        if (!at)
            return refuse(m_text.size(), QStringLiteral("it exports nothing as its default"));
        m_scanner.moveTo(*at);
        JsValue found = value(0);
        while (found.kind == JsValue::Kind::Other && enterCall(found)) // defineConfig({...})
            found = value(0);
        if (found.kind != JsValue::Kind::Object)
            return refuse(found.begin, QStringLiteral("what it exports is computed by a program, which is not run here"));
        return found;
    }

    JsValue whole() { return value(0); }

private:
    Failure refuse(qsizetype offset, const QString &why) const
    {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the configuration can't be read"), place(offset), why,
                             QStringLiteral("export one object with its settings written out")});
    }

    /// Counts on from the last place asked for: values are read in order.
    Place place(qsizetype offset) const
    {
        if (offset < m_lineBegin) {
            m_lineBegin = 0;
            m_line = 1;
        }
        for (qsizetype end = m_text.indexOf('\n', m_lineBegin); end >= 0 && end < offset; end = m_text.indexOf('\n', m_lineBegin)) {
            m_lineBegin = end + 1;
            ++m_line;
        }
        constexpr qsizetype Longest = 500; // a file in one line would be counted over and over
        const qsizetype before = offset - m_lineBegin;
        return {m_file, m_line, before > Longest ? 0 : QString::fromUtf8(m_text.sliced(m_lineBegin, before)).size() + 1};
    }

    /// Where the default export's value begins; notes the module's constants on the way.
    std::optional<qsizetype> findExport()
    {
        std::optional<qsizetype> found;
        for (m_scanner.skipSpace(); !m_scanner.atEnd(); m_scanner.skipSpace()) {
            if (m_scanner.take("const")) {
                noteConstant();
            } else if (m_scanner.take("export")) {
                if (m_scanner.take("default"))
                    found = m_scanner.at();
            } else if (m_scanner.take("module.exports") || m_scanner.take("exports.default")) {
                if (m_scanner.take("="))
                    found = m_scanner.at();
            } else {
                m_scanner.skipOne();
            }
        }
        return found;
    }

    void noteConstant()
    {
        const QByteArray name = m_scanner.takeName().toByteArray();
        m_scanner.skipSpace();
        while (!m_scanner.atEnd() && m_scanner.peek() != '=' && m_scanner.peek() != ';') { // its type
            m_scanner.skipOne();
            m_scanner.skipSpace();
        }
        if (!name.isEmpty() && m_scanner.take("="))
            m_constants.insert(name, m_scanner.at());
    }

    /// Whether @p call is a call or a bracketed value; the scanner is at its first argument then.
    bool enterCall(const JsValue &call)
    {
        m_scanner.moveTo(call.begin);
        const bool named = !m_scanner.takeName().isEmpty();
        if (!m_scanner.take("("))
            return false;
        m_scanner.skipSpace();
        return (named || m_scanner.peek() == '{') && ++m_calls < Deepest;
    }

    JsValue value(int depth)
    {
        m_scanner.skipSpace();
        JsValue result;
        const qsizetype begin = result.begin = m_scanner.at();
        const Place where = result.where = place(begin);
        readInto(result, depth);
        result.end = m_scanner.at();
        if (!endsHere(result)) { // more than a constant's name
            m_scanner.skipExpression();
            result.begin = begin;
            result.where = where;
            result.kind = JsValue::Kind::Other;
            result.members.clear();
            result.end = m_scanner.at();
        }
        if (result.kind == JsValue::Kind::Other)
            result.text = QString::fromUtf8(m_text.sliced(result.begin, std::min<qsizetype>(result.end - result.begin, 80))).simplified();
        return result;
    }

    void readInto(JsValue &result, int depth)
    {
        const char c = m_scanner.peek();
        if (depth > Deepest || ++m_values > MostValues)
            return;
        if (c == '{')
            return readObject(result, depth);
        if (c == '[')
            return readArray(result, depth);
        if (c == '-' || (c >= '0' && c <= '9'))
            return readNumber(result);
        if (const auto text = m_scanner.takeString()) {
            result.kind = JsValue::Kind::Text;
            result.text = *text;
        } else if (c != '"' && c != '\'' && c != '`') {
            readName(result, depth);
        }
    }

    void readNumber(JsValue &result)
    {
        const qsizetype begin = m_scanner.at();
        while (!m_scanner.atEnd() && QByteArrayView("+-.0123456789eE_").contains(m_scanner.peek()))
            m_scanner.moveTo(m_scanner.at() + 1);
        result.kind = JsValue::Kind::Number;
        result.text = QString::fromLatin1(m_text.sliced(begin, m_scanner.at() - begin)).remove(u'_');
    }

    void readName(JsValue &result, int depth)
    {
        if (readVariable(result))
            return;
        const qsizetype begin = m_scanner.at();
        const QByteArray name = m_scanner.takeName().toByteArray();
        if (name == "true" || name == "false") {
            result.kind = JsValue::Kind::Boolean;
            result.text = QString::fromLatin1(name);
        } else if (name == "null" || name == "undefined") {
            result.kind = JsValue::Kind::Null;
        } else if (const auto constant = m_constants.constFind(name); constant != m_constants.cend() && constant.value() < begin) {
            m_scanner.skipSpace();
            const qsizetype after = m_scanner.at();
            m_scanner.moveTo(constant.value());
            JsValue found = value(depth + 1);
            m_scanner.moveTo(after);
            result = std::move(found);
        } else {
            m_scanner.moveTo(begin);
        }
    }

    bool readVariable(JsValue &result)
    {
        const qsizetype begin = m_scanner.at();
        std::optional<QString> name;
        if (m_scanner.take("process.env")) {
            if (m_scanner.take("."))
                name = QString::fromUtf8(m_scanner.takeName());
            else if (m_scanner.take("["))
                name = m_scanner.takeString(), m_scanner.take("]");
        } else if (m_scanner.take("env") && m_scanner.take("(")) {
            name = m_scanner.takeString();
            m_scanner.take(")");
        }
        if (!name || name->isEmpty()) {
            m_scanner.moveTo(begin);
            return false;
        }
        m_scanner.take("!");
        result.kind = JsValue::Kind::Variable;
        result.text = *name;
        return true;
    }

    /// Whether the value is all there is to the expression: types say nothing of it, and a variable's default is for when it is not set.
    bool endsHere(const JsValue &result)
    {
        const qsizetype end = m_scanner.at();
        m_scanner.skipSpace();
        const char c = m_scanner.peek();
        if (m_scanner.atEnd() || c == ',' || c == ';' || c == ')' || c == ']' || c == '}') {
            m_scanner.moveTo(end);
            return true;
        }
        const bool defaulted = result.kind == JsValue::Kind::Variable && (m_scanner.take("??") || m_scanner.take("||"));
        if (defaulted || m_scanner.take("as") || m_scanner.take("satisfies")) {
            m_scanner.skipExpression();
            return true;
        }
        // Behind the exported value, the next statement may begin without a semicolon.
        const bool statementEnds = m_text.sliced(end, m_scanner.at() - end).contains('\n') && (c != '.' && c != '(' && c != '[' && c != '+' && c != '?' && c != '|');
        if (statementEnds && result.kind != JsValue::Kind::Other) {
            m_scanner.moveTo(end);
            return true;
        }
        m_scanner.moveTo(end);
        return false;
    }

    void readObject(JsValue &result, int depth)
    {
        m_scanner.take("{");
        while (m_scanner.skipSpace(), !m_scanner.atEnd() && m_scanner.peek() != '}') {
            if (m_scanner.take(","))
                continue;
            JsValue next = member(depth);
            if (next.key == u"..." && next.is(JsValue::Kind::Object)) // a constant's members, as if they were written here
                std::ranges::move(next.members, std::back_inserter(result.members));
            else
                result.members.push_back(std::move(next));
        }
        if (m_scanner.take("}"))
            result.kind = JsValue::Kind::Object;
    }

    JsValue member(int depth)
    {
        const qsizetype begin = m_scanner.at();
        JsValue found;
        found.begin = begin;
        found.where = place(begin);
        if (m_scanner.take("...")) {
            found = value(depth + 1);
            found.key = QStringLiteral("...");
        } else if (const auto key = takeKey(); key && m_scanner.take(":")) {
            found = value(depth + 1);
            found.key = *key;
        } else if (key && (m_scanner.skipSpace(), m_scanner.peek() == ',' || m_scanner.peek() == '}')) {
            m_scanner.moveTo(begin); // { url } is { url: url }
            found = value(depth + 1);
            found.key = *key;
        } else {
            found.key = key.value_or(QString());
            m_scanner.skipExpression();
        }
        if (m_scanner.at() == begin)
            m_scanner.skipOne(); // what can't stand here
        if (found.end < m_scanner.at())
            found.end = m_scanner.at();
        return found;
    }

    std::optional<QString> takeKey()
    {
        if (const auto text = m_scanner.takeString())
            return text;
        const QByteArrayView name = m_scanner.takeName();
        return name.isEmpty() ? std::nullopt : std::optional(QString::fromUtf8(name));
    }

    void readArray(JsValue &result, int depth)
    {
        m_scanner.take("[");
        while (m_scanner.skipSpace(), !m_scanner.atEnd() && m_scanner.peek() != ']') {
            if (m_scanner.take(","))
                continue;
            const qsizetype begin = m_scanner.at();
            result.members.push_back(value(depth + 1));
            if (m_scanner.at() == begin)
                m_scanner.skipOne();
        }
        if (m_scanner.take("]"))
            result.kind = JsValue::Kind::Array;
    }

    QByteArrayView m_text;
    QString m_file;
    JsScanner m_scanner;
    QHash<QByteArray, qsizetype> m_constants;
    int m_calls = 0;
    int m_values = 0;
    mutable qsizetype m_lineBegin = 0;
    mutable qint64 m_line = 1;
};

} // namespace

const JsValue *JsValue::find(QStringView name) const
{
    const auto found = std::find_if(members.rbegin(), members.rend(), [&](const JsValue &member) { return member.key == name; });
    return found == members.rend() || kind != Kind::Object ? nullptr : &*found;
}

const JsValue *JsValue::find(std::initializer_list<QStringView> path) const
{
    const JsValue *found = this;
    for (const QStringView name : path) {
        found = found->find(name);
        if (!found)
            return nullptr;
    }
    return found;
}

Result<JsValue> readExportedObject(const QByteArray &text, const QString &file)
{
    return Reader(text, file).exported();
}

Result<JsValue> readJsonText(const QByteArray &text, const QString &file)
{
    QJsonParseError problem;
    QJsonDocument::fromJson(text, &problem);
    if (problem.error != QJsonParseError::NoError) {
        Place place = placeOf(text, std::min<qsizetype>(problem.offset, text.size()));
        place.file = file;
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the file is not JSON"), place, problem.errorString(), QStringLiteral("mend it there")});
    }
    return Reader(text, file).whole();
}

Result<QByteArray> readSmallFile(const QString &path, qint64 limit)
{
    const auto refuse = [&](const QString &why, const QString &nextStep) {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the file can't be read"), {path, 0, 0}, why, nextStep});
    };
    const QFileInfo info(path);
    if (!info.isFile())
        return refuse(info.exists() ? QStringLiteral("it is no regular file") : QStringLiteral("there is no such file"), QStringLiteral("check the project's folder"));
    if (info.size() > limit)
        return refuse(QStringLiteral("it has %1 bytes, and may have %2").arg(info.size()).arg(limit), QStringLiteral("no tool writes such a file; look what is in it"));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return refuse(file.errorString(), QStringLiteral("check its permissions"));
    return file.read(limit);
}

} // namespace lk
