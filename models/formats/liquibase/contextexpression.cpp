// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/liquibase/contextexpression.h"

#include <algorithm>

namespace lk {

namespace {

constexpr int Deepest = 64;

class Evaluator
{
public:
    Evaluator(const QString &text, const QStringList &present) : m_text(text)
    {
        for (const QString &name : present)
            m_present += name.trimmed().toLower();
    }

    bool value()
    {
        const bool result = either(0);
        return result;
    }

private:
    void skip()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
    }
    QString word()
    {
        skip();
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && !m_text[m_at].isSpace() && !QStringLiteral("(),!").contains(m_text[m_at]))
            ++m_at;
        return m_text.mid(begin, m_at - begin).toLower();
    }
    bool take(QChar c)
    {
        skip();
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }
    bool takeWord(QStringView wanted)
    {
        const qsizetype at = m_at;
        if (word() == wanted)
            return true;
        m_at = at;
        return false;
    }

    bool either(int depth)
    {
        bool result = both(depth);
        while (take(u',') || takeWord(u"or")) {
            const bool next = both(depth);
            result = result || next;
        }
        return result;
    }
    bool both(int depth)
    {
        bool result = one(depth);
        while (takeWord(u"and")) {
            const bool next = one(depth);
            result = result && next;
        }
        return result;
    }
    bool one(int depth)
    {
        if (depth > Deepest)
            return false;
        if (take(u'!') || takeWord(u"not"))
            return !one(depth + 1);
        if (take(u'(')) {
            const bool result = either(depth + 1);
            take(u')');
            return result;
        }
        const QString name = word();
        return name.startsWith(u'@') ? m_present.contains(name.mid(1)) : m_present.contains(name);
    }

    QString m_text;
    QStringList m_present;
    qsizetype m_at = 0;
};

} // namespace

bool matchesContexts(const QString &expression, const QStringList &present)
{
    return expression.trimmed().isEmpty() || Evaluator(expression, present).value();
}

QString contextText(const QString &expression)
{
    const QString text = expression.trimmed();
    const bool single = std::ranges::none_of(text, [](QChar c) { return c.isSpace() || c == u','; });
    return single ? text : u'(' + text + u')';
}

bool isForDatabase(const QString &databases, const QString &engine)
{
    bool anyWanted = false;
    bool wanted = false;
    for (const QString &part : databases.split(u',', Qt::SkipEmptyParts)) {
        const QString name = part.trimmed().toLower();
        if (name == u"none")
            return false;
        if (name.startsWith(u'!')) {
            if (name.mid(1) == engine)
                return false;
            continue;
        }
        anyWanted = true;
        wanted = wanted || name == u"all" || name == engine;
    }
    return !anyWanted || wanted;
}

} // namespace lk
