// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/inifile.h"

#include <QSet>
#include <QStringList>

namespace lk {

namespace {

Failure broken(const QString &file, qint64 line, const QString &why)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the configuration can't be read"), {file, line, 0}, why, QStringLiteral("mend it; the tool itself stops at it")});
}

qsizetype indentOf(const QString &line)
{
    qsizetype indent = 0;
    while (indent < line.size() && line[indent].isSpace())
        ++indent;
    return indent;
}

qsizetype delimiterOf(const QString &line)
{
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == u'=' || line[i] == u':')
            return i;
    }
    return -1;
}

constexpr int DeepestNames = 10;
constexpr int MostNames = 1000;

} // namespace

Result<IniFile> IniFile::parse(const QByteArray &text, const QString &file)
{
    IniFile ini;
    QMap<QString, QString> *section = nullptr;
    QString *value = nullptr;
    qsizetype valueIndent = 0;
    QSet<QString> names;
    const QStringList lines = QString::fromUtf8(text.startsWith("\xef\xbb\xbf") ? text.sliced(3) : text).split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString line = lines[i].trimmed();
        if (line.isEmpty() || line.startsWith(u'#') || line.startsWith(u';'))
            continue;
        const qsizetype indent = indentOf(lines[i]);
        if (value && indent > valueIndent) {
            *value += u'\n' + line;
            continue;
        }
        value = nullptr;
        if (line.startsWith(u'[')) {
            const qsizetype end = line.lastIndexOf(u']');
            const QString name = line.mid(1, end - 1);
            if (end < 2)
                return broken(file, i + 1, QStringLiteral("the section has no name"));
            if (name != u"DEFAULT" && ini.m_sections.contains(name))
                return broken(file, i + 1, QStringLiteral("the section [%1] is there twice").arg(name));
            section = name == u"DEFAULT" ? &ini.m_defaults : &ini.m_sections[name];
            names.clear();
            continue;
        }
        if (!section)
            return broken(file, i + 1, QStringLiteral("it stands before the first section"));
        const qsizetype delimiter = delimiterOf(line);
        const QString name = line.left(delimiter).trimmed().toLower();
        if (delimiter < 0 || name.isEmpty())
            return broken(file, i + 1, QStringLiteral("it is neither [section] nor name = value"));
        if (names.contains(name))
            return broken(file, i + 1, QStringLiteral("%1 is set twice").arg(name));
        names.insert(name);
        value = &(*section)[name];
        *value = line.mid(delimiter + 1).trimmed();
        valueIndent = indent;
    }
    return ini;
}

std::optional<QString> IniFile::raw(const QString &section, const QString &name) const
{
    const auto own = m_sections.constFind(section);
    if (own == m_sections.cend())
        return std::nullopt;
    if (const auto value = own->constFind(name); value != own->cend())
        return *value;
    const auto value = m_defaults.constFind(name);
    return value == m_defaults.cend() ? std::nullopt : std::optional(*value);
}

std::optional<QString> IniFile::filledIn(const QString &section, const QString &text, int depth, int &budget) const
{
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] != u'%') {
            result += text[i];
            continue;
        }
        const QChar next = i + 1 < text.size() ? text[i + 1] : QChar();
        if (next == u'%') {
            result += text[++i];
            continue;
        }
        const qsizetype end = text.indexOf(u")s", i);
        if (next != u'(' || end < 0 || depth >= DeepestNames || --budget < 0)
            return std::nullopt;
        const auto named = raw(section, text.mid(i + 2, end - i - 2).toLower());
        const auto value = named ? filledIn(section, *named, depth + 1, budget) : std::nullopt;
        if (!value || result.size() + value->size() > 64 * 1024)
            return std::nullopt;
        result += *value;
        i = end + 1;
    }
    return result;
}

std::optional<QString> IniFile::value(const QString &section, const QString &name) const
{
    const auto text = raw(section, name);
    int budget = MostNames;
    return text ? filledIn(section, *text, 0, budget) : std::nullopt;
}

} // namespace lk
