// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/prisma/prismaschema.h"

#include <QStringList>

#include <algorithm>

namespace lk {

namespace {

bool isNamePart(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'-';
}

/// One line of a block: name = value, with a comment behind it.
class Line
{
public:
    Line(const QString &text, Place where) : m_text(text), m_where(std::move(where)) {}

    QString name()
    {
        skipSpace();
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && isNamePart(m_text[m_at]))
            ++m_at;
        return m_text.mid(begin, m_at - begin);
    }
    bool take(QStringView what)
    {
        skipSpace();
        if (!QStringView(m_text).sliced(m_at).startsWith(what))
            return false;
        m_at += what.size();
        return true;
    }
    /// A quoted text or env("NAME"); Error: it is neither.
    Result<PrismaDatasource::Value> value()
    {
        PrismaDatasource::Value value;
        skipSpace();
        value.where = m_where;
        value.where.column = m_at + 1;
        value.isVariable = take(u"env");
        if (value.isVariable && !take(u"("))
            return refuse(QStringLiteral("( is missing behind env"));
        if (!takeText(value.text))
            return refuse(QStringLiteral("a text in double quotes is expected"));
        if (value.isVariable && !take(u")"))
            return refuse(QStringLiteral(") is missing"));
        return value;
    }

private:
    bool takeText(QString &text)
    {
        if (!take(u"\""))
            return false;
        for (; m_at < m_text.size() && m_text[m_at] != u'"'; ++m_at) {
            if (m_text[m_at] == u'\\' && m_at + 1 < m_text.size())
                ++m_at;
            text += m_text[m_at];
        }
        return take(u"\"");
    }
    Failure refuse(const QString &why) const
    {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the Prisma schema can't be read"), {m_where.file, m_where.line, m_at + 1}, why,
                             QStringLiteral("write it as name = \"text\" or name = env(\"NAME\")")});
    }
    void skipSpace()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }

    const QString &m_text;
    Place m_where;
    qsizetype m_at = 0;
};

} // namespace

Result<PrismaDatasource> readPrismaDatasource(const QByteArray &text, const QString &file)
{
    PrismaDatasource source;
    bool inBlock = false;
    qint64 number = 0;
    qint64 begun = 0;
    for (const QByteArray &bytes : text.split('\n')) {
        ++number;
        const QByteArray trimmed = bytes.trimmed();
        if (trimmed.startsWith("//") || (!inBlock && !trimmed.startsWith("datasource")))
            continue;
        const QString content = QString::fromUtf8(bytes);
        Line line(content, {file, number, 0});
        if (!inBlock) {
            if (line.name() != u"datasource" || line.name().isEmpty() || !line.take(u"{"))
                continue;
            inBlock = source.found = true;
            begun = number;
            continue;
        }
        if (trimmed.startsWith('}')) {
            inBlock = false;
            continue;
        }
        const QString name = line.name();
        PrismaDatasource::Value *into = name == u"provider" ? &source.provider : name == u"url" ? &source.url : name == u"directUrl" ? &source.directUrl : nullptr;
        if (!into || !line.take(u"="))
            continue;
        auto value = line.value();
        if (!value)
            return Failure(value.error());
        *into = std::move(*value);
    }
    if (inBlock)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the Prisma schema can't be read"), {file, begun, 1}, QStringLiteral("the datasource block is not closed"),
                             QStringLiteral("end it with }")});
    return source;
}

} // namespace lk
