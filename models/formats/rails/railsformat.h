// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Rails' migrations (ActiveRecord 6.1 to 8): Ruby classes in db/migrate, the integer in a file's name as a row of schema_migrations.
///
/// The key is that integer without leading zeros. `change` counts as reversible where no call in it is known not to be. No checksum; a
/// late file is run. Rails itself runs a migration, with its lock, its transaction and its row.
class RailsFormat : public Format
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
    QString explainChange(const Migration &migration, const AppliedMigration &applied) const override;
    Result<std::vector<NewFile>> create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const override;
    Result<ToolCommand> command(const ToolRequest &request, const FormatSetup &setup) const override;
    QStringList programFiles(const FormatSetup &setup) const override;
};

} // namespace lk
