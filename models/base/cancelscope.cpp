// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/cancelscope.h"

#include <utility>

namespace lk {

static thread_local CancelScope *innermost = nullptr;

CancelScope::CancelScope(std::stop_token token, Covers covers)
    : m_token(std::move(token))
    , m_covers(covers)
    , m_outer(std::exchange(innermost, this))
{
}

CancelScope::~CancelScope()
{
    innermost = m_outer;
}

std::stop_token CancelScope::forWait()
{
    if (!innermost || (innermost->m_covers == Covers::WaitsUnderWay && innermost->m_token.stop_requested()))
        return {};
    return innermost->m_token;
}

} // namespace lk
