// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Numbered SQL files without a tool of their own, and the tracking table lockkeeper_migrations.
///
/// - A file is NUMBER_name.sql or NUMBER-name.sql, of any width; order is by value. Only the top level of the folder is
/// read.
/// - The down script is NUMBER_name.down.sql (the up then NUMBER_name.sql or NUMBER_name.up.sql), or a section of the
/// same file
///   (plainsql/sections.h).
/// - The checksum is the SHA-256 of the up file's raw bytes: for a file with sections, of the whole file, so that its
/// down part
///   can't change unseen either. The table also keeps the checksum of the down file, the one of the text with LF line
///   ends, and the down script itself, so that a migration whose file was lost can still be read back.
/// - A script whose first line is `-- no-transaction` runs outside of a transaction.
class PlainSqlFormat : public Format
{
public:
    const FormatTraits &traits() const override;
    Recognition recognise(const QString &folder) const override;
    Result<std::vector<Migration>> load(const FormatSetup &setup, const Dialect &dialect) const override;
    std::optional<Script> cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const override;
    Result<std::vector<AppliedMigration>> applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const override;
    std::vector<RecordStatement> prepare(const EngineTraits &engine, const FormatSetup &setup) const override;
    Record record(const Migration &migration, Direction direction, const EngineTraits &engine,
                  bool atomic, const FormatSetup &setup) const override;
    std::vector<RecordStatement> baseline(const std::vector<Migration> &migrations, const EngineTraits &engine, const FormatSetup &setup) const override;
    std::vector<RecordStatement> accept(const Migration &migration, const AppliedMigration &applied, const EngineTraits &engine,
                                        const FormatSetup &setup) const override;
    QString explainChange(const Migration &migration, const AppliedMigration &applied) const override;
    Result<std::vector<NewFile>> create(const NewMigration &wanted, const FormatSetup &setup,
                                        const std::vector<Migration> &existing) const override;
};

} // namespace lk
