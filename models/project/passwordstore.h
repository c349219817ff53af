// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/base/secret.h"

#include <optional>

namespace lk {

/// Where passwords live that stand in no file of the project. @p endpoint names what a password is for, without it:
/// "postgresql://migrator@db1:5432".
class PasswordStore
{
public:
    virtual ~PasswordStore() = default;

    /// Nothing where none is kept; an error where the store can't be asked.
    virtual Result<std::optional<Secret>> read(const QString &endpoint) = 0;
    virtual Result<void> keep(const QString &endpoint, const Secret &password) = 0;
    virtual Result<void> forget(const QString &endpoint) = 0;
};

/// The desktop's own keyring (Secret Service, KWallet), never a plain file.
class Keyring final : public PasswordStore
{
public:
    Result<std::optional<Secret>> read(const QString &endpoint) override;
    Result<void> keep(const QString &endpoint, const Secret &password) override;
    Result<void> forget(const QString &endpoint) override;
};

} // namespace lk
