// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/killer.h"

#include <mysql.h>

namespace lk {

namespace {

using namespace std::chrono_literals;
/// Whoever cancels asks again until the statement has ended.
constexpr auto BetweenKills = 100ms;

} // namespace

void MysqlKiller::prepare()
{
    const std::scoped_lock lock(m_mutex);
    if (m_handle)
        return;
    if (auto made = connectMysql(m_target, {}))
        m_handle = *std::move(made);
}

void MysqlKiller::started(unsigned long id)
{
    const std::scoped_lock lock(m_mutex);
    m_running = id;
    m_killed = false;
    m_lastKill = {};
}

bool MysqlKiller::ended()
{
    const std::scoped_lock lock(m_mutex);
    m_running = 0;
    return m_killed;
}

bool MysqlKiller::send(const QByteArray &sql)
{
    return m_handle && mysql_real_query(m_handle.get(), sql.constData(), static_cast<unsigned long>(sql.size())) == 0;
}

void MysqlKiller::kill()
{
    const std::scoped_lock lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    if (m_running == 0 || (m_killed && now - m_lastKill < BetweenKills))
        return;
    const QByteArray sql = "KILL QUERY " + QByteArray::number(qulonglong(m_running));
    if (!send(sql)) {
        // The server may have closed the idle connection.
        m_handle.reset();
        if (auto made = connectMysql(m_target, {}))
            m_handle = *std::move(made);
        send(sql);
    }
    m_killed = true;
    m_lastKill = now;
}

} // namespace lk
