// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/window/job.h"

#include <deque>

namespace lk {

/// Lives in the one thread that owns the Desk and its sessions, and does one job after the other.
class DeskWorker : public QObject
{
    Q_OBJECT

public:
    using Work = std::function<void(JobScope &)>;

    /// Does @p work unless nobody wants it any more. Call it in the worker's thread. A job that runs an event loop of its
    /// own (the keyring answers through one) is not disturbed: what arrives meanwhile waits for its end.
    void perform(const JobPointer &job, const Work &work);

signals:
    void started(int job);
    void newsArrived(int job); ///< Job::takeNews() has something; at most one such signal is on its way
    void finished(int job);

private:
    void performOne(const JobPointer &job, const Work &work);

    std::unique_ptr<Desk> m_desk;
    std::deque<std::pair<JobPointer, Work>> m_waiting;
    bool m_busy = false;
};

} // namespace lk
