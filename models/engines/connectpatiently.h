// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/cancelscope.h"
#include "models/base/result.h"
#include "models/engines/target.h"

#include <QCoreApplication>
#include <QThread>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace lk {

/// Client libraries connect without a way to stop them before their time-out. Where somebody may want that (CancelScope), @p connect runs
/// in a thread of its own, and a cancel ends the waiting for it, not the thread: what it brings too late is closed there. @p handOver
/// moves what was brought, in that thread, to the one that waits.
template <class Connected>
Result<Connected> connectPatiently(const Target &target, std::function<Result<Connected>()> connect,
                                   std::function<void(Connected &, QThread *)> handOver = {})
{
    const std::stop_token stop = CancelScope::forWait();
    const auto cancelled = [&target] {
        return Failure(Error{ErrorCode::Cancelled, QStringLiteral("the waiting for the server was cancelled"), {target.url, 0, 0},
                             QStringLiteral("it had not answered yet"), QStringLiteral("try again when it can be reached")});
    };
    if (stop.stop_requested())
        return cancelled();
    if (!stop.stop_possible())
        return connect();

    struct Meeting {
        std::mutex mutex;
        std::condition_variable_any changed;
        std::optional<Result<Connected>> brought;
        bool nobodyWaits = false;
    };
    const auto meeting = std::make_shared<Meeting>();
    QThread *thread = QThread::create([meeting, connect = std::move(connect), handOver = std::move(handOver), waiting = QThread::currentThread()]() mutable {
        auto brought = std::make_optional(connect());
        const std::scoped_lock lock(meeting->mutex);
        if (meeting->nobodyWaits) {
            // Closing needs what the program takes down at its end.
            if (!QCoreApplication::instance())
                new std::optional<Result<Connected>>(std::move(brought));
            return;
        }
        if (*brought && handOver)
            handOver(**brought, waiting);
        meeting->brought = std::move(brought);
        meeting->changed.notify_all();
    });
    thread->setObjectName(QStringLiteral("connect"));
    thread->start();
    std::unique_lock lock(meeting->mutex);
    meeting->changed.wait(lock, stop, [&] { return meeting->brought.has_value(); });
    if (meeting->brought) {
        lock.unlock();
        thread->wait();
        delete thread;
        return *std::move(meeting->brought);
    }
    meeting->nobodyWaits = true;
    lock.unlock();
    // The thread that waits may end before this one does.
    QObject::connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    if (thread->isFinished())
        thread->deleteLater();
    thread->moveToThread(QCoreApplication::instance() ? QCoreApplication::instance()->thread() : nullptr);
    return cancelled();
}

} // namespace lk
