// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqitch/gitconfig.h"

#include <algorithm>
#include <optional>

namespace lk {

namespace {

Failure syntaxError(const QString &file, qint64 line, const QString &why)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the configuration can't be read"), {file, line, 0}, why, QStringLiteral("mend the line")});
}

bool isBlank(QChar c)
{
    return c == u' ' || c == u'\t';
}

/// The lines of a text without their ends, one after the other.
class Lines
{
public:
    explicit Lines(const QByteArray &text) : m_text(QString::fromUtf8(text.startsWith("\xef\xbb\xbf") ? text.sliced(3) : text)) {}

    bool next(QString &line)
    {
        if (m_at >= m_text.size())
            return false;
        const qsizetype end = m_text.indexOf(u'\n', m_at);
        line = m_text.mid(m_at, end < 0 ? -1 : end - m_at);
        if (line.endsWith(u'\r'))
            line.chop(1);
        m_at = end < 0 ? m_text.size() : end + 1;
        ++m_number;
        return true;
    }
    qint64 number() const { return m_number; }

private:
    QString m_text;
    qsizetype m_at = 0;
    qint64 m_number = 0;
};

/// "[core]", "[engine \"pg\"]" or "[engine.pg]" as the beginning of its keys; empty: it is none. @p rest is what stands behind it.
QString sectionPrefix(const QString &line, QString &rest)
{
    qsizetype at = 1;
    QString name;
    while (at < line.size() && line[at] != u']' && line[at] != u'"' && !isBlank(line[at]))
        name += line[at++];
    while (at < line.size() && isBlank(line[at]))
        ++at;
    QString sub;
    bool hasSub = false;
    if (at < line.size() && line[at] == u'"') {
        hasSub = true;
        for (++at; at < line.size() && line[at] != u'"'; ++at) {
            if (line[at] == u'\\' && at + 1 < line.size())
                ++at;
            sub += line[at];
        }
        if (at < line.size())
            ++at;
        while (at < line.size() && isBlank(line[at]))
            ++at;
    }
    if (name.isEmpty() || at >= line.size() || line[at] != u']')
        return {};
    rest = line.mid(at + 1).trimmed();
    if (!hasSub && name.contains(u'.'))
        return name.section(u'.', 0, 0).toLower() + u'.' + name.section(u'.', 1) + u'.';
    return name.toLower() + u'.' + (hasSub ? sub + u'.' : QString());
}

/// A value behind its equals sign, with quotes, escapes, comments and lines that go on. Nothing: a quote is not closed, or an escape is unknown.
std::optional<QString> valueOf(QString line, Lines &lines)
{
    QString value;
    QString spaces; // kept only where more follows
    bool quoted = false;
    for (qsizetype at = 0;; ++at) {
        if (at >= line.size())
            break;
        const QChar c = line[at];
        if (c == u'\\') {
            if (at + 1 >= line.size()) {
                if (!lines.next(line))
                    break;
                at = -1;
                continue;
            }
            const QChar escaped = line[++at];
            const QString known = QStringLiteral("\\\"nt");
            if (!known.contains(escaped))
                return std::nullopt;
            value += spaces + (escaped == u'n' ? QChar(u'\n') : escaped == u't' ? QChar(u'\t') : escaped);
            spaces.clear();
        } else if (c == u'"') {
            quoted = !quoted;
            value += spaces;
            spaces.clear();
        } else if (!quoted && (c == u'#' || c == u';')) {
            break;
        } else if (!quoted && isBlank(c)) {
            if (!value.isEmpty())
                spaces += c;
        } else {
            value += spaces + c;
            spaces.clear();
        }
    }
    return quoted ? std::nullopt : std::optional(value);
}

} // namespace

Result<void> GitConfig::read(const QByteArray &text, const QString &file)
{
    Lines lines(text);
    QString prefix;
    for (QString line; lines.next(line);) {
        const qint64 number = lines.number();
        line = line.trimmed();
        if (line.startsWith(u'[')) {
            QString rest;
            prefix = sectionPrefix(line, rest);
            if (prefix.isEmpty())
                return syntaxError(file, number, QStringLiteral("a section's head is not closed"));
            line = rest;
        }
        if (line.isEmpty() || line.startsWith(u'#') || line.startsWith(u';'))
            continue;
        const qsizetype equals = line.indexOf(u'=');
        const QString key = (equals < 0 ? line : line.left(equals)).trimmed().toLower();
        const bool isWord = !key.isEmpty() && std::all_of(key.begin(), key.end(), [](QChar c) { return c.isLetterOrNumber() || c == u'-' || c == u'_'; });
        if (!isWord || prefix.isEmpty())
            return syntaxError(file, number, prefix.isEmpty() ? QStringLiteral("a value stands above the first section") : QStringLiteral("this is no key with a value"));
        const auto value = equals < 0 ? QStringLiteral("true") : valueOf(line.mid(equals + 1), lines);
        if (!value)
            return syntaxError(file, number, QStringLiteral("a quote is not closed, or an escape is unknown"));
        m_values.insert(prefix + key, *value);
    }
    return {};
}

QStringList GitConfig::subsectionsWith(const QString &section, const QString &key) const
{
    QStringList names;
    const QString front = section + u'.';
    const QString end = u'.' + key;
    for (auto value = m_values.lowerBound(front); value != m_values.end() && value.key().startsWith(front); ++value) {
        if (value.key().endsWith(end) && value.key().size() > front.size() + end.size() - 1)
            names += value.key().sliced(front.size()).chopped(end.size());
    }
    return names;
}

} // namespace lk
