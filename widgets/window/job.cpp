// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/job.h"

namespace lk {

Job::Job(int jobNumber, JobRequest jobRequest) : number(jobNumber), request(std::move(jobRequest)) {}

Job::News Job::takeNews()
{
    const std::lock_guard lock(m_mutex);
    m_woken = false;
    return std::exchange(m_news, {});
}

bool Job::add(const RunEvent &event)
{
    const std::lock_guard lock(m_mutex);
    m_news.events.push_back(event);
    return wake();
}

bool Job::add(const Progress &progress)
{
    const std::lock_guard lock(m_mutex);
    m_news.progress = progress;
    return wake();
}

bool Job::wake()
{
    return !std::exchange(m_woken, true);
}

} // namespace lk
