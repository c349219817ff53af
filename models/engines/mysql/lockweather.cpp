// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/lockweather.h"

#include <QMap>

namespace lk {

namespace {

/// Whoever changes a table needs it for himself for a moment, by whatever algorithm.
QStringList everyChange()
{
    return {QStringLiteral("LOCK=NONE"), QStringLiteral("LOCK=SHARED"), QStringLiteral("LOCK=EXCLUSIVE")};
}

/// "MDL_SHARED_WRITE", "SHARED_WRITE": "SHARED WRITE"
QString lockWord(QString mode)
{
    if (mode.startsWith(QLatin1String("MDL_")))
        mode.remove(0, 4);
    return mode.replace(u'_', u' ');
}

struct Connection {
    QString user;
    QString host;
    QString database;
    QString command;
    QString state;
};

class Weather
{
public:
    Weather(MysqlSession &session, const QStringList &tables) : m_session(session), m_tables(tables) {}

    Result<LockWeather> look()
    {
        m_weather.at = QDateTime::currentDateTimeUtc();
        if (auto seen = lookAtConnections(); !seen)
            return failure(std::move(seen));
        lookAtTransactions();
        lookAtLocks();
        gather();
        lookAtReplicas();
        return std::move(m_weather);
    }

private:
    Result<void> lookAtConnections();
    void lookAtTransactions();
    void lookAtLocks();
    QString lockSource() const;
    void gather();
    void lookAtReplicas();
    bool isOn(const QString &question) const
    {
        const auto rows = m_session.query(question);
        return rows && !rows->rows.empty() && rows->rows[0].value(0).toInt() > 0;
    }

    MysqlSession &m_session;
    QStringList m_tables;
    LockWeather m_weather;
    QMap<qint64, Connection> m_connections;
    QMap<qint64, qint64> m_transactions; ///< by connection: for how many milliseconds they have been open
    std::vector<qint64> m_prepared;      ///< of XA transactions that no connection has: the same
    QMap<qint64, std::vector<HeldLock>> m_locks;
    bool m_locksKnown = false;
};

Result<void> Weather::lookAtConnections()
{
    const auto rows = m_session.query(QStringLiteral("SELECT id, user, host, coalesce(db, ''), command, coalesce(state, '') FROM information_schema.processlist "
                                                     "WHERE id <> CONNECTION_ID()"));
    if (!rows)
        return Failure(rows.error());
    for (const QVariantList &row : rows->rows)
        m_connections[row[0].toLongLong()] = {row[1].toString(), row[2].toString(), row[3].toString(), row[4].toString(), row[5].toString()};
    return {};
}

/// INNODB_TRX wants PROCESS, without which the list of connections holds one's own only, too.
void Weather::lookAtTransactions()
{
    const auto rows = m_session.query(QStringLiteral("SELECT trx_mysql_thread_id, TIMESTAMPDIFF(SECOND, trx_started, CONVERT_TZ(NOW(), @@session.time_zone, 'SYSTEM')) * 1000 "
                                                     "FROM information_schema.innodb_trx WHERE trx_mysql_thread_id <> CONNECTION_ID()"));
    if (!rows) {
        const auto connected = m_session.query(QStringLiteral("SHOW GLOBAL STATUS LIKE 'Threads_connected'"));
        const qint64 others = connected && !connected->rows.empty() ? connected->rows[0].value(1).toLongLong() - 1 - m_connections.size() : 0;
        const QString who = others > 0 ? QStringLiteral("%1 sessions of other users, and all open transactions").arg(others) : QStringLiteral("all open transactions");
        m_weather.unknown << QStringLiteral("%1: hidden from '%2' without the privilege PROCESS").arg(who, m_session.info().user);
        return;
    }
    for (const QVariantList &row : rows->rows) {
        const qint64 ms = std::max<qint64>(0, row[1].toLongLong());
        if (const qint64 connection = row[0].toLongLong(); connection > 0)
            m_transactions[connection] = ms;
        else
            m_prepared.push_back(ms);
    }
}

/// The query of all metadata locks on the tables: connection, table, mode, whether it waits. Empty: the server does not show them.
QString Weather::lockSource() const
{
    QStringList marks;
    for (qsizetype i = 0; i < m_tables.size(); ++i)
        marks << QStringLiteral("?");
    const QString among = marks.isEmpty() ? QStringLiteral("NULL") : marks.join(QStringLiteral(", "));
    if (isOn(QStringLiteral("SELECT count(*) FROM information_schema.plugins WHERE plugin_name = 'METADATA_LOCK_INFO' AND plugin_status = 'ACTIVE'")))
        return QStringLiteral("SELECT thread_id, table_name, lock_mode, 0 FROM information_schema.metadata_lock_info WHERE thread_id <> CONNECTION_ID() "
                              "AND lock_type = 'Table metadata lock' AND table_schema = ? AND table_name IN (%1)").arg(among);
    if (isOn(QStringLiteral("SELECT @@performance_schema")) && isOn(QStringLiteral("SELECT enabled = 'YES' FROM performance_schema.setup_instruments WHERE name = 'wait/lock/metadata/sql/mdl'")))
        return QStringLiteral("SELECT t.processlist_id, m.object_name, m.lock_type, m.lock_status = 'PENDING' FROM performance_schema.metadata_locks m "
                              "JOIN performance_schema.threads t ON t.thread_id = m.owner_thread_id WHERE t.processlist_id <> CONNECTION_ID() "
                              "AND m.object_type = 'TABLE' AND m.object_schema = ? AND m.object_name IN (%1)").arg(among);
    return {};
}

void Weather::lookAtLocks()
{
    const QString source = lockSource();
    if (source.isEmpty()) {
        m_weather.unknown << QStringLiteral("which tables the sessions hold: the server shows metadata locks with %1performance_schema only")
                                 .arg(m_session.isMariadb() ? QStringLiteral("the plugin METADATA_LOCK_INFO or ") : QString());
        return;
    }
    QVariantList values{m_session.info().database};
    for (const QString &table : m_tables)
        values << table;
    const auto rows = m_session.query(source, values);
    if (!rows) {
        m_weather.unknown << QStringLiteral("which tables the sessions hold: %1").arg(rows.error().why);
        return;
    }
    m_locksKnown = true;
    for (const QVariantList &row : rows->rows) {
        std::vector<HeldLock> &locks = m_locks[row[0].toLongLong()];
        const HeldLock lock{row[1].toString(), lockWord(row[2].toString()), row[3].toBool(), everyChange()};
        if (std::ranges::find(locks, lock) == locks.end())
            locks.push_back(lock);
    }
}

/// Where locks are not shown, whoever has a transaction open in this database may hold one.
void Weather::gather()
{
    for (auto one = m_connections.cbegin(); one != m_connections.cend(); ++one) {
        const bool holds = m_locks.contains(one.key());
        const auto transaction = m_transactions.constFind(one.key());
        const bool isOpen = transaction != m_transactions.cend();
        const bool isHere = one->database.isEmpty() || one->database == m_session.info().database;
        if (!holds && !(isOpen && isHere && (!m_locksKnown || *transaction >= NoticedTransactionMs)))
            continue;
        // What is locked without a statement is so until the transaction ends, or UNLOCK TABLES.
        const bool idle = one->command == QLatin1String("Sleep");
        const QString state = !idle ? (one->state.isEmpty() ? one->command.toLower() : one->state) : QStringLiteral("idle in transaction");
        m_weather.bystanders.push_back({QString::number(one.key()), one->user, one->host.section(u':', 0, 0), state, m_locks.value(one.key()),
                                        isOpen ? std::optional(*transaction) : std::nullopt});
    }
    for (const qint64 ms : m_prepared)
        m_weather.bystanders.push_back({QStringLiteral("XA"), {}, {}, QStringLiteral("prepared transaction"), {}, ms});
    sortByAge(m_weather.bystanders);
}

/// How far replicas are, they alone know.
void Weather::lookAtReplicas()
{
    for (const Connection &one : std::as_const(m_connections)) {
        if (one.command.startsWith(QLatin1String("Binlog Dump")))
            m_weather.replicas.push_back({QStringLiteral("%1, %2").arg(one.user, one.host.section(u':', 0, 0)), {}, {}});
    }
    if (!m_weather.replicas.empty())
        m_weather.unknown << QStringLiteral("how far %1 replicas are: only they know").arg(m_weather.replicas.size());
}

} // namespace

Result<LockWeather> mysqlLockWeather(MysqlSession &session, const QStringList &tables)
{
    return Weather(session, tables).look();
}

} // namespace lk
