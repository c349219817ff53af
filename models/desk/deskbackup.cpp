// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Backups of the environment's database.
#include "models/desk/desk.h"

#include "models/base/age.h"

namespace lk {

Result<BackupRecord> Desk::backUp(Verified verify, RunControl &control, const ProgressSink &progress)
{
    BackupStore::Request request;
    request.target = m_target;
    request.environment = m_environment.name;
    request.user = currentUser();
    request.head = head();
    request.trackingTables = m_format->ownTables(m_setup);
    request.verify = verify;
    request.browse = m_browse;
    auto record = store().take(request, control, progress);
    const QString outcome = record ? QStringLiteral("done") : QStringLiteral("failed");
    const QString subject = record ? record->file.section(u'/', -1) : QString();
    if (auto noted = audit(QStringLiteral("backup"), subject, head(), outcome, record ? record->verifiedNote : record.error().text()); !noted && record)
        return failure(std::move(noted));
    if (record) {
        if (auto pruned = store().prune(m_environment.name, m_environment.backup.keep); !pruned)
            return failure(std::move(pruned));
    }
    return record;
}

std::vector<BackupRecord> Desk::backups() const
{
    return store().list();
}

Result<BackupRecord> Desk::verifyBackup(const QString &file, Verified level, RunControl &control, const ProgressSink &progress)
{
    auto record = store().find(file);
    if (!record)
        return record;
    auto proven = store().verify(*record, m_target, level, control, progress);
    if (auto noted = audit(QStringLiteral("verify backup"), record->file.section(u'/', -1), {}, proven ? QStringLiteral("done") : QStringLiteral("failed"),
                           proven ? proven->verifiedNote : proven.error().text());
        !noted && proven)
        return failure(std::move(noted));
    return proven;
}

Result<void> Desk::restore(const QString &file, const QString &intoUrl, RunControl &control, const ProgressSink &progress)
{
    auto record = store().find(file);
    if (!record)
        return failure(std::move(record));
    Target into = m_target;
    if (!intoUrl.isEmpty()) {
        auto target = m_engine->target(intoUrl, m_project.folder);
        if (!target)
            return failure(std::move(target));
        // Another database of the same server is reached with the same password.
        if (target->password.isEmpty() && target->host == into.host && target->port == into.port && target->user == into.user)
            target->password = into.password;
        into = *target;
    }
    auto lock = m_engine->lock(into);
    if (!lock)
        return failure(std::move(lock));
    // What is replaced must be there to come back to (failure-modes P6).
    if (auto present = m_engine->open(into, Access::ReadOnly); present && (*present)->info().exists) {
        BackupStore::Request request;
        request.target = into;
        request.environment = m_environment.name + QStringLiteral("-before-restore");
        request.user = currentUser();
        request.trackingTables = m_format->ownTables(m_setup);
        present->reset();
        if (auto kept = store().take(request, control, progress); !kept)
            return failure(std::move(kept));
    }
    if (auto intent = audit(QStringLiteral("restore"), record->file.section(u'/', -1), {}, QStringLiteral("intent"), into.url); !intent)
        return intent;
    auto restored = store().restore(*record, into, control, progress);
    if (auto noted = audit(QStringLiteral("restore"), record->file.section(u'/', -1), {}, restored ? QStringLiteral("done") : QStringLiteral("failed"),
                           restored ? into.url : restored.error().text());
        !noted && restored)
        return noted;
    m_schema.reset();
    return restored;
}

/// How backups are written, where that is not by default.
void Desk::addBackupForm(std::vector<VerificationCheck> &checks) const
{
    const BackupPolicy &policy = m_environment.backup;
    if (policy.jobs > 1 && m_engine->traits().parallelFormat.isEmpty())
        checks.push_back({QStringLiteral("Backup jobs"), std::nullopt,
                          QStringLiteral("%1 is backed up by one job; backup.jobs has no effect").arg(m_engine->traits().title)});
    if (policy.encryptTo.isEmpty())
        return;
    const Result<void> known = checkRecipients(policy.encryptTo);
    const QString opens = identityIsHere(policy.identity) ? QStringLiteral("%1 opens them").arg(policy.identity)
                                                          : QStringLiteral("the identity that opens them is not here, so they can't be verified or restored here");
    checks.push_back({QStringLiteral("Backup encryption"), known.has_value(),
                      known ? QStringLiteral("to %1; %2").arg(policy.encryptTo.join(QStringLiteral(", ")), opens) : known.error().text()});
}

std::vector<VerificationCheck> Desk::doctor()
{
    std::vector<VerificationCheck> checks;
    checks.push_back({QStringLiteral("Project"), true, m_project.folder});
    for (const QString &remark : m_project.remarks)
        checks.push_back({QStringLiteral("lockkeeper.toml"), std::nullopt, remark});
    checks.push_back({QStringLiteral("Format"), true, QStringLiteral("%1: %2").arg(m_format->traits().title, m_recognition.because)});
    const auto session = look();
    if (!session) {
        checks.push_back({QStringLiteral("Connection"), false, session.error().text()});
    } else {
        const ServerInfo info = (*session)->info();
        checks.push_back({QStringLiteral("Connection"), true,
                          info.exists ? QStringLiteral("%1 %2, %3").arg(m_engine->traits().title, info.version, m_target.url)
                                      : QStringLiteral("%1 does not exist yet; the first apply makes it").arg(m_target.url)});
        if (!info.remark.isEmpty())
            checks.push_back({QStringLiteral("Remark"), std::nullopt, info.remark});
        const auto applied = readApplied(**session);
        checks.push_back({QStringLiteral("Tracking table"), applied.has_value(),
                          applied ? QStringLiteral("%1: %2 rows").arg(m_format->trackingTable(m_setup)).arg(applied->size()) : applied.error().text()});
        for (const EngineCheck &check : m_engine->diagnose(m_target))
            checks.push_back({check.title, check.ok, check.detail});
        const QStringList missing = m_engine->missingPrivileges(m_target);
        checks.push_back({QStringLiteral("Privileges"), missing.isEmpty(), missing.isEmpty() ? QStringLiteral("may write") : missing.join(QStringLiteral("; "))});
    }
    ChecklistFacts facts;
    addBackupFacts(facts);
    checks.push_back({QStringLiteral("Backup folder"), facts.backupFolderProblem.isEmpty(),
                      facts.backupFolderProblem.isEmpty() ? store().folder() : facts.backupFolderProblem});
    addBackupForm(checks);
    addScratches(checks);
    const auto log = auditLog();
    checks.push_back({QStringLiteral("Audit log"), log.has_value(), log ? QStringLiteral("%1 entries, the chain holds").arg(log->size()) : log.error().text()});
    return checks;
}

} // namespace lk
