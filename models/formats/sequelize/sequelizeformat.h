// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Sequelize (JavaScript and TypeScript), as sequelize-cli 6 and umzug 2 and 3 read and write it.
///
/// A migration is a module with the functions up and down, which get Sequelize's query interface; it is written down by its file's name
/// with the ending. The tool knows neither transactions nor locks of its own. It runs through the project's own packages
/// (resources/tools/sequelize.cjs).
class SequelizeFormat : public Format
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
    QString explainChange(const Migration &migration, const AppliedMigration &applied) const override;
    Result<std::vector<NewFile>> create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const override;
    Result<ToolCommand> command(const ToolRequest &request, const FormatSetup &setup) const override;
    QStringList programFiles(const FormatSetup &setup) const override;
};

} // namespace lk
