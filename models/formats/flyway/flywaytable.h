// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// flyway_schema_history as Flyway makes, reads and writes it on each engine.
class FlywayTable
{
public:
    /// @p name with its schema where it is named; @p engine as in EngineTraits. @p installedBy overrules the database's own user.
    FlywayTable(const QString &name, const QString &engine, const QString &installedBy = {});

    std::vector<RecordStatement> creation() const;
    /// A row with the next rank.
    RecordStatement insertion(const Migration &migration, bool success) const;
    RecordStatement finishing(const Migration &migration) const;
    RecordStatement setSuccess(const Migration &migration, bool success) const;
    RecordStatement removal(const Migration &migration) const;
    RecordStatement removalOfFailed(const Migration &migration) const;

    /// The rows by rank: of repeatables the newest alone; deleted and undone ones are left out. @p files tell what a baseline stands for.
    static Result<std::vector<AppliedMigration>> read(Session &session, const QString &name, const std::vector<Migration> &files);

private:
    QByteArray column(const char *name) const { return m_quote + name + m_quote; }
    /// " WHERE ..." that finds the rows of a migration.
    RecordStatement where(QByteArray head, const Migration &migration, QByteArray tail = {}) const;

    QByteArray m_table;
    QByteArray m_bare; ///< without schema and quotes
    QByteArray m_quote;
    QString m_engine;
    QString m_installedBy;
};

} // namespace lk
