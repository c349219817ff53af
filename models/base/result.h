// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <tl/expected.hpp>

namespace lk {

/// A value, or the Error that stands in its place.
template<class T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// The error of @p result, to hand on from a function with another value type.
template<class T>
Failure failure(Result<T> &&result)
{
    return Failure(std::move(result).error());
}

} // namespace lk
