// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// golang-migrate: <number>_<name>.up.sql with .down.sql, and one row in schema_migrations that says how far it came.
///
/// The tool keeps no history: every file up to that number is taken for applied, also one that came late and never ran. A step that may
/// stop half way notes its target as dirty first, as the tool does.
class GolangMigrateFormat : public Format
{
public:
    const FormatTraits &traits() const override;
    Recognition recognise(const QString &folder) const override;
    Result<std::vector<Migration>> load(const FormatSetup &setup, const Dialect &dialect) const override;
    std::optional<Script> cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const override;
    Result<std::vector<AppliedMigration>> applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const override;
    std::vector<RecordStatement> prepare(const EngineTraits &engine, const FormatSetup &setup) const override;
    Record record(const Migration &migration, Direction direction, const EngineTraits &engine, bool atomic, const FormatSetup &setup) const override;
    QString explainChange(const Migration &, const AppliedMigration &) const override { return {}; }
    Result<std::vector<NewFile>> create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const override;
    std::vector<FormatLock> locks(const EngineTraits &engine, const QString &database, const FormatSetup &setup) const override;
};

} // namespace lk
