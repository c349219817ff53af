// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Liquibase, as its versions 4.22 and above read and write it: formatted SQL changelogs, alone or included by an XML, YAML or JSON one,
/// DATABASECHANGELOG and its lock. Changesets in these other languages are programs: Liquibase itself runs them.
class LiquibaseFormat : public Format
{
public:
    const FormatTraits &traits() const override;
    Recognition recognise(const QString &folder) const override;
    Result<FormatSetup> setup(const QString &folder, const QString &migrations) const override;
    Result<QString> url(const FormatSetup &setup, const QString &environment) const override;
    Result<std::vector<Migration>> load(const FormatSetup &setup, const Dialect &dialect) const override;
    std::optional<Script> cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const override;
    Result<std::vector<AppliedMigration>> applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const override;
    std::vector<RecordStatement> prepare(const EngineTraits &engine, const FormatSetup &setup) const override;
    Record record(const Migration &migration, Direction direction, const EngineTraits &engine, bool atomic, const FormatSetup &setup) const override;
    std::vector<RecordStatement> mark(const Migration &migration, Direction direction, const EngineTraits &engine, const FormatSetup &setup) const override;
    std::vector<RecordStatement> accept(const Migration &migration, const AppliedMigration &applied, const EngineTraits &engine,
                                        const FormatSetup &setup) const override;
    std::vector<FormatLock> locks(const EngineTraits &engine, const QString &database, const FormatSetup &setup) const override;
    bool isSame(const Migration &migration, const AppliedMigration &applied) const override;
    QString explainChange(const Migration &migration, const AppliedMigration &applied) const override;
    QString checksumText(const QByteArray &checksum) const override { return QString::fromLatin1(checksum); }
    Result<std::vector<NewFile>> create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const override;
    Result<ToolCommand> command(const ToolRequest &request, const FormatSetup &setup) const override;
    QStringList programFiles(const FormatSetup &setup) const override;
};

} // namespace lk
