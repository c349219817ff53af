// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/progress.h"
#include "models/base/runcontrol.h"
#include "models/desk/desk.h"

#include <QObject>

#include <atomic>
#include <memory>
#include <mutex>

namespace lk {

/// What a job may use, in the worker's thread only.
struct JobScope {
    std::unique_ptr<Desk> &desk; ///< null before a project was opened
    RunControl &control;
    EventSink events;
    ProgressSink progress;
};

/// What the window wants done.
struct JobRequest {
    QString title = {};       ///< for the status bar: "Rehearsing 0009"; empty: too short to be told
    QString lane = {};        ///< a newer job of the same lane takes the place of this one; empty: never replaced
    bool cancellable = false; ///< a person may cancel it
    bool acting = false;      ///< rehearse, back up, run, ...: one at a time, and said in the buttons' tooltips
};

/// One piece of work on its way between the window's thread and the worker's. Shared by both; what both touch is atomic
/// or locked.
class Job
{
public:
    Job(int number, JobRequest request);

    const int number;
    const JobRequest request;
    RunControl control;                ///< from any thread
    std::atomic<bool> dropped = false; ///< nobody waits for the answer any more

    /// What was reported since the last time, taken away.
    struct News {
        std::vector<RunEvent> events;
        std::optional<Progress> progress;
    };
    News takeNews();
    /// Adds an event or progress; true when the receiver has to be woken (it has not been since takeNews()).
    bool add(const RunEvent &event);
    bool add(const Progress &progress);

private:
    bool wake();

    std::mutex m_mutex;
    News m_news;
    bool m_woken = false;
};

using JobPointer = std::shared_ptr<Job>;

} // namespace lk
