// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"

namespace lk {

Result<FormatSetup> Format::setup(const QString &folder, const QString &migrations) const
{
    const QString found = migrations.isEmpty() ? recognise(folder).migrations : migrations;
    return FormatSetup{folder, found.isEmpty() ? traits().defaultFolder : found};
}

LateRule Format::late(const FormatSetup &) const
{
    return traits().late;
}

bool Format::passesOver(const Migration &, const AppliedMigration &) const
{
    return false;
}

Result<QString> Format::url(const FormatSetup &, const QString &) const
{
    return QString();
}

Result<std::vector<StatementSpan>> Format::split(QByteArrayView script, const Dialect &dialect) const
{
    return splitStatements(script, dialect);
}

std::vector<RecordStatement> Format::mark(const Migration &migration, Direction direction, const EngineTraits &engine, const FormatSetup &setup) const
{
    return record(migration, direction, engine, true, setup).after;
}

std::vector<RecordStatement> Format::baseline(const std::vector<Migration> &migrations, const EngineTraits &engine, const FormatSetup &setup) const
{
    std::vector<RecordStatement> all;
    for (const Migration &migration : migrations) {
        const auto one = mark(migration, Direction::Up, engine, setup);
        all.insert(all.end(), one.begin(), one.end());
    }
    return all;
}

std::vector<RecordStatement> Format::accept(const Migration &migration, const AppliedMigration &, const EngineTraits &engine, const FormatSetup &setup) const
{
    std::vector<RecordStatement> all = mark(migration, Direction::Down, engine, setup);
    const auto again = mark(migration, Direction::Up, engine, setup);
    all.insert(all.end(), again.begin(), again.end());
    return all;
}

std::vector<FormatLock> Format::locks(const EngineTraits &, const QString &, const FormatSetup &) const
{
    return {};
}

Result<ToolCommand> Format::command(const ToolRequest &, const FormatSetup &) const
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("%1 runs no programs").arg(traits().title), {}, {}, {}});
}

QStringList Format::programFiles(const FormatSetup &) const
{
    return {};
}

bool Format::isSame(const Migration &migration, const AppliedMigration &applied) const
{
    return applied.checksum.isEmpty() || migration.checksum == applied.checksum;
}

} // namespace lk
