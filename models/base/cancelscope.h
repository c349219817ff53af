// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace lk {

/// As long as it lives, waiting for a server or a keyring in this thread ends when somebody asks for it, instead of at its time-out.
/// Not a parameter, because the waiting happens far below those who know who may cancel.
class CancelScope
{
public:
    enum class Covers {
        WaitsUnderWay,  ///< what begins to wait after the cancel is cleaning up, and is let to
        LaterWaitsToo,  ///< nobody wants anything any more: for work that only looks
    };

    CancelScope(std::stop_token token, Covers covers);
    ~CancelScope();
    CancelScope(const CancelScope &) = delete;
    CancelScope &operator=(const CancelScope &) = delete;

    /// What ends a wait that begins now in this thread; one that is never stopped where there is no scope.
    static std::stop_token forWait();

private:
    std::stop_token m_token;
    Covers m_covers;
    CancelScope *m_outer;
};

} // namespace lk
