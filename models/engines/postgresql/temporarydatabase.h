// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/postgresql/serverdatabase.h"

namespace lk {

/// A database of ours on the target's server, dropped when this is destroyed. A comment on it says whose it is; an
/// advisory lock on a connection of its own says that it is in use. What a crash left has no such lock and is dropped when
/// the next one is made.
class TemporaryDatabase
{
public:
    /// Names a database of the given @p kind ("scratch", "restore") and makes it with @p options (databaseOptions()).
    static Result<std::unique_ptr<TemporaryDatabase>> make(const Target &beside, const QString &kind,
                                                           const QString &options);
    ~TemporaryDatabase();
    Q_DISABLE_COPY_MOVE(TemporaryDatabase)

    /// The connection from which it was made; it is in another database.
    PostgresqlSession &keeper() { return *m_keeper; }
    const Target &target() const { return m_target; }
    /// It was given another name and stays.
    void keep() { m_kept = true; }

private:
    TemporaryDatabase(std::unique_ptr<PostgresqlSession> keeper, Target target);

    std::unique_ptr<PostgresqlSession> m_keeper;
    Target m_target;
    bool m_kept = false;
};

} // namespace lk
