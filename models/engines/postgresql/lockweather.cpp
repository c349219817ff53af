// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/lockweather.h"

#include "models/engines/postgresql/lockmodes.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace lk {

namespace {

constexpr int MostSessions = 200;

/// One look for everybody: a session in a transaction has a lock on its own number, which also those see from whom the rest is hidden.
/// Locks of a prepared transaction belong to no session; that on its own number says which of them they are (the virtual number that the
/// manual goes by is the old session's until the server starts again).
const auto Sessions = QStringLiteral(R"sql(
WITH wanted AS MATERIALIZED (
    SELECT c.oid, t.name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN json_array_elements_text(?::json) AS t (name) ON t.name = CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname
    WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f', 'S')),
seen AS MATERIALIZED (
    SELECT pid, virtualtransaction, locktype, relation, transactionid, mode, granted FROM pg_catalog.pg_locks
    WHERE locktype = 'virtualxid' OR (locktype = 'transactionid' AND pid IS NULL) OR (locktype = 'relation' AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))),
held AS (
    SELECT s.pid, s.virtualtransaction, json_agg(json_build_array(w.name, s.mode, s.granted) ORDER BY w.name, s.mode)::text AS holds
    FROM seen s JOIN wanted w ON w.oid = s.relation WHERE s.locktype = 'relation' GROUP BY s.pid, s.virtualtransaction)
SELECT a.pid::text AS session, coalesce(a.usename::text, ''), coalesce(a.application_name, ''), coalesce(host(a.client_addr), ''),
    CASE WHEN a.backend_type = 'autovacuum worker' THEN CASE WHEN a.query LIKE '%(to prevent wraparound)' THEN 'autovacuum to prevent wraparound' ELSE 'autovacuum' END
    ELSE coalesce(a.state, '') END,
    (extract(epoch FROM clock_timestamp() - a.xact_start) * 1000)::bigint AS age, coalesce(h.holds, '[]'), a.backend_type IS NULL AS hidden
FROM pg_catalog.pg_stat_activity a LEFT JOIN held h ON h.pid = a.pid
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND coalesce(a.leader_pid, 0) <> pg_backend_pid()
    AND (h.holds IS NOT NULL OR (a.backend_type = 'client backend' AND a.xact_start < clock_timestamp() - make_interval(secs => ?::int / 1000.0))
         OR (a.backend_type IS NULL AND EXISTS (SELECT 1 FROM seen s WHERE s.locktype = 'virtualxid' AND s.pid = a.pid)))
UNION ALL
SELECT p.gid, p.owner::text, '', '', 'prepared transaction', (extract(epoch FROM clock_timestamp() - p.prepared) * 1000)::bigint, coalesce(h.holds, '[]'), false
FROM pg_catalog.pg_prepared_xacts p LEFT JOIN seen t ON t.locktype = 'transactionid' AND t.transactionid = p.transaction
    LEFT JOIN held h ON h.pid IS NULL AND h.virtualtransaction = t.virtualtransaction
WHERE p.database = current_database()
ORDER BY age DESC NULLS LAST)sql");

/// A follower that lacks nothing is not behind, whatever the last measured time was.
const auto Replicas = QStringLiteral(R"sql(
WITH here AS (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn)
SELECT coalesce(nullif(r.application_name, ''), 'a server') || coalesce(', ' || host(r.client_addr), ''),
    CASE WHEN r.replay_lsn >= here.lsn THEN 0 ELSE (extract(epoch FROM r.replay_lag) * 1000)::bigint END,
    greatest(here.lsn - r.replay_lsn, 0)::bigint, r.state IS NULL
FROM pg_catalog.pg_stat_replication r, here
UNION ALL
SELECT 'slot ' || s.slot_name || ', nobody reads it', NULL, (here.lsn - s.restart_lsn)::bigint, false
FROM pg_catalog.pg_replication_slots s, here WHERE NOT s.active AND s.restart_lsn IS NOT NULL)sql");

QString clientOf(const QString &name, const QString &address)
{
    QStringList parts{name, address};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

bool covers(const HeldLock &strong, const HeldLock &mild)
{
    return &strong != &mild && strong.object == mild.object && strong.waiting == mild.waiting && strong.keepsOut.size() > mild.keepsOut.size()
           && std::ranges::all_of(mild.keepsOut, [&](const QString &mode) { return strong.keepsOut.contains(mode); });
}

/// Without those for which nobody waits who would not wait for another one of the same session anyway.
std::vector<HeldLock> locksFrom(const QString &json, const QString &state)
{
    std::vector<HeldLock> locks;
    for (const QJsonValue &value : QJsonDocument::fromJson(json.toUtf8()).array()) {
        const QString word = postgresqlLockWord(value[1].toString());
        // The usual autovacuum is cancelled as soon as somebody waits for it (manual, section 25.1.6).
        const bool givesWay = state == QLatin1String("autovacuum");
        locks.push_back({value[0].toString(), word, !value[2].toBool(), givesWay ? QStringList() : postgresqlLockConflicts(word)});
    }
    std::vector<HeldLock> strongest;
    std::ranges::copy_if(locks, std::back_inserter(strongest),
                         [&](const HeldLock &lock) { return std::ranges::none_of(locks, [&](const HeldLock &other) { return covers(other, lock); }); });
    return strongest;
}

QString hiddenText(int count, const QString &what, const QString &user)
{
    return QStringLiteral("%1 %2 hidden from '%3' (a member of pg_read_all_stats sees it)").arg(count).arg(what, user);
}

Result<void> addSessions(PostgresqlSession &session, const QStringList &tables, LockWeather &weather)
{
    const QString names = QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(tables)).toJson(QJsonDocument::Compact));
    const auto rows = session.query(Sessions, {names, NoticedTransactionMs});
    if (!rows)
        return Failure(rows.error());
    int hidden = 0;
    for (const QVariantList &row : rows->rows) {
        Bystander one{row[0].toString(), row[1].toString(), clientOf(row[2].toString(), row[3].toString()), row[4].toString(), {}, {}};
        one.holds = locksFrom(row[6].toString(), one.state);
        if (!row[5].isNull())
            one.transactionMs = row[5].toLongLong();
        hidden += row[7].toBool();
        weather.bystanders.push_back(std::move(one));
    }
    if (hidden > 0)
        weather.unknown << hiddenText(hidden, QStringLiteral("sessions in transactions: since when and in which state is"), session.info().user);
    if (weather.bystanders.size() > MostSessions) {
        // Who holds something comes first when not all can be told of.
        std::ranges::stable_sort(weather.bystanders, std::greater(), [](const Bystander &one) { return !one.holds.empty(); });
        weather.unknown << QStringLiteral("%1 more sessions are not told of").arg(weather.bystanders.size() - MostSessions);
        weather.bystanders.resize(MostSessions);
        sortByAge(weather.bystanders);
    }
    return {};
}

void addReplicas(PostgresqlSession &session, LockWeather &weather)
{
    const auto rows = session.query(Replicas);
    if (!rows) {
        weather.unknown << QStringLiteral("replicas: %1").arg(rows.error().why);
        return;
    }
    int hidden = 0;
    for (const QVariantList &row : rows->rows) {
        Replica replica{row[0].toString(), {}, {}};
        if (!row[1].isNull())
            replica.lagMs = row[1].toLongLong();
        if (!row[2].isNull())
            replica.lagBytes = row[2].toLongLong();
        hidden += row[3].toBool();
        weather.replicas.push_back(std::move(replica));
    }
    if (hidden > 0)
        weather.unknown << hiddenText(hidden, QStringLiteral("servers follow this one: how far they are is"), session.info().user);
}

} // namespace

Result<LockWeather> postgresqlLockWeather(PostgresqlSession &session, const QStringList &tables)
{
    LockWeather weather;
    weather.at = QDateTime::currentDateTimeUtc();
    if (auto added = addSessions(session, tables, weather); !added)
        return failure(std::move(added));
    addReplicas(session, weather);
    return weather;
}

} // namespace lk
