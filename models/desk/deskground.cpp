// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The scratch that a rehearsal runs on, and those that were left over.
#include "models/desk/deskground.h"

#include "models/base/age.h"
#include "models/engines/engineregistry.h"
#include "models/schema/schemadiff.h"

#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

const QString TakeOne = QStringLiteral("take a backup");

Failure notHere(const QString &why, const QString &nextStep)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("can't be rehearsed there"), {}, why, nextStep});
}

/// "15" of "15.20", "10.11" of "10.11.19-MariaDB": versions of one series lock and rewrite alike.
QString series(const QString &version)
{
    const bool twoParts = version.section(u'.', 0, 0).toInt() < 13 || version.contains(QStringLiteral("MariaDB"), Qt::CaseInsensitive);
    return version.section(u'.', 0, twoParts ? 1 : 0);
}

} // namespace

QStringList recorded(const std::vector<AppliedMigration> &applied)
{
    QStringList keys;
    for (const AppliedMigration &row : applied)
        keys << QStringLiteral("%1 %2 %3").arg(row.key, QString::fromLatin1(row.checksum.toHex()), row.success ? QStringLiteral("applied") : QStringLiteral("failed"));
    keys.sort();
    return keys;
}

QString placeTitle(RehearsalPlace place, const Engine &engine)
{
    switch (place) {
    case RehearsalPlace::Scratch: return engine.traits().server ? QStringLiteral("A copy on the same server") : QStringLiteral("A copy of the file");
    case RehearsalPlace::Server: return QStringLiteral("A copy on another server");
    case RehearsalPlace::Private: return QStringLiteral("A private server on this machine");
    case RehearsalPlace::Backup: return QStringLiteral("The newest backup, restored");
    case RehearsalPlace::Live: return QStringLiteral("The database itself, rolled back");
    }
    return {};
}

QString inSentence(QString title)
{
    title[0] = title[0].toLower();
    return title;
}

/// The scratch that @p options ask for; they then say in words what it is.
Result<Desk::Ground> Desk::ground(const Plan &plan, RehearseOptions &options, RunControl &control, const ProgressSink &progress)
{
    if (options.place.isEmpty())
        options.place = inSentence(placeTitle(options.on, *m_engine));
    Ground made;
    Result<std::unique_ptr<Scratch>> scratch = notHere(QStringLiteral("it is no copy"), {});
    switch (options.on) {
    case RehearsalPlace::Scratch:
        scratch = m_engine->scratch(plan.target, options.data, control, progress);
        break;
    case RehearsalPlace::Server: {
        auto other = otherServer(options.url, &options.remarks, options.password);
        if (!other)
            return failure(std::move(other));
        options.place.replace(QStringLiteral("another server"), QStringLiteral("the server of ") + other->url);
        scratch = m_engine->scratch(plan.target, options.data, control, progress, *other);
        break;
    }
    case RehearsalPlace::Private: {
        if (options.keep)
            return notHere(QStringLiteral("a private server ends with its rehearsal, so nothing on it can be kept"), QStringLiteral("rehearse on a scratch or on another server to keep it"));
        auto server = m_engine->privateServer(m_database.server, control, progress);
        if (!server)
            return failure(std::move(server));
        made.server = *std::move(server);
        options.remarks << QStringLiteral("times are those of this machine, with a server that does not wait for the disk");
        scratch = m_engine->scratch(plan.target, options.data, control, progress, made.server->target());
        break;
    }
    case RehearsalPlace::Backup:
        scratch = restoredBackup(plan, options, control, progress);
        break;
    case RehearsalPlace::Live:
        break; // is no copy
    }
    if (!scratch)
        return failure(std::move(scratch));
    made.scratch = *std::move(scratch);
    return made;
}

/// The server that @p url names, with @p password, or as of every other target; @p remarks: asked for its version, and told if that is
/// another than the target's.
Result<Target> Desk::otherServer(const QString &url, QStringList *remarks, const Secret &password) const
{
    if (url.isEmpty())
        return notHere(QStringLiteral("no other server is named"), QStringLiteral("write rehearsal = { on = \"URL\" } into lockkeeper.toml, or give --on URL"));
    const auto filled = fillVariables(url, m_project.folder);
    if (!filled)
        return Failure(filled.error());
    const auto engine = engineForUrl(*filled);
    if (!engine)
        return Failure(engine.error());
    if (*engine != m_engine)
        return notHere(QStringLiteral("it is %1, and the target is %2").arg((*engine)->traits().title, m_engine->traits().title), QStringLiteral("name a server of the same kind"));
    auto other = m_engine->target(*filled, m_project.folder);
    if (!other)
        return other;
    other->connectTimeoutMs = m_environment.connectTimeoutMs;
    if (password.isEmpty() && passwordEndpoint(*other) == passwordEndpoint(m_target) && other->password.isEmpty())
        other->password = m_target.password;
    else
        findPassword(*other, *m_engine, password, m_passwords.get());
    if (!remarks)
        return other;
    auto session = m_engine->open(*other, Access::ReadOnly);
    if (!session)
        return failure(std::move(session));
    const QString there = (*session)->info().version;
    const QString here = m_database.server.version;
    if (there != here)
        *remarks << QStringLiteral("the server there is %1, the target's is %2%3")
                        .arg(there, here, series(there) == series(here) ? QString() : QStringLiteral(": it may lock, rewrite and refuse otherwise"));
    return other;
}

/// The backup @p file, or the newest of this database that nobody found damaged.
Result<BackupRecord> Desk::backupFor(const QString &file) const
{
    const BackupStore backups = store();
    Result<BackupRecord> found = Failure(Error{ErrorCode::Usage, QStringLiteral("there is no backup of %1").arg(m_target.name()), {backups.folder(), 0, 0}, {}, TakeOne});
    if (!file.isEmpty()) {
        found = backups.find(file);
    } else {
        const QString identity = m_engine->identity(m_target);
        for (const BackupRecord &record : backups.list()) {
            const bool damaged = record.verified == Verified::No && record.verifiedAt.isValid();
            if (record.environment == m_environment.name && record.identity == identity && !damaged) {
                found = record;
                break;
            }
        }
    }
    if (found && found->engine != m_engine->traits().name)
        return notHere(QStringLiteral("%1 is a backup of %2").arg(QFileInfo(found->file).fileName(), found->engine), TakeOne);
    if (found && found->encrypted && !identityIsHere(m_environment.backup.identity))
        return notHere(QStringLiteral("%1 is encrypted, and the identity that opens it is not here").arg(QFileInfo(found->file).fileName()),
                       QStringLiteral("name its file as backup.identity, or rehearse on a scratch"));
    return found;
}

/// Restores the backup, which verifies it as well.
Result<std::unique_ptr<Scratch>> Desk::restoredBackup(const Plan &, RehearseOptions &options, RunControl &control, const ProgressSink &progress)
{
    auto record = backupFor(options.backup);
    if (!record)
        return failure(std::move(record));
    const QString name = QFileInfo(record->file).fileName();
    options.data = ScratchData::Full;
    options.backup = name;
    options.place = QStringLiteral("the backup %1 of %2, restored").arg(name, record->takenAt.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'")));
    auto scratch = store().restoredFrom(*record, m_target, control, progress);
    const bool said = scratch || scratch.error().code == ErrorCode::Failed;
    if (said) {
        if (auto noted = audit(QStringLiteral("verify backup"), name, {}, scratch ? QStringLiteral("done") : QStringLiteral("failed"), record->verifiedNote); !noted)
            return failure(std::move(noted));
    }
    if (!scratch)
        return scratch;
    if (auto fits = checkFits(*record, (*scratch)->session()); !fits)
        return failure(std::move(fits));
    return scratch;
}

/// The plan was made for the database as it is now: what the backup holds has to have its schema and its history.
Result<void> Desk::checkFits(const BackupRecord &record, Session &restored) const
{
    const QString name = QFileInfo(record.file).fileName();
    const auto refuse = [&](const QString &why) {
        return Failure(Error{ErrorCode::Disagreement, QStringLiteral("the backup %1 is not of the database as it is now").arg(name), {}, why, TakeOne});
    };
    auto session = m_engine->open(m_target, Access::ReadOnly);
    if (!session)
        return failure(std::move(session));
    const auto now = m_engine->snapshot(**session);
    const auto then = m_engine->snapshot(restored);
    if (!now || !then)
        return Failure(!now ? now.error() : then.error());
    if (const SchemaDiff changed = diff(m_engine->inCopies(*then), m_engine->inCopies(*now)); !changed.equal())
        return refuse(QStringLiteral("the schema has changed since: %1").arg(summary(changed.changes.front())));
    const auto nowApplied = readApplied(**session);
    const auto thenApplied = readApplied(restored);
    if (!nowApplied || !thenApplied)
        return Failure(!nowApplied ? nowApplied.error() : thenApplied.error());
    if (recorded(*nowApplied) != recorded(*thenApplied))
        return refuse(QStringLiteral("migrations were recorded or taken out since"));
    return {};
}

Result<std::vector<AbandonedScratch>> Desk::abandonedScratches() const
{
    if (const auto error = notReached())
        return Failure(*error);
    auto found = m_engine->abandonedScratches(m_target);
    if (!found || m_environment.rehearsal.url.isEmpty())
        return found;
    // A rehearsal server that is not there now is no reason to hide the others.
    if (const auto other = otherServer(m_environment.rehearsal.url); other) {
        for (const AbandonedScratch &scratch : m_engine->abandonedScratches(*other).value_or(std::vector<AbandonedScratch>())) {
            if (std::ranges::find(*found, scratch.name, &AbandonedScratch::name) == found->end())
                found->push_back(scratch);
        }
    }
    return found;
}

/// One line for each.
void Desk::addScratches(std::vector<VerificationCheck> &checks) const
{
    const QString title = QStringLiteral("Left by rehearsals");
    const auto left = notReached() ? Result<std::vector<AbandonedScratch>>() : abandonedScratches();
    if (!left)
        checks.push_back({title, std::nullopt, left.error().text()});
    else if (left->empty())
        checks.push_back({title, true, QStringLiteral("nothing")});
    for (const AbandonedScratch &scratch : left.value_or(std::vector<AbandonedScratch>()))
        checks.push_back({title, std::nullopt, QStringLiteral("%1; `doctor --remove-scratches` takes it away").arg(scratch.what)});
}

Result<void> Desk::removeScratch(const AbandonedScratch &scratch)
{
    Target where = m_target;
    const auto here = m_engine->abandonedScratches(m_target);
    const bool isHere = here && std::ranges::find(*here, scratch.name, &AbandonedScratch::name) != here->end();
    if (!isHere && !m_environment.rehearsal.url.isEmpty()) {
        if (const auto other = otherServer(m_environment.rehearsal.url))
            where = *other;
    }
    auto removed = m_engine->removeScratch(where, scratch);
    if (auto noted = audit(QStringLiteral("remove scratch"), scratch.name, {}, removed ? QStringLiteral("done") : QStringLiteral("failed"), removed ? scratch.what : removed.error().text());
        !noted && removed)
        return noted;
    return removed;
}

} // namespace lk
