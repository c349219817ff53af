// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"
#include "models/formats/format.h"

#include <memory>

namespace lk {

/// The locks by which the project's own tool keeps others out, held on a connection of their own until destroyed, so that the tool waits
/// for us as it would for itself.
class FormatLocks
{
public:
    /// Takes them in order, waiting as long as the target's lock time-out says. Errors: somebody else holds one (Locked), cancelled.
    static Result<std::unique_ptr<FormatLocks>> take(const Engine &engine, const Target &target, std::vector<FormatLock> locks, RunControl &control);
    ~FormatLocks();

    /// Lets go of them, so that the tool itself can take them.
    void release();
    /// Has them again; nothing happens where they are held. Errors: as of take().
    Result<void> retake(RunControl &control);

private:
    FormatLocks() = default;

    int m_patienceMs = 0;
    std::vector<FormatLock> m_locks;
    std::unique_ptr<Session> m_session;
    size_t m_taken = 0; ///< so many of the first
};

} // namespace lk
