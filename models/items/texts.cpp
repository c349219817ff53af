// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/texts.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace lk {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("lk::texts", text);
}

} // namespace

QString durationText(double ms)
{
    if (ms < 0)
        return {};
    const QLocale locale;
    if (ms < 10)
        return tr("%1 ms").arg(locale.toString(ms, 'f', ms > 0 && ms < 1 ? 2 : ms == std::floor(ms) ? 0 : 1));
    if (ms < 1000)
        return tr("%1 ms").arg(locale.toString(ms, 'f', 0));
    if (ms < 60'000)
        return tr("%1 s").arg(locale.toString(ms / 1000, 'f', ms < 10'000 ? 2 : 1));
    const qint64 seconds = qint64(std::llround(ms / 1000));
    if (seconds < 3600)
        return tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    return tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
}

QString timeText(const QDateTime &moment)
{
    return moment.isValid() ? moment.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss") : QString();
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, bytes < 10'240 ? 0 : 1, QLocale::DataSizeSIFormat);
}

QString rowsText(qint64 rows)
{
    return rows < 0 ? QString() : QLocale().toString(rows);
}

QString plainToolTip(const QStringList &lines)
{
    // Qt::mightBeRichText guesses from the text; with a tag of our own around escaped text there is nothing to guess.
    QStringList escaped;
    for (const QString &line : lines)
        escaped << line.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"));
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(escaped.join(QStringLiteral("<br>")));
}

QString oneLine(const QString &text, int characters)
{
    const QString line = text.left(characters * 8).simplified();
    return line.size() <= characters ? line : line.left(characters - 1) + u'…';
}

} // namespace lk
