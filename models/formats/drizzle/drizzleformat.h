// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Drizzle (TypeScript), as drizzle-kit and drizzle-orm 0.45 and 1.0 read and write it.
///
/// 0.x lists its migrations in meta/_journal.json and decides by one number alone what is still to be run: `when`, against the newest one
/// in the table. 1.0 has a folder for each and goes by its name. Files are cut at "--> statement-breakpoint". It knows no down scripts; ours
/// are kept outside of its folder (owndown.h).
class DrizzleFormat : public Format
{
public:
    const FormatTraits &traits() const override;
    LateRule late(const FormatSetup &setup) const override;
    Recognition recognise(const QString &folder) const override;
    Result<FormatSetup> setup(const QString &folder, const QString &migrations) const override;
    Result<QString> url(const FormatSetup &setup, const QString &environment) const override;
    Result<std::vector<Migration>> load(const FormatSetup &setup, const Dialect &dialect) const override;
    std::optional<Script> cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const override;
    Result<std::vector<StatementSpan>> split(QByteArrayView script, const Dialect &dialect) const override;
    Result<std::vector<AppliedMigration>> applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const override;
    bool passesOver(const Migration &pending, const AppliedMigration &newest) const override;
    std::vector<RecordStatement> prepare(const EngineTraits &engine, const FormatSetup &setup) const override;
    Record record(const Migration &migration, Direction direction, const EngineTraits &engine, bool atomic, const FormatSetup &setup) const override;
    QString explainChange(const Migration &migration, const AppliedMigration &applied) const override;
    Result<std::vector<NewFile>> create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const override;
};

} // namespace lk
