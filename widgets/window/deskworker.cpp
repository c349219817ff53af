// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/deskworker.h"

#include "models/base/cancelscope.h"

namespace lk {

void DeskWorker::perform(const JobPointer &job, const Work &work)
{
    m_waiting.emplace_back(job, work);
    if (m_busy)
        return;
    m_busy = true;
    while (!m_waiting.empty()) {
        const auto [next, its] = std::move(m_waiting.front());
        m_waiting.pop_front();
        performOne(next, its);
    }
    m_busy = false;
}

void DeskWorker::performOne(const JobPointer &job, const Work &work)
{
    const int number = job->number;
    if (!job->dropped) {
        emit started(number);
        const CancelScope cancelled(job->control.token(), job->request.acting ? CancelScope::Covers::WaitsUnderWay : CancelScope::Covers::LaterWaitsToo);
        JobScope scope{m_desk, job->control,
                       [this, job, number](const RunEvent &event) {
                           if (job->add(event))
                               emit newsArrived(number);
                       },
                       [this, job, number](const Progress &progress) {
                           if (job->add(progress))
                               emit newsArrived(number);
                       }};
        work(scope);
    }
    emit finished(number);
}

} // namespace lk
