// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/maintenancewindow.h"

#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

namespace lk {

namespace {

Failure unreadable(const QString &text, const QString &part)
{
    return Failure(Error{ErrorCode::Usage,
                         QStringLiteral("the maintenance window \"%1\" can't be read").arg(text),
                         {},
                         part,
                         QStringLiteral("write it as \"Sat 22:00-02:00 Europe/Berlin\"")});
}

int dayIndex(const QString &name)
{
    static const QStringList names{QStringLiteral("mon"), QStringLiteral("tue"), QStringLiteral("wed"),
                                   QStringLiteral("thu"), QStringLiteral("fri"), QStringLiteral("sat"),
                                   QStringLiteral("sun")};
    return int(names.indexOf(name.toLower()));
}

bool readDays(const QString &text, bool (&days)[7])
{
    if (text.isEmpty()) {
        std::fill(std::begin(days), std::end(days), true);
        return true;
    }
    for (const QString &part : text.split(u',')) {
        const int first = dayIndex(part.section(u'-', 0, 0));
        const int last = dayIndex(part.section(u'-', -1));
        if (first < 0 || last < 0)
            return false;
        for (int day = first;; day = (day + 1) % 7) {
            days[day] = true;
            if (day == last)
                break;
        }
    }
    return true;
}

} // namespace

Result<MaintenanceWindow> readMaintenanceWindow(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral(R"(^\s*(?:([A-Za-z,\-]+)\s+)?(\d\d):(\d\d)-(\d\d):(\d\d)(?:\s+(\S+))?\s*$)"));
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return unreadable(text, QStringLiteral("it has another form"));
    MaintenanceWindow window;
    if (!readDays(match.captured(1), window.days))
        return unreadable(text, QStringLiteral("\"%1\" names no days").arg(match.captured(1)));
    window.fromMinute = match.captured(2).toInt() * 60 + match.captured(3).toInt();
    window.untilMinute = match.captured(4).toInt() * 60 + match.captured(5).toInt();
    if (window.fromMinute >= 24 * 60 || window.untilMinute > 24 * 60 || match.captured(3).toInt() > 59
        || match.captured(5).toInt() > 59)
        return unreadable(text, QStringLiteral("no such time of day"));
    window.zone = match.captured(6).isEmpty() ? QByteArrayLiteral("UTC") : match.captured(6).toLatin1();
    if (!QTimeZone(window.zone).isValid())
        return unreadable(text, QStringLiteral("no time zone \"%1\"").arg(match.captured(6)));
    return window;
}

bool MaintenanceWindow::contains(const QDateTime &utc) const
{
    const QDateTime local = utc.toTimeZone(QTimeZone(zone));
    const int minute = local.time().hour() * 60 + local.time().minute();
    const int today = local.date().dayOfWeek() - 1;
    if (fromMinute < untilMinute)
        return days[today] && minute >= fromMinute && minute < untilMinute;
    return (days[today] && minute >= fromMinute) || (days[(today + 6) % 7] && minute < untilMinute);
}

} // namespace lk
