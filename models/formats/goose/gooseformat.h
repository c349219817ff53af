// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// goose: <number>_<name>.sql with "-- +goose" annotations, and goose_db_version with a row for each version and one for 0.
///
/// Migrations in Go need the project's own program: they are listed and not run. What was installed last is reverted first. A late file is
/// refused by the tool until it is told otherwise.
class GooseFormat : public Format
{
public:
    const FormatTraits &traits() const override;
    Recognition recognise(const QString &folder) const override;
    Result<FormatSetup> setup(const QString &folder, const QString &migrations) const override;
    Result<QString> url(const FormatSetup &setup, const QString &environment) const override;
    Result<std::vector<Migration>> load(const FormatSetup &setup, const Dialect &dialect) const override;
    std::optional<Script> cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const override;
    Result<std::vector<StatementSpan>> split(QByteArrayView script, const Dialect &dialect) const override;
    Result<std::vector<AppliedMigration>> applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const override;
    std::vector<RecordStatement> prepare(const EngineTraits &engine, const FormatSetup &setup) const override;
    Record record(const Migration &migration, Direction direction, const EngineTraits &engine, bool atomic, const FormatSetup &setup) const override;
    QString explainChange(const Migration &, const AppliedMigration &) const override { return {}; }
    Result<std::vector<NewFile>> create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const override;
};

} // namespace lk
