// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/plan/recordplan.h"

#include <algorithm>

namespace lk {

namespace {

Failure refusal(const QString &what, const QString &why, const QString &nextStep, const QString &file = {})
{
    return Failure(Error{ErrorCode::Usage, what, {file, 0, 0}, why, nextStep});
}

/// The migration as its file says, or as its row does where the file is gone.
Migration migrationOf(const HistoryEntry &entry)
{
    if (entry.file)
        return *entry.file;
    Migration migration;
    migration.version = entry.applied->version;
    migration.key = entry.applied->key;
    migration.description = entry.applied->description;
    migration.checksum = entry.applied->checksum;
    return migration;
}

bool onlyEncodingDiffers(const QString &note)
{
    return note.contains(QStringLiteral("only line ends")) || note.contains(QStringLiteral("only the byte order mark"));
}

class Maker
{
public:
    Maker(const History &history, const Format &format, const FormatSetup &setup, const EngineTraits &engine, RecordPlan &plan)
        : m_history(history), m_format(format), m_setup(setup), m_engine(engine), m_plan(plan)
    {
    }

    Result<void> make()
    {
        switch (m_plan.request.kind) {
        case RecordRequest::Kind::Mark: return mark();
        case RecordRequest::Kind::Baseline: return baseline();
        case RecordRequest::Kind::Repair: return repair();
        }
        return {};
    }

private:
    Result<const HistoryEntry *> find() const
    {
        const HistoryEntry *entry = m_history.find(m_plan.request.version);
        if (!entry)
            return refusal(QStringLiteral("no migration %1").arg(m_plan.request.version), {}, QStringLiteral("`status` lists the versions"));
        return entry;
    }

    /// A row is written from the file, so the file has to be readable.
    Result<void> checkFile(const HistoryEntry &entry) const
    {
        if (entry.file && entry.file->up && !entry.file->blocked())
            return {};
        const QString why = !entry.file ? QStringLiteral("it has no file") : entry.file->problems.empty() ? QStringLiteral("it has no script") : entry.file->problems.front().message;
        return refusal(QStringLiteral("%1 can't be noted as applied").arg(entry.version()), why, QStringLiteral("mend or bring back the file first"),
                       entry.file ? entry.file->upFile : QString());
    }

    void add(const HistoryEntry &entry, const QString &what, bool there, std::vector<RecordStatement> statements)
    {
        m_plan.steps.push_back({entry.version(), entry.key(), what, there, std::move(statements)});
    }

    void toPending(const HistoryEntry &entry, const QString &what)
    {
        add(entry, what, false, m_format.mark(migrationOf(entry), Direction::Down, m_engine, m_setup));
    }

    Result<void> toApplied(const HistoryEntry &entry, const QString &what)
    {
        if (auto readable = checkFile(entry); !readable)
            return readable;
        std::vector<RecordStatement> statements;
        if (entry.applied) // a row that says failed stands in the way
            statements = m_format.mark(*entry.file, Direction::Down, m_engine, m_setup);
        const auto noted = m_format.mark(*entry.file, Direction::Up, m_engine, m_setup);
        statements.insert(statements.end(), noted.begin(), noted.end());
        add(entry, what, true, std::move(statements));
        return {};
    }

    Result<void> mark()
    {
        const auto entry = find();
        if (!entry)
            return Failure(entry.error());
        const bool up = m_plan.request.direction == Direction::Up;
        if (up ? (*entry)->inDatabase() : !(*entry)->applied) {
            return refusal(QStringLiteral("%1 is %2 already").arg((*entry)->version(), up ? QStringLiteral("in the database") : QStringLiteral("pending")),
                           QStringLiteral("it is %1").arg(word((*entry)->state)), up && (*entry)->state == State::Changed ? QStringLiteral("`repair --accept` makes its file count") : QString());
        }
        if (up)
            return toApplied(**entry, QStringLiteral("note as applied, without running it"));
        toPending(**entry, QStringLiteral("note as pending, without reverting it"));
        return {};
    }

    Result<void> baseline()
    {
        const auto last = find();
        if (!last)
            return Failure(last.error());
        std::vector<Migration> migrations;
        for (const HistoryEntry &entry : m_history.entries) {
            if (entry.state == State::Failed)
                return refusal(QStringLiteral("%1 is recorded as failed").arg(entry.version()), entry.note, QStringLiteral("`repair` comes first"));
            if (entry.canApply() && !(entry.file && entry.file->repeatable)) {
                if (auto readable = checkFile(entry); !readable)
                    return readable;
                migrations.push_back(*entry.file);
            }
            if (&entry == *last)
                break;
        }
        if (migrations.empty())
            return refusal(QStringLiteral("nothing up to %1 is pending").arg((*last)->version()), QStringLiteral("the database holds all of it"), {});
        m_plan.steps.push_back({(*last)->version(), (*last)->key(),
                                QStringLiteral("note all up to it as applied (%1), without running anything").arg(migrations.size()), true,
                                m_format.baseline(migrations, m_engine, m_setup)});
        return {};
    }

    Result<void> repair()
    {
        for (const QString &version : m_plan.request.accepted) {
            const HistoryEntry *entry = m_history.find(version);
            if (!entry || entry->state != State::Changed)
                return refusal(entry ? QStringLiteral("%1 is not changed").arg(version) : QStringLiteral("no migration %1").arg(version),
                               entry ? QStringLiteral("it is %1").arg(word(entry->state)) : QString(), QStringLiteral("`status` shows which are changed"));
        }
        for (const HistoryEntry &entry : m_history.entries) {
            auto done = entry.state == State::Failed ? mendFailed(entry) : entry.state == State::Changed ? mendChanged(entry) : Result<void>();
            if (!done)
                return done;
            if (entry.state == State::Missing)
                m_plan.left << QStringLiteral("%1: its file is gone; bring it back, or `mark %1 --pending`").arg(entry.version());
        }
        return {};
    }

    Result<void> mendFailed(const HistoryEntry &entry)
    {
        switch (m_plan.request.failed) {
        case RecordRequest::Failed::TakeBack:
            toPending(entry, QStringLiteral("take the failed row back: it is pending again"));
            break;
        case RecordRequest::Failed::Finish:
            return toApplied(entry, QStringLiteral("note as applied: what was missing of it has been done by hand"));
        case RecordRequest::Failed::Leave:
            m_plan.left << QStringLiteral("%1: it failed half way; `resume` goes on with it, `repair --failed take-back` makes it pending again, `repair --failed finish` applied")
                               .arg(entry.version());
        }
        return {};
    }

    Result<void> mendChanged(const HistoryEntry &entry)
    {
        const bool harmless = onlyEncodingDiffers(entry.note);
        const bool accepted = std::ranges::any_of(m_plan.request.accepted, [&](const QString &version) { return m_history.find(version) == &entry; });
        if (!harmless && !accepted) {
            m_plan.left << QStringLiteral("%1: %2; put the applied text back, or `repair --accept %1`").arg(entry.version(), entry.note);
            return {};
        }
        if (auto readable = checkFile(entry); !readable)
            return readable;
        add(entry, harmless ? QStringLiteral("take the file's checksum: only its line ends or byte order mark differ") : QStringLiteral("take the edited file's checksum"), true,
            m_format.accept(*entry.file, *entry.applied, m_engine, m_setup));
        return {};
    }

    const History &m_history;
    const Format &m_format;
    const FormatSetup &m_setup;
    const EngineTraits &m_engine;
    RecordPlan &m_plan;
};

} // namespace

QString RecordPlan::action() const
{
    switch (request.kind) {
    case RecordRequest::Kind::Mark: return QStringLiteral("mark");
    case RecordRequest::Kind::Baseline: return QStringLiteral("baseline");
    case RecordRequest::Kind::Repair: break;
    }
    return QStringLiteral("repair");
}

QString RecordPlan::versions() const
{
    QStringList versions;
    for (const RecordStep &step : steps)
        versions << step.version;
    return versions.join(QStringLiteral(", "));
}

Result<RecordPlan> makeRecordPlan(const RecordRequest &request, const History &history, const Format &format, const FormatSetup &setup,
                                  const Engine &engine, const Target &target, const QString &environment)
{
    RecordPlan plan;
    plan.request = request;
    plan.environment = environment;
    plan.target = target;
    if (auto made = Maker(history, format, setup, engine.traits(), plan).make(); !made)
        return failure(std::move(made));
    const bool untracked = std::ranges::none_of(history.entries, [](const HistoryEntry &entry) { return entry.applied.has_value(); });
    if (untracked && !plan.empty())
        plan.prepare = format.prepare(engine.traits(), setup);
    return plan;
}

} // namespace lk
