// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/workbench.h"

#include "models/desk/datacheck.h"
#include "models/rehearsal/touchedadvice.h"

#include <QSaveFile>

namespace lk {

namespace {

const QString planLane = QStringLiteral("plan");
const QString projectLane = QStringLiteral("project");
const QString recordsLane = QStringLiteral("records");

using ProjectPointer = std::shared_ptr<const ProjectView>;

} // namespace

struct Workbench::Opened {
    Result<ProjectPointer> project = nullptr;
    std::vector<Environment> environments;
};

Workbench::Workbench(std::shared_ptr<PasswordStore> passwords, QObject *parent)
    : QObject(parent)
    , m_passwords(std::move(passwords))
    , m_plan(std::make_shared<PlanView>())
    , m_records(std::make_shared<RecordsView>())
{
    connect(&m_client, &DeskClient::happened, this, [this](int job, const std::vector<RunEvent> &events) {
        if (job == m_runJob)
            emit runHappened(events);
    });
}

void Workbench::fail(const QString &doing, const Error &error)
{
    emit failed(doing, error);
}

void Workbench::open(const OpenRequest &wanted)
{
    m_client.dropAll();
    OpenRequest request = wanted;
    request.passwords = m_passwords;
    m_request = wanted;
    m_request.password = {}; // the desk has it, and needs it only once
    m_project.reset();
    m_plan = std::make_shared<PlanView>();
    m_records = std::make_shared<RecordsView>();
    m_schema.reset();
    m_planRequest = {};
    m_lastRun = {};
    m_planCurrent = false;
    m_planJob = 0;
    emit opening(m_request.folder);
    const auto work = [request](JobScope &scope) {
        Opened opened;
        scope.desk.reset();
        if (auto project = openProject(request.folder, request.searchParents))
            opened.environments = project->environments;
        auto desk = Desk::open(request);
        if (!desk) {
            opened.project = failure(std::move(desk));
            return opened;
        }
        scope.desk = std::move(*desk);
        if (auto history = scope.desk->refresh(); !history)
            opened.project = failure(std::move(history));
        else
            opened.project = std::make_shared<const ProjectView>(projectView(*scope.desk));
        return opened;
    };
    m_client.run({tr("Opening %1").arg(request.folder), projectLane, true}, this, work,
                 [this](Opened opened) { onOpened(std::move(opened)); });
}

void Workbench::onOpened(Opened &&opened)
{
    m_environments = std::move(opened.environments);
    if (!opened.project) {
        emit openFailed(opened.project.error());
        return;
    }
    m_project = std::move(*opened.project);
    m_request.environment = m_project->environment.name;
    emit this->opened();
    emit projectChanged();
    if (m_planJob == 0)
        refreshPlan();
    readRecords();
    readNames();
}

void Workbench::readProject()
{
    const auto work = [](JobScope &scope) -> Result<ProjectPointer> {
        if (auto history = scope.desk->refresh(); !history)
            return failure(std::move(history));
        return std::make_shared<const ProjectView>(projectView(*scope.desk));
    };
    m_client.run({tr("Reading files and database"), projectLane, true}, this, work,
                 [this](const Result<ProjectPointer> &project) {
                     if (!project) {
                         fail(tr("Reading the project"), project.error());
                         return;
                     }
                     m_project = *project;
                     emit projectChanged();
                 });
}

void Workbench::refresh()
{
    if (!isOpen())
        return;
    readProject();
    refreshPlan();
    readRecords();
    readNames();
}

void Workbench::setRequest(const PlanRequest &request)
{
    if (m_planRequest == request)
        return; // it is there, or on its way
    m_planRequest = request;
    refreshPlan();
}

void Workbench::refreshPlan()
{
    if (!isOpen())
        return;
    m_planCurrent = false;
    const auto work = [request = m_planRequest, lastRun = m_lastRun](JobScope &scope) {
        return std::make_shared<const PlanView>(planView(*scope.desk, request, lastRun));
    };
    m_planJob = m_client.run({tr("Checking the plan"), planLane, true}, this, work,
                             [this](std::shared_ptr<const PlanView> view) {
                                 m_planJob = 0;
                                 m_plan = std::move(view);
                                 m_planCurrent = true;
                                 emit planChanged();
                             });
}

void Workbench::readRecords()
{
    const auto work = [](JobScope &scope) { return std::make_shared<const RecordsView>(recordsView(*scope.desk)); };
    m_client.run({{}, recordsLane}, this, work, [this](std::shared_ptr<const RecordsView> view) {
        m_records = std::move(view);
        emit recordsChanged();
    });
}

void Workbench::readNames()
{
    struct Read {
        std::shared_ptr<const Snapshot> schema;
        QStringList names;
    };
    const auto work = [](JobScope &scope) {
        Read read;
        if (auto snapshot = scope.desk->snapshot()) {
            read.names = schemaNames(*snapshot);
            read.schema = std::make_shared<const Snapshot>(std::move(*snapshot));
        }
        return read;
    };
    m_client.run({{}, QStringLiteral("names")}, this, work, [this](Read read) {
        m_schema = std::move(read.schema);
        emit namesChanged(read.names);
        emit schemaChanged();
    });
}

std::shared_ptr<const Snapshot> Workbench::rehearsedSchema() const
{
    if (!m_plan->rehearsal || !m_plan->rehearsal->ok)
        return nullptr;
    return {m_plan, &m_plan->rehearsal->schemaAfter}; // lives as long as the view that holds it
}

const Plan &Workbench::planOf(const QString &item) const
{
    const ChecklistItem *found = m_plan->item(item);
    const bool ofLastRun = found && isAboutRun(found->phase) && !m_lastRun.empty();
    return ofLastRun ? m_lastRun : m_plan->plan;
}

/// Short notes: done, then the checklist is read anew.
template <class Work>
void Workbench::note(const QString &doing, Work work)
{
    if (!isOpen())
        return;
    m_client.run(
        {doing}, this, [work = std::move(work)](JobScope &scope) -> Result<void> { return work(*scope.desk); },
        [this, doing](const Result<void> &result) {
            if (!result)
                fail(doing, result.error());
            refreshPlan();
            readRecords();
        });
}

void Workbench::tick(const QString &item, const QString &text)
{
    note(tr("Ticking an item"), [plan = planOf(item), item, text](Desk &desk) { return desk.tick(plan, item, text); });
}

void Workbench::untick(const QString &item)
{
    note(tr("Unticking an item"), [plan = planOf(item), item](Desk &desk) { return desk.untick(plan, item); });
}

void Workbench::waiveItem(const QString &item, const QString &reason)
{
    note(tr("Waiving an item"),
         [plan = planOf(item), item, reason](Desk &desk) { return desk.waiveItem(plan, item, reason); });
}

void Workbench::waiveFinding(const Finding &finding, const QString &reason)
{
    note(tr("Waiving a finding"), [plan = m_plan->plan, finding, reason](Desk &desk) {
        return desk.waiveFinding(plan, {finding, reason});
    });
}

void Workbench::review(const QString &text)
{
    note(tr("Noting the review"), [plan = m_plan->plan, text](Desk &desk) { return desk.review(plan, text); });
}

void Workbench::noteLogOpened()
{
    const Plan &ran = m_lastRun.empty() ? m_plan->plan : m_lastRun;
    note(tr("Noting that the log was opened"), [ran](Desk &desk) { return desk.logOpened(ran); });
}

void Workbench::closeInterrupted(const QString &run)
{
    note(tr("Closing an interrupted run"), [run](Desk &desk) { return desk.closeInterrupted(run); });
}

void Workbench::writeFile(const QString &path, const QByteArray &content)
{
    writeFile(path, [content](JobScope &) { return content; });
}

void Workbench::writeFile(const QString &path, std::function<Result<QByteArray>(JobScope &)> make)
{
    const auto work = [path, make = std::move(make)](JobScope &scope) -> Result<void> {
        const auto content = make(scope);
        if (!content)
            return Failure(content.error());
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(*content) != content->size() || !file.commit())
            return Failure(Error{ErrorCode::Failed,
                                 tr("cannot write the file"),
                                 {path, 0, 0},
                                 file.errorString(),
                                 tr("choose another place")});
        return {};
    };
    m_client.run({tr("Writing %1").arg(path), {}, true}, this, work, [this, path](const Result<void> &result) {
        if (result)
            emit succeeded(tr("%1 was written.").arg(path));
        else
            fail(tr("Writing a file"), result.error());
    });
}

void Workbench::saveFile(const QString &file, const QByteArray &bytes, const QByteArray &expectedOnDisk)
{
    if (!isOpen())
        return;
    const auto work = [file, bytes, expectedOnDisk](JobScope &scope) {
        return scope.desk->saveFile(file, bytes, expectedOnDisk);
    };
    m_client.run({tr("Saving %1").arg(file)}, this, work, [this, file, bytes](const Result<void> &result) {
        if (!result) {
            fail(tr("Saving %1").arg(file), result.error());
            return;
        }
        emit fileSaved(file, bytes);
        refresh();
    });
}

void Workbench::checkText(const Migration &migration, const QString &file, const QByteArray &text)
{
    if (!isOpen())
        return;
    const auto work = [migration, file, text](JobScope &scope) {
        return scope.desk->findingsOfText(migration, file, text);
    };
    m_client.run({{}, QStringLiteral("text")}, this, work,
                 [this, file](const std::vector<Finding> &findings) { emit textChecked(file, findings); });
}

void Workbench::previewMigration(const QString &name, bool reversible, QObject *context,
                                 std::function<void(const Result<std::vector<NewFile>> &)> done)
{
    if (!isOpen())
        return;
    const auto work = [name, reversible](JobScope &scope) { return scope.desk->newMigration(name, reversible); };
    m_client.run({{}, QStringLiteral("preview")}, context, work, std::move(done));
}

int Workbench::previewSql(const PlanStep &step, QObject *context, std::function<void(const Result<QStringList> &)> done)
{
    if (!isOpen())
        return 0;
    const QString title = tr("Asking %1 what %2 would send").arg(m_project->format.title, step.migration.version);
    return m_client.run({title, QStringLiteral("sql"), true}, context, [step](JobScope &scope) { return scope.desk->preview(step, scope.control); }, std::move(done));
}

void Workbench::askLockWeather(QObject *context, std::function<void(const Result<LockForecast> &)> done)
{
    if (!isOpen())
        return;
    const auto work = [plan = m_plan->plan](JobScope &scope) {
        const auto rehearsal = scope.desk->rehearsal(plan);
        return scope.desk->lockWeather(plan).map([&](const LockWeather &weather) { return lockForecast(plan, scope.desk->engine().traits().dialect, rehearsal, weather); });
    };
    m_client.run({{}, QStringLiteral("lock weather"), true}, context, work, std::move(done));
}

void Workbench::askUnusedIndexes(QObject *context, std::function<void(const Result<std::vector<IndexUse>> &)> done)
{
    if (!isOpen() || !m_plan->rehearsal)
        return;
    const auto work = [rehearsal = *m_plan->rehearsal](JobScope &scope) {
        return scope.desk->unusedIndexes().map([&](std::vector<IndexUse> uses) { return ofTouchedTables(std::move(uses), rehearsal); });
    };
    m_client.run({{}, QStringLiteral("unused indexes"), true}, context, work, std::move(done));
}

void Workbench::checkData(std::chrono::milliseconds limit, QObject *context, std::function<void(const Result<std::vector<DataCheckAnswer>> &)> done)
{
    if (!isOpen())
        return;
    const auto work = [plan = m_plan->plan, limit](JobScope &scope) { return lk::checkData(*scope.desk, plan, limit, scope.control, scope.progress); };
    m_client.run({tr("Asking the rows"), QStringLiteral("data"), true}, context, work, std::move(done));
}

void Workbench::readEarlierRehearsal(QObject *context, std::function<void(const std::optional<Rehearsal> &)> done)
{
    if (isOpen())
        m_client.run({{}, QStringLiteral("earlier")}, context, [plan = m_plan->plan](JobScope &scope) { return scope.desk->earlierRehearsal(plan); }, std::move(done));
}

void Workbench::writeMigration(const std::vector<NewFile> &files)
{
    if (!isOpen())
        return;
    const auto work = [files](JobScope &scope) { return scope.desk->writeNewMigration(files); };
    m_client.run({tr("Writing the new migration")}, this, work, [this](const Result<QStringList> &written) {
        if (!written)
            fail(tr("Writing the new migration"), written.error());
        else
            emit migrationWritten(*written);
        refresh();
    });
}

void Workbench::runDoctor(QObject *context, std::function<void(const std::vector<VerificationCheck> &)> done)
{
    if (!isOpen())
        return;
    m_client.run(
        {tr("Looking for what is missing"), {}, true}, context, [](JobScope &scope) { return scope.desk->doctor(); },
        std::move(done));
}

} // namespace lk
