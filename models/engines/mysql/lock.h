// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// Takes GET_LOCK for the database of @p target on a connection of its own, so that it ends with its process and no
/// reset of a session lets go of it. Who holds it already is named as far as the server tells.
Result<std::unique_ptr<MigrationLock>> lockMysql(const Target &target);

/// A name of GET_LOCK, held by a connection of its own as long as the object lives.
class NamedLock
{
public:
    /// ErrorCode::Locked, with the holder, where somebody else has it.
    static Result<std::unique_ptr<NamedLock>> take(const Target &target, const QString &name);
    ~NamedLock();
    Q_DISABLE_COPY_MOVE(NamedLock)

private:
    NamedLock();
    struct Holder;
    std::unique_ptr<Holder> m_holder;
};

} // namespace lk
