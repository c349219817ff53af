// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Diesel: a folder with up.sql, down.sql and perhaps metadata.toml for each migration, and __diesel_schema_migrations.
///
/// The version is the folder's name before the first underscore without its hyphens; versions are ordered as text. No checksum, no lock.
class DieselFormat : public Format
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
    QString explainChange(const Migration &, const AppliedMigration &) const override { return {}; }
    Result<std::vector<NewFile>> create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const override;
};

} // namespace lk
