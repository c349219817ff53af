// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/checklist/itemrules.h"

#include "models/project/maintenancewindow.h"
#include "models/rehearsal/estimate.h"

#include <QLocale>

#include <algorithm>

namespace lk {

namespace {

Judgement done(const QString &why) { return {ItemState::Done, why}; }
Judgement open(const QString &why) { return {ItemState::Open, why}; }
Judgement failing(const QString &why) { return {ItemState::Failing, why}; }

QString seconds(double ms)
{
    return ms < 1000 ? QStringLiteral("%1 ms").arg(ms, 0, 'f', ms < 10 ? 1 : 0) : QStringLiteral("%1 s").arg(ms / 1000, 0, 'f', 1);
}

QString stamp(const QDateTime &at)
{
    return at.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")) + QStringLiteral(" UTC");
}

bool goingUp(const ChecklistFacts &facts) { return facts.plan.direction == Direction::Up; }

/// For items that only a rehearsal of exactly this plan can show.
std::optional<Judgement> needRehearsal(const ChecklistFacts &facts)
{
    if (facts.rehearsal && facts.rehearsal->ok)
        return std::nullopt;
    if (facts.rehearsal)
        return failing(QStringLiteral("the rehearsal failed: ") + (facts.rehearsal->error ? facts.rehearsal->error->text() : QString()));
    if (facts.staleRehearsal)
        return Judgement{ItemState::Stale, *facts.staleRehearsal};
    return open(QStringLiteral("not rehearsed yet"));
}

Judgement schemaDocumented(const ChecklistFacts &facts)
{
    if (!facts.snapshotSaved)
        return open(QStringLiteral("no snapshot of this environment's schema is saved"));
    if (facts.snapshotSaved->subject != facts.schemaDigest)
        return {ItemState::Stale, QStringLiteral("the schema has changed since the snapshot of %1").arg(stamp(facts.snapshotSaved->at))};
    return done(QStringLiteral("snapshot of %1").arg(stamp(facts.snapshotSaved->at)));
}

Judgement requirementsDefined(const ChecklistFacts &facts)
{
    QStringList without;
    for (const PlanStep &step : facts.plan.steps) {
        const QByteArray head = step.migration.up->bytes.mid(step.migration.up->bytes.startsWith("\xEF\xBB\xBF") ? 3 : 0, 400).trimmed();
        const QByteArray first = head.left(head.indexOf('\n') < 0 ? head.size() : head.indexOf('\n')).toLower();
        const bool marker = first.contains("-- up") && first.size() < 12;
        if (!(head.startsWith("--") || head.startsWith("/*")) || marker)
            without << step.migration.version;
    }
    return without.isEmpty() ? done(QStringLiteral("every migration begins with a comment that describes it"))
                             : open(QStringLiteral("no describing comment at the top of %1").arg(without.join(QStringLiteral(", "))));
}

Judgement affectedIdentified(const ChecklistFacts &facts)
{
    if (auto missing = needRehearsal(facts))
        return *missing;
    qint64 rows = 0;
    for (const RehearsedStatement &statement : facts.rehearsal->statements)
        rows += statement.script ? std::max<qint64>(0, statement.rows) : 0;
    return done(QStringLiteral("%1 schema changes, %2 rows touched").arg(facts.rehearsal->diff.changes.size()).arg(rows));
}

Judgement backupPlanned(const ChecklistFacts &facts)
{
    if (!facts.backupFolderProblem.isEmpty())
        return failing(facts.backupFolderProblem);
    if (facts.backupSpaceFree < 0 || facts.backupSizeEstimate < 0)
        return open(QStringLiteral("free space or size of the database is unknown"));
    const QString numbers = QStringLiteral("needs about %1, %2 are free")
                                .arg(QLocale::c().formattedDataSize(facts.backupSizeEstimate), QLocale::c().formattedDataSize(facts.backupSpaceFree));
    return facts.backupSpaceFree > facts.backupSizeEstimate ? done(numbers) : failing(numbers);
}

/// How long the steps take here, as far as @p rehearsal can tell.
Judgement timesOf(const Rehearsal &rehearsal)
{
    double ms = 0;
    for (const RehearsedStep &step : rehearsal.steps)
        ms += step.ms;
    if (rehearsal.data == ScratchData::None) {
        if (const auto estimated = estimatedMs(rehearsal))
            return done(QStringLiteral("about %1, estimated from %2 on a copy without rows and the sizes of the tables here").arg(seconds(*estimated), seconds(ms)));
        return open(QStringLiteral("%1 on a scratch without rows: no estimate for the real data").arg(seconds(ms)));
    }
    return done((rehearsal.rolledBack ? QStringLiteral("%1 on the database itself") : QStringLiteral("%1 on a full copy")).arg(seconds(ms)));
}

Judgement durationEstimated(const ChecklistFacts &facts)
{
    if (auto missing = needRehearsal(facts))
        return *missing;
    return timesOf(*facts.rehearsal);
}

bool breaksApplications(const Finding &finding)
{
    static const QStringList rules{QStringLiteral("ban-drop-table"),   QStringLiteral("ban-drop-column"),      QStringLiteral("renaming-table"),
                                   QStringLiteral("renaming-column"),  QStringLiteral("adding-required-field"), QStringLiteral("drop-view-or-routine"),
                                   QStringLiteral("narrowing-type-change")};
    return rules.contains(finding.rule);
}

bool waived(const ChecklistFacts &facts, const Finding &finding)
{
    const QString subject = QStringLiteral("finding:") + finding.waiverKey;
    return std::any_of(facts.waivers.begin(), facts.waivers.end(), [&](const Evidence &waiver) {
        return waiver.ok && waiver.subject == subject && (waiver.environment.isEmpty() || waiver.environment == facts.environment->name);
    });
}

QStringList breakingFindings(const ChecklistFacts &facts, bool unwaivedOnly)
{
    QStringList breaking;
    for (const Finding &finding : facts.findings) {
        if (breaksApplications(finding) && !(unwaivedOnly && waived(facts, finding)))
            breaking << QStringLiteral("%1 (%2:%3)").arg(finding.rule, finding.file).arg(finding.line);
    }
    return breaking;
}

Judgement impactConsidered(const ChecklistFacts &facts)
{
    const QStringList breaking = breakingFindings(facts, true);
    return breaking.isEmpty() ? done(QStringLiteral("no open finding that breaks running applications")) : failing(breaking.join(QStringLiteral(", ")));
}

/// The newest backup that may serve as the way back from this plan, and why not where there is none.
Judgement backupJudgement(const ChecklistFacts &facts)
{
    const Verified wanted = facts.environment->backup.verify == QStringLiteral("list") ? Verified::Listed : Verified::Restored;
    if (facts.plan.createsDatabase)
        return done(QStringLiteral("there is no database yet that could be lost"));
    if (facts.backups.empty())
        return open(QStringLiteral("no backup of this environment"));
    const BackupRecord &newest = facts.backups.front();
    const QString name = newest.file.section(u'/', -1);
    if (facts.lastChangeAt.isValid() && newest.takenAt < facts.lastChangeAt)
        return {ItemState::Stale, QStringLiteral("%1 is from before the last change of %2").arg(name, stamp(facts.lastChangeAt))};
    if (newest.schemaDigest != facts.schemaDigest)
        return {ItemState::Stale, QStringLiteral("the schema has changed since %1").arg(name)};
    if (int(newest.verified) < int(wanted)) {
        const QString state = newest.verifiedNote.isEmpty() ? QStringLiteral("file written, not proven") : newest.verifiedNote;
        return {newest.verifiedAt.isValid() ? ItemState::Failing : ItemState::Open, QStringLiteral("%1: %2").arg(name, state)};
    }
    return done(QStringLiteral("%1: %2").arg(name, newest.verifiedNote));
}

Judgement rollbackTested(const ChecklistFacts &facts)
{
    if (auto missing = needRehearsal(facts))
        return *missing;
    if (facts.rehearsal->roundTripProven())
        return done(QStringLiteral("up, down, up came back to the same schema and rows"));
    QStringList reasons;
    bool withoutRows = facts.rehearsal->data == ScratchData::None || facts.rehearsal->rolledBack;
    for (const RehearsedStep &step : facts.rehearsal->steps) {
        if (!step.roundTrip.proven())
            reasons << step.version + QStringLiteral(": ") + step.roundTrip.differences.value(0, QStringLiteral("not tried"));
        withoutRows = withoutRows && step.roundTrip.schemaEqual == Shown::Yes && step.roundTrip.rowsEqual != Shown::No;
    }
    if (withoutRows)
        return open(facts.rehearsal->rolledBack ? QStringLiteral("the schema came back; the rows were not compared")
                                                : QStringLiteral("the schema came back; rehearsed without rows, so that of rows was not seen"));
    return failing(reasons.join(QStringLiteral("; ")));
}

Judgement rollbackPlanned(const ChecklistFacts &facts)
{
    const Judgement tested = rollbackTested(facts);
    if (tested.state == ItemState::Done)
        return tested;
    if (backupJudgement(facts).state == ItemState::Done && !facts.backups.empty()) {
        const auto noted = std::find_if(facts.ticks.rbegin(), facts.ticks.rend(), [&](const Evidence &tick) {
            return tick.subject == QStringLiteral("rollback-planned@") + facts.plan.fingerprint && tick.environment == facts.environment->name;
        });
        if (noted != facts.ticks.rend() && noted->ok && !noted->note.isEmpty())
            return done(QStringLiteral("by the verified backup: ") + noted->note);
        return {tested.state, tested.why + QStringLiteral(" (with the verified backup it counts once a note says how to go back)")};
    }
    return tested;
}

Judgement upWritten(const ChecklistFacts &facts)
{
    QStringList empty;
    for (const PlanStep &step : facts.plan.steps) {
        const bool any = std::any_of(step.statements.begin(), step.statements.end(),
                                     [](const Statement &statement) { return statement.origin == StatementOrigin::Script || statement.origin == StatementOrigin::Program; });
        if (!any)
            empty << step.migration.version;
    }
    return empty.isEmpty() ? done(QStringLiteral("no script is empty")) : failing(QStringLiteral("no statement in %1").arg(empty.join(QStringLiteral(", "))));
}

Judgement downWritten(const ChecklistFacts &facts)
{
    QStringList missing;
    for (const PlanStep &step : facts.plan.steps) {
        if (!step.migration.down)
            missing << step.migration.version;
    }
    return missing.isEmpty() ? done(QStringLiteral("every migration has a down script"))
                             : failing(QStringLiteral("no down script: %1").arg(missing.join(QStringLiteral(", "))));
}

Judgement safeToRunTwice(const ChecklistFacts &facts)
{
    if (auto missing = needRehearsal(facts))
        return *missing;
    if (facts.rehearsal->idempotent() == Shown::Yes)
        return done(QStringLiteral("the second run changed nothing"));
    for (const RehearsedStep &step : facts.rehearsal->steps) {
        if (step.idempotent != Shown::Yes)
            return failing(step.version + QStringLiteral(": ") + step.idempotentWhy);
    }
    return open(QStringLiteral("not tried"));
}

Judgement held(const std::optional<bool> &holds, const QString &why)
{
    return !holds ? open(why) : *holds ? done(why) : failing(why);
}

Judgement testedOnDevelopment(const ChecklistFacts &facts) { return held(facts.developmentHolds, facts.developmentWhy); }
Judgement stagingFirst(const ChecklistFacts &facts) { return held(facts.stagingHolds, facts.stagingWhy); }

Judgement dataIntegrity(const ChecklistFacts &facts)
{
    if (auto missing = needRehearsal(facts))
        return *missing;
    if (!facts.rehearsal->integrity.isEmpty())
        return failing(facts.rehearsal->integrity.mid(0, 3).join(QStringLiteral("; ")));
    qint64 destroyed = 0;
    for (const RehearsedStep &step : facts.rehearsal->steps)
        destroyed += step.rowsDestroyed;
    return done(destroyed == 0 ? QStringLiteral("integrity and references hold on the scratch, no rows lost")
                               : QStringLiteral("integrity and references hold on the scratch; %1 rows are removed").arg(destroyed));
}

Judgement breakingDocumented(const ChecklistFacts &facts)
{
    const QStringList breaking = breakingFindings(facts, false);
    return breaking.isEmpty() ? done(QStringLiteral("nothing breaking was found")) : open(QStringLiteral("tick with a note on: ") + breaking.join(QStringLiteral(", ")));
}

Judgement reviewed(const ChecklistFacts &facts)
{
    const int wanted = facts.environment->reviews;
    QStringList names;
    for (const Evidence &review : facts.reviews) {
        if (review.ok && review.subject == facts.plan.contentDigest && !names.contains(review.by))
            names << review.by;
    }
    if (names.size() >= std::max(wanted, 1))
        return done(QStringLiteral("of exactly this content, by ") + names.join(QStringLiteral(", ")));
    if (wanted == 0)
        return open(QStringLiteral("no review yet; none is wanted here"));
    return open(QStringLiteral("%1 of %2 reviews of exactly this content").arg(names.size()).arg(wanted));
}

Judgement productionCopy(const ChecklistFacts &facts)
{
    if (auto missing = needRehearsal(facts))
        return *missing;
    if (!facts.rehearsal->backup.isEmpty())
        return done(QStringLiteral("rehearsed on the backup %1, restored").arg(facts.rehearsal->backup));
    if (facts.rehearsal->rolledBack)
        return done(QStringLiteral("rehearsed on %1 itself, and rolled back").arg(facts.environment->name));
    return facts.rehearsal->data == ScratchData::Full ? done(QStringLiteral("rehearsed on a full copy of %1").arg(facts.environment->name))
                                                      : open(QStringLiteral("rehearsed without rows"));
}

Judgement dataConsistency(const ChecklistFacts &facts)
{
    if (auto missing = needRehearsal(facts))
        return *missing;
    QStringList unequal;
    for (const RehearsedStep &step : facts.rehearsal->steps) {
        if (step.roundTrip.rowsEqual == Shown::Unknown)
            return open(step.version + QStringLiteral(": row checksums were not compared: ") + step.roundTrip.differences.value(0));
        if (step.roundTrip.rowsEqual == Shown::No)
            unequal << step.version;
    }
    return unequal.isEmpty() ? done(QStringLiteral("the checksums of every table are equal after up and down"))
                             : failing(QStringLiteral("rows differ after down: ") + unequal.join(QStringLiteral(", ")));
}

/// Only projects that name their queries have something to compare.
bool hasQueries(const ChecklistFacts &facts)
{
    return facts.namesQueries || (facts.rehearsal && !facts.rehearsal->queries.empty()) || (facts.rehearsalOfRun && !facts.rehearsalOfRun->queries.empty());
}

QString placeOf(const QueryComparison &query)
{
    return QStringLiteral("%1:%2").arg(query.file).arg(query.line);
}

Judgement queriesOf(const Rehearsal &rehearsal)
{
    QStringList worse;
    QStringList unknown;
    for (const QueryComparison &query : rehearsal.queries) {
        if (!query.worse.isEmpty())
            worse << QStringLiteral("%1 %2").arg(placeOf(query), query.worse.join(QStringLiteral(", ")));
        else if (!query.error.isEmpty())
            unknown << QStringLiteral("%1 %2").arg(placeOf(query), query.error);
    }
    const qsizetype count = qsizetype(rehearsal.queries.size());
    if (count == 0)
        return open(QStringLiteral("the rehearsal compared no query: rehearse again"));
    if (!worse.isEmpty())
        return failing(QStringLiteral("%1 of %2 queries got worse at the rehearsal: %3").arg(worse.size()).arg(count).arg(worse.join(QStringLiteral("; "))));
    if (!unknown.isEmpty())
        return open(QStringLiteral("%1 of %2 queries could not be compared: %3").arg(unknown.size()).arg(count).arg(unknown.join(QStringLiteral("; "))));
    if (rehearsal.rolledBack)
        return done(QStringLiteral("plans of %1 queries compared before and after, without running them: none got worse").arg(count));
    return done(rehearsal.data == ScratchData::Full ? QStringLiteral("%1 queries compared before and after: none got worse").arg(count)
                                                    : QStringLiteral("%1 queries compared before and after on a copy without rows: none uses fewer indexes").arg(count));
}

Judgement queryPerformance(const ChecklistFacts &facts)
{
    if (auto missing = needRehearsal(facts))
        return *missing;
    return queriesOf(*facts.rehearsal);
}

/// Of what ran, and as long as something is planned, of that.
Judgement performanceAssessed(const ChecklistFacts &facts)
{
    if (!facts.plan.empty()) {
        if (auto missing = needRehearsal(facts))
            return *missing;
    } else if (facts.staleRehearsalOfRun) {
        return {ItemState::Stale, *facts.staleRehearsalOfRun};
    } else if (!facts.rehearsalOfRun) {
        return open(facts.lastRun ? QStringLiteral("what ran was not rehearsed") : QStringLiteral("not run yet"));
    }
    const Rehearsal &rehearsal = facts.plan.empty() ? *facts.rehearsalOfRun : *facts.rehearsal;
    const Judgement queries = queriesOf(rehearsal);
    const Judgement times = timesOf(rehearsal);
    if (queries.state != ItemState::Done)
        return queries;
    return {times.state, queries.why + QStringLiteral("; its statements: ") + times.why};
}

Judgement maintenanceWindow(const ChecklistFacts &facts)
{
    if (facts.environment->window.isEmpty())
        return done(QStringLiteral("none is wanted"));
    const auto window = readMaintenanceWindow(facts.environment->window);
    if (!window)
        return failing(window.error().text());
    return window->contains(facts.now) ? done(QStringLiteral("now is inside ") + facts.environment->window)
                                       : failing(QStringLiteral("now is outside ") + facts.environment->window);
}

Judgement privileges(const ChecklistFacts &facts)
{
    if (!facts.connectionProblem.isEmpty())
        return failing(facts.connectionProblem);
    return facts.missingPrivileges.isEmpty() ? done(QStringLiteral("connected, and may write"))
                                             : failing(facts.missingPrivileges.join(QStringLiteral("; ")));
}

Judgement safetyChecks(const ChecklistFacts &facts)
{
    const std::vector<Finding> blocking = unwaivedFindings(facts);
    if (blocking.empty())
        return done(QStringLiteral("no blocking finding"));
    QStringList lines;
    for (const Finding &finding : blocking)
        lines << QStringLiteral("%1 (%2:%3)").arg(finding.rule, finding.file).arg(finding.line);
    return failing(lines.join(QStringLiteral(", ")));
}

Judgement progressMonitored(const ChecklistFacts &facts)
{
    return facts.lastRun ? done(QStringLiteral("the run of %1 was followed and journalled").arg(stamp(facts.lastRun->at))) : open(QStringLiteral("not run yet"));
}

Judgement logReviewed(const ChecklistFacts &facts)
{
    return facts.logOpened ? done(QStringLiteral("the log was opened")) : open(QStringLiteral("open the run's log"));
}

Judgement migrationVerified(const ChecklistFacts &facts)
{
    if (!facts.verification)
        return open(QStringLiteral("not verified yet"));
    QStringList failed;
    for (const VerificationCheck &check : facts.verification->checks) {
        if (check.ok == false)
            failed << check.title + QStringLiteral(": ") + check.detail;
    }
    return facts.verification->passed() ? done(QStringLiteral("verified %1").arg(stamp(facts.verification->at))) : failing(failed.join(QStringLiteral("; ")));
}

Judgement dataVerified(const ChecklistFacts &facts)
{
    if (!facts.verification)
        return open(QStringLiteral("not verified yet"));
    QStringList seen;
    for (const VerificationCheck &check : facts.verification->checks) {
        if (check.title == QStringLiteral("Schema as rehearsed") || check.title == QStringLiteral("Tracking table"))
            continue;
        if (check.ok != true)
            return {check.ok ? ItemState::Failing : ItemState::Open, check.title + QStringLiteral(": ") + check.detail};
        seen << check.detail;
    }
    return done(seen.join(QStringLiteral("; ")));
}

Judgement logsArchived(const ChecklistFacts &facts)
{
    return facts.logsArchived ? done(facts.logsArchived->note) : open(QStringLiteral("no report of the run is kept yet"));
}

bool always(const ChecklistFacts &) { return true; }
bool never(const ChecklistFacts &) { return false; }
bool whenBackupRequired(const ChecklistFacts &facts) { return facts.environment->backup.required; }
bool whenProtectedUp(const ChecklistFacts &facts) { return facts.environment->isProtected && goingUp(facts); }
bool whenAfter(const ChecklistFacts &facts) { return !facts.environment->after.isEmpty() && goingUp(facts); }
bool whenReviews(const ChecklistFacts &facts) { return facts.environment->reviews > 0 && goingUp(facts); }
bool whenWindow(const ChecklistFacts &facts) { return !facts.environment->window.isEmpty() && goingUp(facts); }

} // namespace

std::vector<Finding> unwaivedFindings(const ChecklistFacts &facts)
{
    std::vector<Finding> open;
    for (const Finding &finding : facts.findings) {
        if (finding.severity != Severity::Blocks)
            continue;
        const DestructivePolicy policy = facts.environment->destructive;
        if (finding.destructive && policy == DestructivePolicy::Allow)
            continue;
        // "block" takes no waiver for what destroys data.
        const bool mayBeWaived = !(finding.destructive && policy == DestructivePolicy::Block);
        if (!mayBeWaived || !waived(facts, finding))
            open.push_back(finding);
    }
    return open;
}

const std::vector<ItemRule> &itemRules()
{
    static constexpr const char *noQueries = "the project has no queries/*.sql that a rehearsal could compare before and after";
    static const std::vector<ItemRule> rules{
        {"schema-documented", Phase::Plan, "Current schema documented", schemaDocumented, never},
        {"requirements-defined", Phase::Plan, "Requirements defined", requirementsDefined, never},
        {"affected-identified", Phase::Plan, "Affected tables and data identified", affectedIdentified, never},
        {"backup-planned", Phase::Plan, "Backup planned", backupPlanned, never},
        {"duration-estimated", Phase::Plan, "Duration estimated", durationEstimated, never},
        {"impact-considered", Phase::Plan, "Impact on the running application considered", impactConsidered, never},
        {"rollback-planned", Phase::Plan, "Rollback planned", rollbackPlanned, whenProtectedUp},
        {"up-written", Phase::Develop, "Up written", upWritten, never},
        {"down-written", Phase::Develop, "Down written", downWritten, never},
        {"safe-to-run-twice", Phase::Develop, "Safe to run twice", safeToRunTwice, never},
        {"tested-on-development", Phase::Develop, "Tested on development", testedOnDevelopment, never},
        {"data-integrity", Phase::Develop, "Data integrity verified", dataIntegrity, never},
        {"application-compatibility", Phase::Develop, "Application compatibility checked", nullptr, never},
        {"breaking-documented", Phase::Develop, "Breaking changes documented", breakingDocumented, never},
        {"reviewed", Phase::Develop, "Reviewed", reviewed, never},
        {"production-copy", Phase::Test, "On a copy of production data", productionCopy, never},
        {"rollback-tested", Phase::Test, "Rollback tested", rollbackTested, never},
        {"application-works", Phase::Test, "Application still works", nullptr, never},
        {"query-performance", Phase::Test, "Query performance checked", queryPerformance, never, hasQueries, noQueries},
        {"edge-cases", Phase::Test, "Edge cases tested", nullptr, never},
        {"load-tested", Phase::Test, "Load tested", nullptr, never},
        {"data-consistency", Phase::Test, "Data consistency verified", dataConsistency, never},
        {"staging-first", Phase::Before, "Staging first", stagingFirst, whenAfter},
        {"maintenance-window", Phase::Before, "Maintenance window", maintenanceWindow, whenWindow},
        {"backup-verified", Phase::Before, "Backup created and verified", backupJudgement, whenBackupRequired},
        {"privileges", Phase::Before, "Connection and privileges checked", privileges, always},
        {"safety-checks", Phase::Before, "Safety checks passed", safetyChecks, always},
        {"team-approval", Phase::Before, "Team approval", reviewed, whenReviews},
        {"progress-monitored", Phase::During, "Progress monitored", progressMonitored, never},
        {"log-reviewed", Phase::During, "Log reviewed", logReviewed, never},
        {"team-notified", Phase::During, "Team notified", nullptr, never},
        {"application-health", Phase::During, "Application health", nullptr, never},
        {"migration-verified", Phase::After, "Migration verified", migrationVerified, never},
        {"data-verified", Phase::After, "Data integrity verified", dataVerified, never},
        {"performance-assessed", Phase::After, "Performance impact assessed", performanceAssessed, never, hasQueries, noQueries},
        {"application-deployed", Phase::After, "Application changes deployed", nullptr, never},
        {"functionality-confirmed", Phase::After, "Functionality confirmed", nullptr, never},
        {"error-logs-checked", Phase::After, "Error logs checked", nullptr, never},
        {"documentation-updated", Phase::After, "Documentation updated", nullptr, never},
        {"completion-notified", Phase::After, "Team notified of completion", nullptr, never},
        {"logs-archived", Phase::After, "Logs archived", logsArchived, never},
    };
    return rules;
}

} // namespace lk
