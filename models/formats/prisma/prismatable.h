// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// _prisma_migrations as Prisma makes, reads and writes it on each engine.
class PrismaTable
{
public:
    /// @p name with its schema where it is named; @p engine as in EngineTraits.
    PrismaTable(const QString &name, const QString &engine);

    std::vector<RecordStatement> creation() const;
    /// The row of a migration that has come to its end, with one step.
    RecordStatement finished(const Migration &migration) const;
    RecordStatement begun(const Migration &migration) const;
    RecordStatement finishing(const Migration &migration) const;
    /// Makes the row say that it did not come to its end.
    RecordStatement unfinishing(const Migration &migration) const;
    RecordStatement removalOfBegun(const Migration &migration) const;
    RecordStatement removal(const Migration &migration) const;
    RecordStatement removalOfFinished(const Migration &migration) const;
    /// As `migrate resolve --rolled-back`: of rows that did not come to their end.
    RecordStatement rollingBack(const Migration &migration) const;
    /// As `migrate resolve --applied`: a row without steps.
    RecordStatement resolved(const Migration &migration) const;
    RecordStatement checksum(const Migration &migration) const;

    /// One entry for each name with a row that was not rolled back; success is false where one of them did not come to its end.
    static Result<std::vector<AppliedMigration>> read(Session &session, const QString &name);

private:
    QByteArray column(const char *name) const { return m_quote + name + m_quote; }
    RecordStatement update(const QByteArray &set, const Migration &migration, const QByteArray &which) const;
    RecordStatement remove(const Migration &migration, const QByteArray &which) const;
    QByteArray isNull(const char *name) const { return " AND " + column(name) + " IS NULL"; }
    QByteArray isFinished() const { return " AND " + column("finished_at") + " IS NOT NULL"; }
    /// The moment, in an expression; on SQLite a bound one.
    QByteArray now() const;
    /// The moment at which the step began.
    QByteArray start() const;
    void bindNow(RecordStatement &statement) const;
    void bindStart(RecordStatement &statement) const;
    RecordStatement insertion(const QByteArray &names, const QByteArray &values) const;

    QByteArray m_table;
    QString m_schema;
    QByteArray m_quote;
    QString m_engine;
};

} // namespace lk
