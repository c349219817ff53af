// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/earlierrehearsals.h"

#include "models/base/jsonfile.h"

#include <QDir>
#include <QFileInfo>

namespace lk {

namespace {

constexpr qsizetype Kept = 30;

QString earlierFolder(const QString &folder)
{
    return folder + QStringLiteral("/earlier");
}

QStringList versionsOf(const Rehearsal &rehearsal)
{
    QStringList versions;
    for (const RehearsedStatement &statement : rehearsal.statements) {
        if (!versions.contains(statement.version))
            versions << statement.version;
    }
    for (const RehearsedStep &step : rehearsal.steps) {
        if (!versions.contains(step.version))
            versions << step.version;
    }
    return versions;
}

} // namespace

Result<void> setAside(const QString &path)
{
    const QFileInfo old(path);
    if (!old.exists())
        return {};
    QDir earlier(earlierFolder(old.path()));
    if (!earlier.mkpath(QStringLiteral(".")))
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot make the folder of earlier rehearsals"), {earlier.path()}, {}, QStringLiteral("look at its rights")});
    const QString stamp = old.lastModified().toUTC().toString(QStringLiteral("yyyyMMddTHHmmsszzz"));
    const QString kept = earlier.filePath(stamp + u'-' + old.fileName());
    if (!QFile::exists(kept) && !QFile::rename(path, kept))
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot keep the rehearsal before this one"), {kept}, {}, QStringLiteral("look at the rights of the folder")});
    const QStringList names = earlier.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name | QDir::Reversed);
    for (const QString &name : names.mid(Kept))
        earlier.remove(name);
    return {};
}

std::optional<Rehearsal> earlierThan(const Rehearsal &one, const QString &folder)
{
    const QStringList versions = versionsOf(one);
    std::optional<Rehearsal> newest;
    for (const QString &where : {folder, earlierFolder(folder)}) {
        const QDir files(where);
        for (const QString &name : files.entryList({QStringLiteral("*.json")}, QDir::Files)) {
            const auto object = readJsonFile(files.filePath(name));
            auto other = object ? rehearsalFromJson(*object) : std::nullopt;
            if (other && other->environment == one.environment && other->at < one.at && versionsOf(*other) == versions && (!newest || newest->at < other->at))
                newest = std::move(other);
        }
    }
    return newest;
}

} // namespace lk
