// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/locksampler.h"

#include <chrono>

namespace lk {

namespace {

constexpr auto Pause = std::chrono::milliseconds(1);
constexpr auto HoldBackAtMost = std::chrono::seconds(2);

} // namespace

LockSampler::LockSampler(const Target &target, const QString &database, const QString &pid, const QString &holdBack)
    : m_target(target), m_database(database), m_pid(pid), m_holdBack(holdBack), m_thread([this] { look(); })
{
    while (!m_ready)
        std::this_thread::sleep_for(Pause);
}

LockSampler::~LockSampler()
{
    finish();
}

QHash<quint32, QSet<QString>> LockSampler::finish()
{
    m_stop = true;
    if (m_thread.joinable())
        m_thread.join();
    return m_seen;
}

/// A failure to look is seen as nothing: whoever asks is told that nothing was seen.
void LockSampler::look()
{
    auto session = PostgresqlSession::openDatabase(m_target, m_database, Access::ReadWrite, QStringLiteral("observation"));
    bool holding = session && !m_holdBack.isEmpty() && (*session)->begin()
                   && (*session)->execute("LOCK TABLE " + m_holdBack.toUtf8() + " IN ROW EXCLUSIVE MODE");
    m_ready = true;
    const auto since = std::chrono::steady_clock::now();
    while (session && !m_stop) {
        const auto rows = (*session)->query(QStringLiteral("SELECT relation::text, mode FROM pg_catalog.pg_locks WHERE pid = ?::int AND locktype = 'relation' AND "
                                                           "database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"),
                                            {m_pid});
        if (!rows)
            return;
        for (const QVariantList &row : rows->rows)
            m_seen[row[0].toUInt()].insert(row[1].toString());
        // The catalogue's own rows come first; 16384 is where people's objects begin (access/transam.h).
        constexpr quint32 FirstOfPeople = 16384;
        bool seen = false;
        for (auto lock = m_seen.cbegin(); lock != m_seen.cend(); ++lock)
            seen = seen || (lock.key() >= FirstOfPeople && lock.value().contains(QStringLiteral("ShareUpdateExclusiveLock")));
        if (holding && (seen || std::chrono::steady_clock::now() - since > HoldBackAtMost)) {
            (void)(*session)->rollback();
            holding = false;
        }
        std::this_thread::sleep_for(Pause);
    }
}

} // namespace lk
