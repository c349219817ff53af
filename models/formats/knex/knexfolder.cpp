// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/knex/knexfolder.h"

#include "models/formats/jsliteral.h"
#include "models/formats/jsmigration.h"
#include "models/formats/newname.h"

#include <QDir>

#include <algorithm>

namespace lk {

namespace {

const QString DefaultFolder = QStringLiteral("migrations");
constexpr qint64 LargestStub = 1 << 20;

QString endingOf(QStringView name)
{
    const qsizetype dot = name.lastIndexOf(u'.');
    return dot > 0 ? name.mid(dot).toString() : QString();
}

/// Whether a file that Knex passes over was meant to be run.
bool looksLikeMigration(const SqlFile &file)
{
    static const QStringList Endings = QStringLiteral(".js .cjs .mjs .ts .cts .mts .sql").split(u' ');
    return Endings.contains(endingOf(file.name)) && !file.name.isEmpty() && file.name[0] >= u'0' && file.name[0] <= u'9';
}

const char Script[] = R"(/**
 * @param { import("knex").Knex } knex
 * @returns { Promise<void> }
 */
%1up%2{
  
};

/**
 * @param { import("knex").Knex } knex
 * @returns { Promise<void> }
 */
%1down%2{
  
};
)";

const char TypeScript[] = R"(import type { Knex } from "knex";


export async function up(knex: Knex): Promise<void> {
}


export async function down(knex: Knex): Promise<void> {
}

)";

/// The stub that Knex 3 has for the language; empty for one that it has no readers of here.
QByteArray stubFor(const QString &extension)
{
    if (extension == u"ts")
        return TypeScript;
    if (extension == u"mjs")
        return '\n' + QByteArray(Script).replace("%1", "export const ").replace("%2", " = async (knex) => ");
    if (extension == u"cjs")
        return "\nexports.up = function(knex) {\n  \n};\n\nexports.down = function(knex) {\n  \n};\n";
    return QByteArray(Script).replace("%1", "exports.").replace("%2", " = function(knex) ");
}

Result<QByteArray> contentOfNew(const FormatSetup &setup, const QString &extension)
{
    const QString stub = setup.options.value(knexoption::Stub);
    if (stub.isEmpty())
        return stubFor(extension);
    auto text = readSmallFile(QDir(setup.folder).absoluteFilePath(stub), LargestStub);
    if (text && text->contains("<%"))
        return Failure(Error{ErrorCode::Usage, QStringLiteral("no migration can be made"), {stub, 0, 0}, QStringLiteral("the stub is a template with programs in it, which are not run here"),
                             QStringLiteral("make it with `knex migrate:make`, or take the <% %> out of the stub")});
    return text;
}

} // namespace

QStringList knexFolders(const FormatSetup &setup)
{
    if (const QString several = setup.options.value(knexoption::Folders); !several.isEmpty())
        return several.split(u'\n');
    return {setup.migrations.isEmpty() ? DefaultFolder : setup.migrations};
}

Result<std::vector<Migration>> knexMigrations(const FormatSetup &setup)
{
    std::vector<SqlFile> files;
    const QStringList folders = knexFolders(setup);
    for (const QString &folder : folders) { // each is sorted by itself
        auto some = listSqlFiles(setup.folder, folder, DefaultFolder, [](QStringView) { return true; });
        if (!some)
            return failure(std::move(some));
        std::ranges::move(*some, std::back_inserter(files));
    }
    if (!setup.options.contains(knexoption::Separately))
        std::ranges::stable_sort(files, {}, &SqlFile::name);
    const QStringList extensions = setup.options.value(knexoption::Extensions, QStringLiteral(".co .coffee .eg .iced .js .cjs .litcoffee .ls .ts")).split(u' ');
    const auto other = std::ranges::stable_partition(files, [&](const SqlFile &file) { return extensions.contains(endingOf(file.name)); });
    const std::vector<SqlFile> passedOver(other.begin(), other.end());
    files.erase(other.begin(), other.end());
    readSqlFiles(setup.folder, files, QCryptographicHash::Md5); // Knex keeps no checksum
    std::vector<Migration> migrations;
    migrations.reserve(files.size());
    for (const SqlFile &file : files) {
        const JsModule module = readJsModule(file.bytes);
        migrations.push_back(jsMigration(file, QStringLiteral("Knex"), module));
        const bool transaction = module.transaction.value_or(!setup.options.contains(knexoption::NoTransactions));
        migrations.back().transaction = migrations.back().downTransaction = transaction;
        if (module.readable && module.down == JsFunction::Missing)
            migrations.back().problems.push_back({QStringLiteral("program-without-down"), QStringLiteral("%1 exports no function down: Knex refuses it, also for applying").arg(file.name),
                                                  QStringLiteral("export a function down, if only one that does nothing"), 0, true});
    }
    markTwins(migrations, QStringLiteral("Knex"));
    for (const SqlFile &file : passedOver) {
        if (looksLikeMigration(file))
            migrations.push_back(passedOverFile(file, QStringLiteral("Knex takes files that end in %1").arg(extensions.join(QStringLiteral(", "))),
                                                QStringLiteral("name its ending in migrations.loadExtensions, or move the file out of the folder")));
    }
    return migrations;
}

Result<std::vector<NewFile>> newKnexMigration(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing)
{
    const auto part = fileNamePart(wanted.name);
    if (!part)
        return Failure(part.error());
    const QString extension = setup.options.value(knexoption::Extension, QStringLiteral("js"));
    const auto content = contentOfNew(setup, extension);
    if (!content)
        return Failure(content.error());
    QDateTime now = wanted.now.toUTC();
    const auto versionAt = [](const QDateTime &time) { return time.toString(QStringLiteral("yyyyMMddHHmmss")); };
    while (std::ranges::any_of(existing, [&](const Migration &migration) { return migration.key.startsWith(versionAt(now)); }))
        now = now.addSecs(1);
    const QString folder = QDir::cleanPath(knexFolders(setup).last());
    const QString prefix = folder == u"." ? QString() : folder + u'/';
    return std::vector{NewFile{prefix + versionAt(now) + u'_' + *part + u'.' + extension, *content}};
}

} // namespace lk
