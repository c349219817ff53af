// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Alembic, and Flask-Migrate, which is Alembic inside a Flask app. Revisions are Python files that name their parents: a graph. Their order, names and
/// what they hold is read from the text; running them is the tool's. The tracking table has a row for each head; what stands before a head is applied too.
/// Facts: alembic/script/{base,revision}.py, alembic/runtime/migration.py.
class AlembicFormat : public Format
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
    std::vector<RecordStatement> mark(const Migration &migration, Direction direction, const EngineTraits &engine, const FormatSetup &setup) const override;
    std::vector<RecordStatement> baseline(const std::vector<Migration> &migrations, const EngineTraits &engine, const FormatSetup &setup) const override;
    QString explainChange(const Migration &migration, const AppliedMigration &applied) const override;
    Result<std::vector<NewFile>> create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const override;
    Result<ToolCommand> command(const ToolRequest &request, const FormatSetup &setup) const override;
    QStringList programFiles(const FormatSetup &setup) const override;
};

} // namespace lk
