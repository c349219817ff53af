// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/lockweathertext.h"

#include "models/rehearsal/lockforecast.h"

#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

Result<LockForecast> forecastOf(Desk &desk, const Plan &plan, const std::optional<Rehearsal> &rehearsal)
{
    return desk.lockWeather(plan).map([&](const LockWeather &weather) { return lockForecast(plan, desk.engine().traits().dialect, rehearsal, weather); });
}

} // namespace

QString lockWeatherText(Desk &desk, const Plan &plan, const Console &console)
{
    if (plan.empty() || plan.createsDatabase || !desk.engine().traits().server)
        return {};
    const auto forecast = forecastOf(desk, plan, desk.rehearsal(plan));
    if (!forecast)
        return u"locks now: not known: %1\n"_s.arg(printable(forecast.error().text()));
    QString text;
    for (const ForecastLine &line : lines(*forecast))
        text += u"locks now: "_s + (line.waits ? console.ink(printable(line.text), Ink::Warning) : printable(line.text)) + u'\n';
    return text.isEmpty() ? u"locks now: nobody is in the way\n"_s : text;
}

QJsonValue lockWeatherJson(Desk &desk, const Plan &plan, const std::optional<Rehearsal> &rehearsal)
{
    if (plan.empty() || plan.createsDatabase)
        return {};
    const auto forecast = forecastOf(desk, plan, rehearsal);
    return forecast ? QJsonValue(toJson(*forecast)) : QJsonValue();
}

} // namespace lk
