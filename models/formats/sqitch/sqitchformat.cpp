// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqitch/sqitchformat.h"

#include "models/formats/sqitch/sqitchcommand.h"
#include "models/formats/sqitch/sqitchfolder.h"
#include "models/formats/sqitch/sqitchnew.h"
#include "models/formats/sqitch/sqitchregistry.h"
#include "models/formats/sqitch/sqitchsettings.h"
#include "models/formats/textvariants.h"
#include "models/formats/trackingtable.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace lk {

namespace {

/// The beginning of the plan, up to where its first change may stand; empty where there is no plan.
QByteArray headOf(const QString &folder, const QString &plan)
{
    QFile file(QDir(folder).absoluteFilePath(plan));
    return QFileInfo(file).isFile() && file.open(QIODevice::ReadOnly) ? file.read(8 * 1024) : QByteArray();
}

/// A pragma's value in the plan's head.
QString pragma(const QByteArray &head, const QByteArray &name)
{
    for (const QByteArray &line : head.split('\n')) {
        const QByteArray text = line.split('#').front().trimmed();
        if (text.startsWith('%') && text.sliced(1, std::max<qsizetype>(text.indexOf('='), 1) - 1).trimmed() == name)
            return QString::fromUtf8(text.mid(text.indexOf('=') + 1).trimmed());
    }
    return {};
}

} // namespace

const FormatTraits &SqitchFormat::traits() const
{
    static const FormatTraits traits{.name = QStringLiteral("sqitch"),
                                     .title = QStringLiteral("Sqitch"),
                                     .engines = {QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb"), QStringLiteral("sqlite")},
                                     .trackingTable = QStringLiteral("sqitch.changes"),
                                     .defaultFolder = QStringLiteral("deploy"),
                                     .late = LateRule::Refuses,
                                     .programs = true};
    return traits;
}

Recognition SqitchFormat::recognise(const QString &folder) const
{
    if (!pragma(headOf(folder, QStringLiteral("sqitch.plan")), "project").isEmpty())
        return {true, QStringLiteral("sqitch.plan names a project"), sqitchSetup(folder, readSqitchConfig(folder).value_or(GitConfig())).migrations};
    if (QFileInfo(QDir(folder).filePath(QStringLiteral("sqitch.conf"))).isFile())
        return {true, QStringLiteral("there is a sqitch.conf"), sqitchSetup(folder, readSqitchConfig(folder).value_or(GitConfig())).migrations};
    return {};
}

Result<FormatSetup> SqitchFormat::setup(const QString &folder, const QString &migrations) const
{
    return readSqitchConfig(folder).map([&](const GitConfig &config) {
        FormatSetup setup = sqitchSetup(folder, config);
        if (!migrations.isEmpty()) {
            setup.migrations = migrations;
            setup.options.insert(sqitch::DeployDir, migrations);
        }
        const QByteArray head = headOf(folder, setup.options.value(sqitch::PlanFile));
        setup.options.insert(sqitch::Project, pragma(head, "project"));
        setup.options.insert(sqitch::Uri, pragma(head, "uri"));
        return setup;
    });
}

Result<QString> SqitchFormat::url(const FormatSetup &setup, const QString &environment) const
{
    return readSqitchConfig(setup.folder).and_then([&](const GitConfig &config) { return sqitchAddress(sqitchUri(config, environment)); });
}

Result<std::vector<Migration>> SqitchFormat::load(const FormatSetup &setup, const Dialect &dialect) const
{
    return readSqitchPlan(setup).map([&](const SqitchPlan &plan) { return sqitchMigrations(plan, setup, dialect); });
}

std::optional<Script> SqitchFormat::cut(const QString &file, const QByteArray &text, Direction, const Dialect &) const
{
    return Script{file, text, 0, text.size(), 1};
}

Result<std::vector<AppliedMigration>> SqitchFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const
{
    return sqitchApplied(session, setup, files);
}

std::vector<RecordStatement> SqitchFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    return makeSqitchRegistry(engine, setup);
}

Record SqitchFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool, const FormatSetup &setup) const
{
    return {{}, direction == Direction::Up ? noteSqitchDeploy(migration, engine, setup) : noteSqitchRevert(migration, engine, setup)};
}

/// The row stays where it is among the others; only the script's hash is another.
std::vector<RecordStatement> SqitchFormat::accept(const Migration &migration, const AppliedMigration &, const EngineTraits &engine, const FormatSetup &setup) const
{
    const QString registry = engine.name == u"sqlite" ? QStringLiteral("sqitch") : setup.options.value(sqitch::Registry, QStringLiteral("sqitch"));
    return {{"UPDATE " + quotedTable(registry, engine.name).toUtf8() + ".changes SET script_hash = ? WHERE change_id = ?",
             {QVariant(QString::fromLatin1(migration.checksum.toHex())), QVariant(migration.key)}}};
}

QString SqitchFormat::explainChange(const Migration &migration, const AppliedMigration &applied) const
{
    return migration.up ? explainDifference(migration.up->fileBytes(), applied.checksum, QCryptographicHash::Sha1) : QString();
}

Result<std::vector<NewFile>> SqitchFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &) const
{
    return newSqitchChange(wanted, setup);
}

Result<ToolCommand> SqitchFormat::command(const ToolRequest &request, const FormatSetup &setup) const
{
    return sqitchCommand(request, setup);
}

/// The configuration may name any program as the database's client.
QStringList SqitchFormat::programFiles(const FormatSetup &) const
{
    return {QStringLiteral("sqitch.conf")};
}

} // namespace lk
