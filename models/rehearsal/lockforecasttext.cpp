// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a lock forecast says, to people and to programs.
#include "models/rehearsal/lockforecast.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>

namespace lk {

namespace {

QString timeWords(double ms)
{
    if (ms < 1000)
        return QStringLiteral("%1 ms").arg(ms, 0, 'f', ms < 10 ? 1 : 0);
    const qint64 seconds = qint64(ms / 1000);
    if (seconds < 120)
        return QStringLiteral("%1 s").arg(seconds);
    if (seconds < 120 * 60)
        return QStringLiteral("%1 min").arg(seconds / 60);
    return seconds < 48 * 3600 ? QStringLiteral("%1 h").arg(seconds / 3600) : QStringLiteral("%1 days").arg(seconds / 86400);
}

QString sizeWords(qint64 bytes)
{
    if (bytes < 1024)
        return QStringLiteral("%1 bytes").arg(bytes);
    return bytes < 1024 * 1024 ? QStringLiteral("%1 KB").arg(bytes / 1024) : QStringLiteral("%1 MB").arg(bytes / 1024 / 1024);
}

/// "session 4711 (pgbench, 10.0.0.7; user app), idle in transaction, open for 3 min"
QString who(const Bystander &one)
{
    const bool prepared = one.state == QLatin1String("prepared transaction");
    QString text = prepared ? QStringLiteral("the prepared transaction '%1'").arg(one.session) : QStringLiteral("session %1").arg(one.session);
    QStringList details;
    if (!one.client.isEmpty())
        details << one.client;
    if (!one.user.isEmpty())
        details << QStringLiteral("user ") + one.user;
    if (!details.isEmpty())
        text += QStringLiteral(" (%1)").arg(details.join(QStringLiteral("; ")));
    if (!prepared && !one.state.isEmpty())
        text += QStringLiteral(", ") + one.state;
    return one.transactionMs ? text + QStringLiteral(", its transaction open for %1").arg(timeWords(double(*one.transactionMs))) : text;
}

QString heldWords(const std::vector<HeldLock> &locks)
{
    QStringList texts;
    for (const HeldLock &lock : locks)
        texts << (lock.waiting ? QStringLiteral("waits for %1 on %2") : QStringLiteral("holds %1 on %2")).arg(lock.mode, lock.object);
    return texts.join(QStringLiteral(" and "));
}

QString othersWait(Stops stops)
{
    switch (stops) {
    case Stops::Nobody: return {};
    case Stops::SchemaChanges: return QStringLiteral("other schema changes of %1 wait");
    case Stops::Writers: return QStringLiteral("everybody who writes to %1 waits");
    case Stops::Everybody: return QStringLiteral("everybody who wants %1 waits");
    }
    return {};
}

/// Who waits behind the one that waits. In MySQL and MariaDB a change needs the table for itself for a moment, whatever LOCK it keeps to
/// otherwise (manual 17.12.2, "Online DDL Performance and Concurrency").
Stops behind(const LockMeeting &meeting)
{
    return meeting.mode.startsWith(QLatin1String("LOCK=")) ? Stops::Everybody : meeting.stops;
}

ForecastLine waitLine(const LockMeeting &meeting, const Bystander &one, int lockTimeoutMs)
{
    const QString place = QStringLiteral("%1 line %2, %3").arg(meeting.version).arg(meeting.line).arg(meeting.statement);
    if (meeting.mode.isEmpty())
        return {QStringLiteral("%1: may have to wait for %2: it %3; which lock is wanted is not known").arg(place, who(one), heldWords(one.holds)), true};
    QString text = QStringLiteral("%1: waits for %2: it %3, and %4 is wanted").arg(place, who(one), heldWords(one.holds), meeting.mode);
    if (const Stops stopped = behind(meeting); stopped != Stops::Nobody)
        text += QStringLiteral("; meanwhile %1 behind it").arg(othersWait(stopped).arg(meeting.object));
    text += lockTimeoutMs > 0 ? QStringLiteral("; after %1 it gives up (lock time-out)").arg(timeWords(lockTimeoutMs)) : QStringLiteral("; without end, as no lock time-out is set");
    return {text, true};
}

ForecastLine heldLine(const LockMeeting &meeting)
{
    constexpr double LongMs = 1000;
    const QString length = meeting.estimated ? QStringLiteral("would be held for about %1 here").arg(timeWords(*meeting.heldMs))
                                             : QStringLiteral("was held for %1 at the rehearsal").arg(timeWords(*meeting.heldMs));
    return {QStringLiteral("%1 on %2 %3: so long %4").arg(meeting.mode, meeting.object, length, othersWait(meeting.stops).arg(meeting.object)), *meeting.heldMs >= LongMs};
}

/// Those that no line of a table has told of.
std::vector<ForecastLine> otherLines(const LockForecast &forecast, const QSet<QString> &told)
{
    std::vector<ForecastLine> found;
    for (const Bystander &one : forecast.weather.bystanders) {
        const bool waitsForIt = !forecast.waitsForAll.isEmpty() && !one.state.startsWith(QLatin1String("autovacuum"));
        if (waitsForIt)
            found.push_back({QStringLiteral("%1: waits for %2 to end").arg(forecast.waitsForAll, who(one)), true});
        else if (!told.contains(one.session))
            found.push_back({one.holds.empty() ? who(one) : QStringLiteral("%1: %2").arg(who(one), heldWords(one.holds)), false});
    }
    return found;
}

QString replicaText(const Replica &replica)
{
    QStringList parts;
    if (replica.lagMs)
        parts << QStringLiteral("%1 behind").arg(timeWords(double(*replica.lagMs)));
    if (replica.lagBytes)
        parts << QStringLiteral("%1 of log to go").arg(sizeWords(*replica.lagBytes));
    return QStringLiteral("%1: %2").arg(replica.name, parts.isEmpty() ? QStringLiteral("how far it is, is not known") : parts.join(QStringLiteral(", ")));
}

QJsonValue orNull(const std::optional<qint64> &number)
{
    return number ? QJsonValue(*number) : QJsonValue();
}

QJsonObject toJson(const Bystander &one)
{
    QJsonArray holds;
    for (const HeldLock &lock : one.holds)
        holds.append(QJsonObject{{QStringLiteral("object"), lock.object}, {QStringLiteral("mode"), lock.mode}, {QStringLiteral("waiting"), lock.waiting}});
    return {{QStringLiteral("session"), one.session}, {QStringLiteral("user"), one.user}, {QStringLiteral("client"), one.client}, {QStringLiteral("state"), one.state},
            {QStringLiteral("transaction_ms"), orNull(one.transactionMs)}, {QStringLiteral("holds"), holds}};
}

QJsonObject toJson(const LockMeeting &meeting)
{
    QJsonArray sessions;
    for (const Bystander &one : meeting.inTheWay)
        sessions.append(one.session);
    return {{QStringLiteral("object"), meeting.object},
            {QStringLiteral("mode"), meeting.mode.isEmpty() ? QJsonValue() : QJsonValue(meeting.mode)},
            {QStringLiteral("stops"), meeting.mode.isEmpty() ? QJsonValue() : QJsonValue(word(meeting.stops))},
            {QStringLiteral("version"), meeting.version},
            {QStringLiteral("line"), meeting.line},
            {QStringLiteral("held_ms"), meeting.heldMs ? QJsonValue(*meeting.heldMs) : QJsonValue()},
            {QStringLiteral("estimated"), meeting.estimated},
            {QStringLiteral("in_the_way"), sessions}};
}

} // namespace

std::vector<ForecastLine> lines(const LockForecast &forecast)
{
    std::vector<ForecastLine> found;
    QSet<QString> told;
    for (const LockMeeting &meeting : forecast.meetings) {
        for (const Bystander &one : meeting.inTheWay) {
            found.push_back(waitLine(meeting, one, forecast.lockTimeoutMs));
            told.insert(one.session);
        }
    }
    for (ForecastLine &line : otherLines(forecast, told))
        found.push_back(std::move(line));
    for (const LockMeeting &meeting : forecast.meetings) {
        if (meeting.heldMs && meeting.stops >= Stops::Writers)
            found.push_back(heldLine(meeting));
    }
    for (const Replica &replica : forecast.weather.replicas)
        found.push_back({replicaText(replica), replica.lagMs.value_or(0) > 10'000});
    for (const QString &unknown : forecast.weather.unknown)
        found.push_back({QStringLiteral("not known: ") + unknown, false});
    return found;
}

QJsonObject toJson(const LockForecast &forecast)
{
    QJsonArray bystanders;
    for (const Bystander &one : forecast.weather.bystanders)
        bystanders.append(toJson(one));
    QJsonArray replicas;
    for (const Replica &replica : forecast.weather.replicas)
        replicas.append(QJsonObject{{QStringLiteral("name"), replica.name}, {QStringLiteral("lag_ms"), orNull(replica.lagMs)}, {QStringLiteral("lag_bytes"), orNull(replica.lagBytes)}});
    QJsonArray locks;
    for (const LockMeeting &meeting : forecast.meetings)
        locks.append(toJson(meeting));
    return {{QStringLiteral("at"), forecast.weather.at.toString(Qt::ISODateWithMs)}, {QStringLiteral("bystanders"), bystanders}, {QStringLiteral("replicas"), replicas},
            {QStringLiteral("locks"), locks}, {QStringLiteral("unknown"), QJsonArray::fromStringList(forecast.weather.unknown)}};
}

} // namespace lk
