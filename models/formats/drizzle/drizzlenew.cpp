// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/drizzle/drizzlenew.h"

#include "models/formats/newname.h"
#include "models/formats/owndown.h"

#include <QDir>
#include <QFileInfo>
#include <QUuid>

#include <algorithm>

namespace lk {

namespace {

const char CustomBody[] = "-- Custom SQL migration file, put your code below! --";
constexpr qint64 LargestSnapshot = 64 << 20;

QString time(const QDateTime &when)
{
    return when.toUTC().toString(QStringLiteral("yyyyMMddHHmmss"));
}

QString prefixFor(const QString &mode, qint64 idx, qint64 when)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(when, Qt::UTC);
    if (mode == u"timestamp" || mode == u"supabase")
        return time(at);
    if (mode == u"unix")
        return QString::number(when / 1000);
    return mode == u"none" ? QString() : QString::number(idx).rightJustified(4, u'0');
}

/// The newest snapshot once more, as the state after a migration that changes nothing of the schema that drizzle knows: with an
/// id of its own, and the old one as the one before it. Empty where it can't be told.
QByteArray nextSnapshot(const QByteArray &previous, const QString &file)
{
    const auto root = readJsonText(previous, file);
    const JsValue *id = root ? root->find(u"id") : nullptr;
    const JsValue *before = root ? root->find(u"prevId") : nullptr;
    const JsValue *several = root ? root->find(u"prevIds") : nullptr;
    const JsValue *link = before ? before : several;
    if (!id || !link || !id->is(JsValue::Kind::Text))
        return {};
    const QByteArray oldId = previous.sliced(id->begin, id->end - id->begin);
    const QByteArray newId = '"' + QUuid::createUuid().toByteArray(QUuid::WithoutBraces) + '"';
    QByteArray next = previous;
    const auto replace = [&next](const JsValue &value, const QByteArray &with) { next.replace(value.begin, value.end - value.begin, with); };
    const QByteArray newLink = before ? oldId : "[\n    " + oldId + "\n  ]";
    if (link->begin > id->begin) { // from the back, so that places stay
        replace(*link, newLink);
        replace(*id, newId);
    } else {
        replace(*id, newId);
        replace(*link, newLink);
    }
    return next;
}

/// Newest of the files @p paths (relative, sorted) made anew as @p wanted; none where there is none.
void addSnapshot(const FormatSetup &setup, const QString &previous, const QString &wanted, std::vector<NewFile> &files)
{
    const auto text = readSmallFile(QDir(setup.folder).absoluteFilePath(previous), LargestSnapshot);
    const QByteArray next = text ? nextSnapshot(*text, previous) : QByteArray();
    if (!next.isEmpty())
        files.push_back({wanted, next});
}

Failure exists(const QString &file)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the migration can't be named so"), {file, 0, 0}, QStringLiteral("there is one of that name"),
                         QStringLiteral("take another name")});
}

Result<std::vector<NewFile>> inJournal(const QString &part, const NewMigration &wanted, const FormatSetup &setup, const QString &prefix)
{
    const QString journalFile = drizzleJournalFile(setup.migrations);
    auto journal = QFileInfo::exists(QDir(setup.folder).absoluteFilePath(journalFile))
                       ? readDrizzleJournal(setup.folder, setup.migrations)
                       : Result<DrizzleJournal>(newJournal(setup.options.value(QStringLiteral("dialect"), QStringLiteral("postgresql"))));
    if (!journal)
        return failure(std::move(journal));
    qint64 when = wanted.now.toMSecsSinceEpoch();
    for (const DrizzleEntry &entry : journal->entries)
        when = std::max(when, entry.when.value_or(0) + 1);
    constexpr qint64 Minute = 60'000;
    if (when > wanted.now.toMSecsSinceEpoch() + Minute)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("no migration can be added"), {journalFile, journal->entries.back().where.line, 0},
                             QStringLiteral("the journal's newest `when` is in the future (%1)").arg(QDateTime::fromMSecsSinceEpoch(when, Qt::UTC).toString(Qt::ISODate)),
                             QStringLiteral("correct it there, if that migration was not applied anywhere, or wait until then")});
    const qint64 idx = journal->entries.empty() ? 0 : journal->entries.back().idx + 1;
    const QString number = prefixFor(setup.options.value(QStringLiteral("prefix")), idx, when);
    const QString tag = number + u'_' + part;
    const QString file = prefix + tag + QStringLiteral(".sql");
    if (QFileInfo::exists(QDir(setup.folder).absoluteFilePath(file)))
        return exists(file);
    std::vector<NewFile> files{{file, CustomBody}, {journalFile, withEntry(*journal, tag, when), QFileInfo::exists(QDir(setup.folder).absoluteFilePath(journalFile)) ? journal->bytes : QByteArray()}};
    const QStringList snapshots = QDir(QDir(setup.folder).absoluteFilePath(prefix + QStringLiteral("meta"))).entryList({QStringLiteral("*_snapshot.json")}, QDir::Files, QDir::Name);
    if (!snapshots.isEmpty())
        addSnapshot(setup, prefix + QStringLiteral("meta/") + snapshots.last(), prefix + QStringLiteral("meta/%1_snapshot.json").arg(number), files);
    if (wanted.reversible)
        files.push_back({ownDownPath(tag), "-- Add down migration script here\n"});
    return files;
}

Result<std::vector<NewFile>> inFolder(const QString &part, const NewMigration &wanted, const FormatSetup &setup, const QString &prefix,
                                      const std::vector<Migration> &existing)
{
    QDateTime at = wanted.now.toUTC();
    const auto taken = [&] { return std::ranges::any_of(existing, [&](const Migration &other) { return other.version.startsWith(time(at)); }); };
    while (taken())
        at = at.addSecs(1);
    const QString name = time(at) + u'_' + part;
    const QString stem = prefix + name + u'/';
    std::vector<NewFile> files{{stem + QStringLiteral("migration.sql"), CustomBody}};
    if (!existing.empty())
        addSnapshot(setup, prefix + existing.back().version + QStringLiteral("/snapshot.json"), stem + QStringLiteral("snapshot.json"), files);
    if (wanted.reversible)
        files.push_back({ownDownPath(name), "-- Add down migration script here\n"});
    return files;
}

} // namespace

Result<std::vector<NewFile>> newDrizzleMigration(const NewMigration &wanted, const FormatSetup &setup, DrizzleLayout layout,
                                                 const std::vector<Migration> &existing)
{
    const auto part = fileNamePart(wanted.name);
    if (!part)
        return Failure(part.error());
    const QString folder = QDir::cleanPath(setup.migrations);
    const QString prefix = folder == u"." || folder.isEmpty() ? QString() : folder + u'/';
    return layout == DrizzleLayout::Journal ? inJournal(*part, wanted, setup, prefix) : inFolder(*part, wanted, setup, prefix, existing);
}

} // namespace lk
