// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/postgresql/session.h"

#include <libpq-fe.h>

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>

namespace lk {

/// Outlives the session in the hands of those who may still cancel it.
struct PostgresqlSession::Cancel {
    using SteadyTime = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::milliseconds BetweenRequests{50};

    std::mutex mutex;
    PGcancel *handle = nullptr;
    SteadyTime last{};
    std::atomic<SteadyTime> since{SteadyTime{}}; ///< of the running statement; none: nobody asked

    /// A statement begins; a request under way, meant for the one before, ends first.
    void expect()
    {
        const std::scoped_lock lock(mutex);
        since = SteadyTime{};
        last = {};
    }
    void request()
    {
        const std::scoped_lock lock(mutex);
        const SteadyTime now = std::chrono::steady_clock::now();
        if (!handle || now - last < BetweenRequests)
            return;
        last = now;
        SteadyTime none{};
        since.compare_exchange_strong(none, now);
        std::array<char, 256> words{};
        PQcancel(handle, words.data(), int(words.size()));
    }
    void forget()
    {
        const std::scoped_lock lock(mutex);
        PQfreeCancel(handle);
        handle = nullptr;
    }
};

} // namespace lk
