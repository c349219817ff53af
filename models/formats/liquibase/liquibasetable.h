// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// DATABASECHANGELOG and its lock table as Liquibase makes, reads and writes them on each engine.
class LiquibaseTable
{
public:
    LiquibaseTable(const FormatSetup &setup, const QString &engine);

    /// A table's name as @p engine has it: PostgreSQL's are in small letters, where they are not mixed.
    static QString named(const QString &name, const QString &engine);

    const QString &name() const { return m_name; }
    /// As they stand in a statement.
    QByteArray sqlName() const { return quoted(m_name); }
    QByteArray lockSqlName() const { return quoted(m_lockName); }

    std::vector<RecordStatement> creation() const;
    RecordStatement insertion(const Migration &migration) const;
    RecordStatement rerun(const Migration &migration) const;
    RecordStatement removal(const Migration &migration) const;
    RecordStatement checksum(const Migration &migration) const;
    FormatLock lock() const;

    Result<std::vector<AppliedMigration>> read(Session &session) const;

private:
    QByteArray quoted(const QString &name) const;
    QByteArray next() const;
    QByteArray now() const;
    QByteArray deployment() const;
    RecordStatement where(const QByteArray &head, const Migration &migration) const;

    QString m_engine;
    QString m_name;
    QString m_lockName;
};

} // namespace lk
