// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Sqitch, version 1: a plan of changes, each with a deploy, a revert and a verify script, run by the database's own client.
///
/// A migration's key is the id that Sqitch computes of the plan's line and all above it; its version is the change's name, with a tag where
/// the change was reworked later. The verify script's path is a detail. Sqitch goes on from the change that was deployed last and stops
/// when the plan does not have it.
class SqitchFormat : public Format
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
    std::vector<RecordStatement> accept(const Migration &migration, const AppliedMigration &applied, const EngineTraits &engine, const FormatSetup &setup) const override;
    QString explainChange(const Migration &migration, const AppliedMigration &applied) const override;
    Result<std::vector<NewFile>> create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const override;
    Result<ToolCommand> command(const ToolRequest &request, const FormatSetup &setup) const override;
    QStringList programFiles(const FormatSetup &setup) const override;
};

} // namespace lk
