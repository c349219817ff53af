// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/diesel/dieselformat.h"

#include "models/formats/diesel/dieselfolder.h"
#include "models/formats/newname.h"
#include "models/formats/scriptcontent.h"
#include "models/formats/tooladdress.h"
#include "models/formats/toolenvironment.h"
#include "models/formats/trackingtable.h"
#include "models/project/tomlvalue.h"

#include <QDir>
#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace lk {

namespace {

/// The folder that diesel.toml or the variable names; empty: neither does.
Result<QString> configuredFolder(const QString &folder)
{
    if (const QString named = ToolEnvironment(folder).value(QStringLiteral("MIGRATION_DIRECTORY")); !named.isEmpty())
        return named;
    const QString path = folder + QStringLiteral("/diesel.toml");
    if (!QFileInfo::exists(path))
        return QString();
    const auto root = readTomlFile(path);
    if (!root)
        return Failure(root.error());
    const TomlValue *dir = root->find({u"migrations_directory", u"dir"});
    return dir ? dir->text() : QString();
}

} // namespace

const FormatTraits &DieselFormat::traits() const
{
    static const FormatTraits traits{QStringLiteral("diesel"),
                                     QStringLiteral("Diesel"),
                                     {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb")},
                                     QStringLiteral("__diesel_schema_migrations"),
                                     QStringLiteral("migrations"),
                                     false,
                                     false};
    return traits;
}

Recognition DieselFormat::recognise(const QString &folder) const
{
    const QString configured = configuredFolder(folder).value_or(QString());
    const QString migrations = QDir::cleanPath(configured.isEmpty() ? traits().defaultFolder : configured);
    if (QFileInfo(folder + QStringLiteral("/diesel.toml")).isFile())
        return {true, QStringLiteral("diesel.toml is there"), migrations};
    if (const QString first = firstDieselFolder(folder, migrations); !first.isEmpty())
        return {true, QStringLiteral("%1/%2 has an up.sql").arg(migrations, first), migrations};
    return {};
}

Result<FormatSetup> DieselFormat::setup(const QString &folder, const QString &migrations) const
{
    if (const auto configured = configuredFolder(folder); !configured)
        return Failure(configured.error());
    return Format::setup(folder, migrations);
}

Result<QString> DieselFormat::url(const FormatSetup &setup, const QString &) const
{
    const QString url = ToolEnvironment(setup.folder).value(QStringLiteral("DATABASE_URL"));
    if (url.startsWith(u"postgres://") || url.startsWith(u"postgresql://"))
        return postgresqlAddress(url);
    if (url.startsWith(u"mysql://"))
        return mysqlUrl(url);
    if (url.startsWith(u"sqlite://"))
        return sqliteAddress(url.sliced(9));
    return url.isEmpty() ? QString() : sqliteAddress(url);
}

Result<std::vector<Migration>> DieselFormat::load(const FormatSetup &setup, const Dialect &dialect) const
{
    return dieselMigrations(setup.folder, setup.migrations.isEmpty() ? traits().defaultFolder : setup.migrations, dialect);
}

std::optional<Script> DieselFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const
{
    const bool isDown = file.section(u'/', -1) == u"down.sql";
    if (isDown != (direction == Direction::Down) || (isDown && contentOf(text, dialect) != ScriptContent::Statements))
        return std::nullopt;
    return Script{file, text, 0, text.size(), 1};
}

Result<std::vector<AppliedMigration>> DieselFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const
{
    const auto exists = findTrackingTable(session, trackingTable(setup), {QStringLiteral("version"), QStringLiteral("run_on")});
    if (!exists)
        return Failure(exists.error());
    std::vector<AppliedMigration> applied;
    if (!*exists)
        return applied;
    const auto rows = session.query(QStringLiteral("SELECT version, run_on FROM %1 ORDER BY run_on, version").arg(trackingTable(setup)));
    if (!rows)
        return Failure(rows.error());
    QHash<QString, QString> descriptions;
    for (const Migration &file : files)
        descriptions.insert(file.key, file.description);
    applied.reserve(rows->rows.size());
    for (const QVariantList &row : rows->rows) {
        AppliedMigration migration;
        migration.version = row[0].toString();
        migration.key = migration.version;
        migration.description = descriptions.value(migration.key);
        migration.appliedAt = utcTime(row[1]);
        applied.push_back(std::move(migration));
    }
    return applied;
}

/// diesel/src/migration/setup_migration_table.sql, the same for all databases.
std::vector<RecordStatement> DieselFormat::prepare(const EngineTraits &, const FormatSetup &setup) const
{
    return {{"CREATE TABLE IF NOT EXISTS " + trackingTable(setup).toUtf8()
                 + " (\n       version VARCHAR(50) PRIMARY KEY NOT NULL,\n       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP\n)",
             {}}};
}

Record DieselFormat::record(const Migration &migration, Direction direction, const EngineTraits &, bool, const FormatSetup &setup) const
{
    const QByteArray table = trackingTable(setup).toUtf8();
    const QVariant version(migration.version);
    if (direction == Direction::Down)
        return {{}, {{"DELETE FROM " + table + " WHERE version = ?", {version}}}};
    return {{}, {{"INSERT INTO " + table + " (version) VALUES (?)", {version}}}};
}

Result<std::vector<NewFile>> DieselFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const
{
    const auto part = fileNamePart(wanted.name);
    if (!part)
        return Failure(part.error());
    const QString time = wanted.now.toUTC().toString(QStringLiteral("yyyy-MM-dd-HHmmss"));
    QString prefix;
    for (int number = 0;; ++number) { // what makes two of one second differ
        prefix = time + u'-' + QString::number(number, 16).rightJustified(4, u'0');
        if (std::ranges::none_of(existing, [&](const Migration &migration) { return migration.version == dieselVersion(prefix); }))
            break;
    }
    const QString folder = QDir::cleanPath(setup.migrations.isEmpty() ? traits().defaultFolder : setup.migrations);
    const QString path = (folder == u"." ? QString() : folder + u'/') + prefix + u'_' + *part;
    std::vector<NewFile> files{{path + QStringLiteral("/up.sql"), "-- Your SQL goes here\n"}};
    if (wanted.reversible)
        files.push_back({path + QStringLiteral("/down.sql"), "-- This file should undo anything in `up.sql`\n"});
    return files;
}

} // namespace lk
