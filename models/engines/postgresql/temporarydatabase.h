// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/abandonedscratch.h"
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
    /// It stays under its name; its comment says that this is on purpose, so that nobody sweeps it.
    Result<void> leave();

private:
    TemporaryDatabase(std::unique_ptr<PostgresqlSession> keeper, Target target);

    std::unique_ptr<PostgresqlSession> m_keeper;
    Target m_target;
    QString m_of; ///< of which database it is a copy
    bool m_kept = false;
};

/// Temporary databases on the server of @p beside that serve nobody now. Writes nothing.
Result<std::vector<AbandonedScratch>> abandonedDatabases(const Target &beside);
/// Drops one of them; an error if somebody uses it now.
Result<void> dropAbandoned(const Target &beside, const AbandonedScratch &database);

} // namespace lk
