// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/texttable.h"

#include <QChar>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

bool isWide(char32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60)
        || (c >= 0x1f300 && c <= 0x1faff) || (c >= 0x20000 && c <= 0x3fffd);
}

const char *escapeOf(Ink ink)
{
    switch (ink) {
    case Ink::Plain: return "";
    case Ink::Good: return "\x1b[32m";
    case Ink::Warning: return "\x1b[33m";
    case Ink::Bad: return "\x1b[31m";
    case Ink::Faint: return "\x1b[2m";
    case Ink::Strong: return "\x1b[1m";
    }
    return "";
}

} // namespace

QString painted(const QString &text, Ink ink, bool colour)
{
    if (!colour || ink == Ink::Plain)
        return text;
    return QLatin1StringView(escapeOf(ink)) + text + u"\x1b[0m"_s;
}

int columnsOf(const QString &text)
{
    int columns = 0;
    for (const char32_t c : text.toUcs4()) {
        const auto category = QChar::category(c);
        if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing || category == QChar::Other_Format)
            continue;
        columns += isWide(c) ? 2 : 1;
    }
    return columns;
}

QString durationWords(double ms)
{
    if (ms < 0.05)
        return u"< 0.1 ms"_s;
    if (ms < 10)
        return u"%1 ms"_s.arg(ms, 0, 'f', 1);
    if (ms < 1000)
        return u"%1 ms"_s.arg(qRound64(ms));
    if (ms < 60'000)
        return u"%1 s"_s.arg(ms / 1000, 0, 'f', 1);
    const qint64 seconds = qRound64(ms / 1000);
    return u"%1 min %2 s"_s.arg(seconds / 60).arg(seconds % 60);
}

QString sizeWords(qint64 bytes)
{
    if (bytes < 1024)
        return u"%1 B"_s.arg(bytes);
    const QStringList units{u"KiB"_s, u"MiB"_s, u"GiB"_s, u"TiB"_s};
    double size = double(bytes) / 1024;
    qsizetype unit = 0;
    for (; size >= 1024 && unit + 1 < units.size(); ++unit)
        size /= 1024;
    return u"%1 %2"_s.arg(size, 0, 'f', 1).arg(units.at(unit));
}

QString counted(qint64 number, const QString &noun)
{
    return u"%1 %2%3"_s.arg(QString::number(number), noun, number == 1 ? u""_s : u"s"_s);
}

TextTable::TextTable(QStringList headings)
    : m_headings(std::move(headings))
{
}

void TextTable::add(QStringList cells, Ink ink)
{
    for (QString &cell : cells)
        cell = printable(cell);
    m_rows.push_back({std::move(cells), ink});
}

QString TextTable::text(bool colour) const
{
    std::vector<int> widths;
    for (const QString &heading : m_headings)
        widths.push_back(columnsOf(heading));
    for (const Row &row : m_rows) {
        for (qsizetype i = 0; i < row.cells.size(); ++i)
            widths[size_t(i)] = std::max(widths[size_t(i)], columnsOf(row.cells.at(i)));
    }
    const auto line = [&](const QStringList &cells, Ink first, Ink rest) {
        QString text;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            text += painted(cells.at(i), i == 0 ? first : rest, colour);
            if (i + 1 < cells.size())
                text += QString(widths[size_t(i)] - columnsOf(cells.at(i)) + 2, u' ');
        }
        while (text.endsWith(u' '))
            text.chop(1);
        return text + u'\n';
    };
    QString text = line(m_headings, Ink::Faint, Ink::Faint);
    for (const Row &row : m_rows)
        text += line(row.cells, row.ink, Ink::Plain);
    return text;
}

} // namespace lk
