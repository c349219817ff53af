// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the desk knows of a plan's readiness, and what people decide about it.
#include "models/desk/desk.h"

#include "models/base/age.h"
#include "models/base/jsonfile.h"
#include "models/base/privatefile.h"
#include "models/engines/engineregistry.h"
#include "models/rehearsal/earlierrehearsals.h"

#include <QDir>
#include <QFileInfo>
#include <QStorageInfo>

#include <algorithm>

namespace lk {

namespace {

constexpr qsizetype ShortestReason = 3;

Result<void> needReason(const QString &reason)
{
    if (reason.trimmed().size() >= ShortestReason)
        return {};
    return Failure(Error{ErrorCode::Usage, QStringLiteral("a reason is needed"), {}, {}, QStringLiteral("say in a few words why; others will read it")});
}

/// Of the server for which it counts.
QString versionOf(const Rehearsal &rehearsal)
{
    return rehearsal.targetVersion.isEmpty() ? rehearsal.scratchVersion : rehearsal.targetVersion;
}

/// What was rehearsed before the last run counts on while the schema is what it came to.
void addRehearsalOfRun(const Evidence &run, const QString &serverVersion, const QString &path, ChecklistFacts &facts)
{
    const auto object = readJsonFile(path);
    auto rehearsal = object ? rehearsalFromJson(*object) : std::nullopt;
    if (!rehearsal || !rehearsal->ok || rehearsal->fingerprint != run.subject || rehearsal->environment != run.environment)
        return;
    if (!run.ok)
        facts.staleRehearsalOfRun = QStringLiteral("the last run was not committed");
    else if (!serverVersion.isEmpty() && serverVersion != versionOf(*rehearsal))
        facts.staleRehearsalOfRun = QStringLiteral("the server has another version than at the rehearsal");
    else if (facts.schemaDigest != rehearsal->schemaAfter.digest())
        facts.staleRehearsalOfRun = QStringLiteral("the schema has changed since the run");
    else
        facts.rehearsalOfRun = std::move(rehearsal);
}

} // namespace

std::optional<Rehearsal> Desk::rehearsal(const Plan &plan) const
{
    const auto object = readJsonFile(rehearsalPath(plan.fingerprint));
    auto rehearsal = object ? rehearsalFromJson(*object) : std::nullopt;
    if (!rehearsal || rehearsal->fingerprint != plan.fingerprint || rehearsal->environment != m_environment.name)
        return std::nullopt;
    // Another version may lock and rewrite otherwise.
    if (!m_database.server.version.isEmpty() && m_database.server.version != versionOf(*rehearsal))
        return std::nullopt;
    const auto now = const_cast<Desk *>(this)->schemaDigest();
    return now && *now == rehearsal->schemaBefore ? rehearsal : std::nullopt;
}

std::optional<Rehearsal> Desk::earlierRehearsal(const Plan &plan) const
{
    const auto now = rehearsal(plan);
    return now ? earlierThan(*now, QFileInfo(rehearsalPath(plan.fingerprint)).path()) : std::nullopt;
}

std::optional<bool> Desk::environmentHolds(const QString &name, const Plan &plan, QString *why) const
{
    const Environment *other = m_project.environment(name);
    if (!other) {
        *why = QStringLiteral("no environment is called %1").arg(name);
        return std::nullopt;
    }
    if (other->name == m_environment.name) {
        *why = QStringLiteral("this is %1: it has it once it was applied").arg(name);
        return std::nullopt;
    }
    const auto failed = [&](const Error &error) {
        *why = QStringLiteral("%1 can't be read: %2").arg(name, error.text());
        return std::nullopt;
    };
    auto url = fillVariables(other->url, m_project.folder);
    if (!url)
        return failed(url.error());
    auto engine = engineForUrl(*url);
    if (!engine)
        return failed(engine.error());
    auto target = (*engine)->target(*url, m_project.folder);
    if (!target)
        return failed(target.error());
    auto session = (*engine)->open(*target, Access::ReadOnly);
    if (!session)
        return failed(session.error());
    auto applied = readApplied(**session);
    if (!applied)
        return failed(applied.error());
    for (const PlanStep &step : plan.steps) {
        const auto row = std::find_if(applied->begin(), applied->end(), [&step](const AppliedMigration &candidate) { return candidate.key == step.migration.key; });
        if (row == applied->end() || !row->success) {
            *why = QStringLiteral("%1 does not have %2").arg(name, step.migration.version);
            return false;
        }
        if (row->checksum != step.migration.checksum) {
            *why = QStringLiteral("%1 has another content of %2").arg(name, step.migration.version);
            return false;
        }
    }
    *why = QStringLiteral("%1 has it, with the same checksums").arg(name);
    return true;
}

void Desk::addBackupFacts(ChecklistFacts &facts) const
{
    const BackupStore backups = store();
    facts.backups = backups.list();
    const QString identity = m_engine->identity(m_target);
    std::erase_if(facts.backups, [&](const BackupRecord &record) { return record.environment != m_environment.name || record.identity != identity; });
    QFileInfo folder(backups.folder());
    while (!folder.exists() && folder.absolutePath() != folder.absoluteFilePath())
        folder.setFile(folder.absolutePath());
    if (!folder.isDir() || !folder.isWritable())
        facts.backupFolderProblem = QStringLiteral("%1 can't be written").arg(folder.absoluteFilePath());
    if (const auto age = findAge(); !age && !m_environment.backup.encryptTo.isEmpty())
        facts.backupFolderProblem = age.error().text();
    facts.backupSpaceFree = QStorageInfo(folder.absoluteFilePath()).bytesAvailable();
    facts.backupSizeEstimate = notReached() ? -1 : m_engine->estimatedDumpSize(m_target).value_or(-1);
}

ChecklistFacts Desk::facts(const Plan &plan)
{
    ChecklistFacts facts;
    facts.project = &m_project;
    facts.environment = &m_environment;
    facts.plan = plan;
    facts.now = m_clock();
    facts.findings = findings(plan);
    facts.connectionProblem = m_database.problem;
    if (facts.connectionProblem.isEmpty()) {
        if (auto digest = schemaDigest())
            facts.schemaDigest = *digest;
        else
            facts.connectionProblem = digest.error().text();
        facts.missingPrivileges = m_database.login ? QStringList(m_database.login->error.text()) : m_engine->missingPrivileges(m_target);
    }
    facts.rehearsal = rehearsal(plan);
    if (!facts.rehearsal && !plan.empty()) {
        if (const auto object = readJsonFile(rehearsalPath(plan.fingerprint)))
            facts.staleRehearsal = QStringLiteral("the schema has changed since the rehearsal");
        else if (const auto older = m_evidence.newest(QStringLiteral("rehearsed"), plan.versions(), m_environment.name))
            facts.staleRehearsal = QStringLiteral("what was rehearsed had other content");
    }
    facts.namesQueries = !QDir(m_project.folder + QStringLiteral("/queries")).entryList({QStringLiteral("*.sql")}, QDir::Files).isEmpty();
    addBackupFacts(facts);
    facts.lastChangeAt = lastChange();
    facts.head = head();
    facts.ticks = m_evidence.all(QStringLiteral("tick"));
    facts.waivers = m_evidence.all(QStringLiteral("waiver"));
    facts.reviews = m_evidence.all(QStringLiteral("review"));
    facts.snapshotSaved = m_evidence.newestOf(QStringLiteral("snapshot"), m_environment.name);
    if (!plan.empty()) {
        facts.developmentHolds = environmentHolds(QStringLiteral("development"), plan, &facts.developmentWhy);
        if (!m_environment.after.isEmpty())
            facts.stagingHolds = environmentHolds(m_environment.after, plan, &facts.stagingWhy);
        else
            facts.stagingWhy = QStringLiteral("no environment has to come first");
    }
    const QString run = QStringLiteral("run");
    facts.lastRun = plan.empty() ? m_evidence.newestOf(run, m_environment.name) : m_evidence.newest(run, plan.fingerprint, m_environment.name);
    if (facts.lastRun) {
        const QString subject = facts.lastRun->subject;
        if (const auto verified = m_evidence.newest(QStringLiteral("verification"), subject, m_environment.name); verified && verified->at >= facts.lastRun->at.addSecs(-1))
            facts.verification = verificationFromJson(verified->detail);
        if (const auto opened = m_evidence.newest(QStringLiteral("log-opened"), subject, m_environment.name); opened && opened->at >= facts.lastRun->at)
            facts.logOpened = opened;
        const QString report = facts.lastRun->detail[QStringLiteral("file")].toString();
        if (QFileInfo::exists(report)) {
            facts.logsArchived = facts.lastRun;
            facts.logsArchived->note = QStringLiteral("report and journal are kept: ") + QDir(m_project.folder).relativeFilePath(report);
        }
        if (plan.empty())
            addRehearsalOfRun(*facts.lastRun, m_database.server.version, rehearsalPath(subject), facts);
    }
    return facts;
}

Checklist Desk::checklist(const Plan &plan)
{
    return Checklist(facts(plan));
}

Result<void> Desk::tick(const Plan &plan, const QString &item, const QString &note)
{
    const Checklist now = checklist(plan);
    const ChecklistItem *found = now.item(item);
    if (!found)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("no checklist item %1").arg(item), {}, {}, QStringLiteral("`checklist` lists them")});
    const bool takesNote = item == QStringLiteral("breaking-documented") || item == QStringLiteral("requirements-defined") || item == QStringLiteral("rollback-planned");
    if (found->automatic && !takesNote) {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("\"%1\" is not ticked by hand").arg(found->title), {}, QStringLiteral("it ticks itself: ") + found->why,
                             QStringLiteral("show the evidence, or waive it with a reason")});
    }
    if (found->automatic) {
        if (auto reason = needReason(note); !reason)
            return reason;
    }
    const auto &facts = now.facts();
    const QString subject = plan.empty() && facts.lastRun ? facts.lastRun->subject : plan.fingerprint;
    if (auto added = addEvidence(QStringLiteral("tick"), item + u'@' + subject, note, true, {{QStringLiteral("versions"), plan.versions()}}); !added)
        return added;
    return audit(QStringLiteral("tick"), item, plan.versions(), QStringLiteral("done"), note);
}

Result<void> Desk::untick(const Plan &plan, const QString &item)
{
    const auto run = m_evidence.newestOf(QStringLiteral("run"), m_environment.name);
    const QString subject = plan.empty() && run ? run->subject : plan.fingerprint;
    if (auto added = addEvidence(QStringLiteral("tick"), item + u'@' + subject, {}, false, {{QStringLiteral("versions"), plan.versions()}}); !added)
        return added;
    return audit(QStringLiteral("untick"), item, plan.versions(), QStringLiteral("done"));
}

Result<void> Desk::waiveItem(const Plan &plan, const QString &item, const QString &reason)
{
    if (auto enough = needReason(reason); !enough)
        return enough;
    const Checklist now = checklist(plan);
    if (!now.item(item))
        return Failure(Error{ErrorCode::Usage, QStringLiteral("no checklist item %1").arg(item), {}, {}, QStringLiteral("`checklist` lists them")});
    if (!mayBeWaived(item)) {
        return Failure(Error{ErrorCode::Blocked, QStringLiteral("\"%1\" is not waived as a whole").arg(now.item(item)->title), {}, now.item(item)->why,
                             QStringLiteral("show what is missing; single findings can be waived where the policy lets")});
    }
    const Evidence waiver{QStringLiteral("waiver"), QStringLiteral("item:%1@%2").arg(item, plan.contentDigest), m_environment.name, m_clock(), currentUser(), true, reason,
                          {{QStringLiteral("versions"), plan.versions()}}};
    if (auto added = m_evidence.add(waiver); !added)
        return added;
    return audit(QStringLiteral("waive"), item, plan.versions(), QStringLiteral("done"), reason);
}

Result<void> Desk::waiveFinding(const Plan &plan, const WaiverRequest &request)
{
    if (auto enough = needReason(request.reason); !enough)
        return enough;
    if (request.finding.destructive && m_environment.destructive == DestructivePolicy::Block) {
        return Failure(Error{ErrorCode::Blocked, QStringLiteral("%1 takes no waiver for what destroys data").arg(m_environment.name),
                             {request.finding.file, request.finding.line, 0}, request.finding.rule,
                             QStringLiteral("change the migration, or the environment's `destructive` policy")});
    }
    const Evidence waiver{QStringLiteral("waiver"), QStringLiteral("finding:") + request.finding.waiverKey, m_environment.name, m_clock(), currentUser(), true,
                          request.reason, {{QStringLiteral("file"), request.finding.file}, {QStringLiteral("line"), request.finding.line}}};
    if (auto added = m_evidence.add(waiver); !added)
        return added;
    return audit(QStringLiteral("waive"), request.finding.waiverKey, plan.versions(), QStringLiteral("done"), request.reason);
}

Result<void> Desk::review(const Plan &plan, const QString &note)
{
    if (plan.empty())
        return Failure(Error{ErrorCode::Usage, QStringLiteral("nothing to review"), {}, QStringLiteral("no migration is planned"), {}});
    const Evidence review{QStringLiteral("review"), plan.contentDigest, {}, m_clock(), currentUser(), true, note, {{QStringLiteral("versions"), plan.versions()}}};
    if (auto added = m_evidence.add(review); !added)
        return added;
    return audit(QStringLiteral("review"), plan.contentDigest, plan.versions(), QStringLiteral("done"), note);
}

Result<void> Desk::logOpened(const Plan &plan)
{
    const auto run = plan.empty() ? m_evidence.newestOf(QStringLiteral("run"), m_environment.name)
                                  : m_evidence.newest(QStringLiteral("run"), plan.fingerprint, m_environment.name);
    return run ? addEvidence(QStringLiteral("log-opened"), run->subject, {}) : Result<void>();
}

Result<QString> Desk::saveSnapshot()
{
    auto now = snapshot();
    if (!now)
        return failure(std::move(now));
    const QString folder = m_project.dataFolder() + QStringLiteral("/snapshots");
    if (auto made = makePrivateFolder(folder); !made)
        return failure(std::move(made));
    const QString path = QStringLiteral("%1/%2-%3.json").arg(folder, m_environment.name, m_clock().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")));
    if (auto written = writeJsonFile(path, toJson(*now)); !written)
        return failure(std::move(written));
    if (auto noted = addEvidence(QStringLiteral("snapshot"), now->digest(), path); !noted)
        return failure(std::move(noted));
    return path;
}

} // namespace lk
