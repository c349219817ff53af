// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/deskviews.h"

#include "models/rehearsal/rehearsedrenames.h"

#include <QDir>

#include <algorithm>

namespace lk {

const HistoryEntry *ProjectView::head() const
{
    const auto found = std::find_if(history.entries.rbegin(), history.entries.rend(),
                                    [](const HistoryEntry &entry) { return entry.inDatabase(); });
    return found == history.entries.rend() ? nullptr : &*found;
}

std::optional<qint64> PlanView::rowsDestroyed() const
{
    if (!rehearsal || !rehearsal->ok)
        return std::nullopt;
    qint64 rows = 0;
    for (const RehearsedStep &step : rehearsal->steps)
        rows += step.rowsDestroyed;
    return rows;
}

const ChecklistItem *PlanView::item(const QString &id) const
{
    const auto found = std::find_if(items.begin(), items.end(),
                                    [&id](const ChecklistItem &item) { return item.id == id; });
    return found == items.end() ? nullptr : &*found;
}

std::optional<QStringList> PlanView::seenOf(const QString &version, Direction direction) const
{
    if (!rehearsal || !rehearsal->ok)
        return std::nullopt;
    for (const RehearsedStep &step : rehearsal->steps) {
        const QStringList &seen = direction == plan.direction ? step.sent : step.sentBack;
        if (step.version == version && !seen.isEmpty())
            return seen;
    }
    return std::nullopt;
}

namespace {

bool isProgram(const HistoryEntry &entry)
{
    return entry.file && !entry.file->language.isEmpty();
}

/// As the tool itself says; nothing is started.
QString previewRefusal(const Desk &desk)
{
    const std::vector<HistoryEntry> &entries = desk.history().entries;
    if (!desk.format().traits().programs)
        return {};
    const auto program = std::ranges::find_if(entries, [](const HistoryEntry &entry) { return isProgram(entry) && entry.file->up && !entry.file->blocked(); });
    if (program == entries.end())
        return {};
    const auto command = desk.format().command({ToolAction::Preview, desk.environment().name, desk.target(), {}, *program->file, Direction::Up}, desk.setup());
    return command ? QString() : command.error().text();
}

} // namespace

bool ProjectView::runsPrograms() const
{
    return format.programs && std::ranges::any_of(history.entries, isProgram);
}

ProjectView projectView(Desk &desk)
{
    ProjectView view;
    view.project = desk.project();
    view.environment = desk.environment();
    view.target = desk.target();
    view.format = desk.format().traits();
    view.recognisedBecause = desk.recognition().because;
    view.trusted = desk.trusted();
    view.previewRefusal = previewRefusal(desk);
    view.engine = desk.engine().traits();
    view.migrationsFolder = desk.migrationsFolder();
    view.database = desk.database();
    view.history = desk.history();
    view.interrupted = desk.interruptedRuns();
    view.rehearsalPlaces = desk.rehearsalChoices();
    return view;
}

bool isAboutRun(Phase phase)
{
    return phase == Phase::During || phase == Phase::After;
}

namespace {

/// Takes the items about a run from the checklist of what ran, as long as that is of this plan's environment.
void takeRunItems(PlanView &view, Desk &desk, const Plan &lastRun)
{
    if (lastRun.empty() || lastRun.fingerprint == view.plan.fingerprint)
        return;
    const Checklist ran = desk.checklist(lastRun);
    for (ChecklistItem &item : view.items) {
        const ChecklistItem *other = isAboutRun(item.phase) ? ran.item(item.id) : nullptr;
        if (other)
            item = *other;
    }
    view.lastRunVersions = lastRun.versions();
}

QSet<QString> waivedKeys(const std::vector<Finding> &findings, const std::vector<Finding> &open)
{
    QSet<QString> stillOpen;
    for (const Finding &finding : open)
        stillOpen.insert(finding.waiverKey);
    QSet<QString> waived;
    for (const Finding &finding : findings) {
        if (finding.severity == Severity::Blocks && !finding.waiverKey.isEmpty()
            && !stillOpen.contains(finding.waiverKey))
            waived.insert(finding.waiverKey);
    }
    return waived;
}

} // namespace

PlanView planView(Desk &desk, const PlanRequest &request, const Plan &lastRun)
{
    PlanView view;
    view.request = request;
    auto plan = desk.plan(request);
    if (plan)
        view.plan = std::move(*plan);
    else
        view.problem = plan.error();
    const Checklist checklist = desk.checklist(view.plan);
    view.findings = view.plan.empty() ? desk.findingsOfPending() : checklist.facts().findings;
    view.rehearsal = checklist.facts().rehearsal;
    view.items = checklist.items();
    view.blockers = checklist.blockers();
    view.waived = waivedKeys(view.findings, checklist.openFindings());
    view.staleRehearsal = checklist.facts().staleRehearsal.value_or(QString());
    if (view.rehearsal)
        view.renames = renamesOf(view.plan, *view.rehearsal, desk.engine().traits().dialect);
    if (auto permit = checklist.permit())
        view.permit = *permit;
    takeRunItems(view, desk, lastRun);
    return view;
}

RecordsView recordsView(const Desk &desk)
{
    RecordsView view;
    view.backups = desk.backups();
    if (auto entries = desk.auditLog())
        view.audit = std::move(*entries);
    else
        view.auditProblem = entries.error();
    view.runs = desk.runs();
    view.backupFolder = QDir(desk.project().folder).absoluteFilePath(desk.environment().backup.folder);
    return view;
}

QStringList schemaNames(const Snapshot &snapshot)
{
    static const QStringList named{QStringLiteral("table"), QStringLiteral("view"), QStringLiteral("column"),
                                   QStringLiteral("index"), QStringLiteral("trigger")};
    QStringList names;
    for (const SchemaObject &object : snapshot.objects) {
        if (named.contains(object.kind))
            names << object.name;
    }
    names.removeDuplicates();
    names.sort(Qt::CaseInsensitive);
    return names;
}

} // namespace lk
