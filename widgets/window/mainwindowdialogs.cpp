// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The dialogs of the window. All are opened without waiting for them.
#include "widgets/backup/restoredialog.h"
#include "widgets/checklist/checklistpanel.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/history/historypanel.h"
#include "widgets/record/recorddialog.h"
#include "widgets/rehearsal/comparisondialog.h"
#include "widgets/rehearsal/datacheckdialog.h"
#include "widgets/run/plandialog.h"
#include "widgets/run/repairdialog.h"
#include "widgets/window/checksdialog.h"
#include "widgets/window/keysdialog.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/windowactions.h"
#include "widgets/wizard/newmigrationdialog.h"
#include "widgets/wizard/notedialog.h"

#include <QDir>
#include <QFileDialog>
#include <QJsonDocument>
#include <QMessageBox>
#include <QPushButton>

namespace lk {

QWidget *MainWindow::dialogParent()
{
    return m_planDialog ? static_cast<QWidget *>(m_planDialog) : this;
}

void MainWindow::openDialog(QDialog *dialog)
{
    dialog->open();
}

void MainWindow::askForProject()
{
    auto *dialog = new QFileDialog(this, tr("Open a project"), m_bench.folder());
    dialog->setObjectName(QStringLiteral("openProjectDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &folder) { openProject(folder); });
    openDialog(dialog);
}

void MainWindow::openPlan(const PlanRequest &request)
{
    if (!m_bench.isOpen() || m_planDialog)
        return;
    m_planDialog = new PlanDialog(this);
    m_planDialog->resize(std::min(940, width() - 40), std::min(700, height() - 60));
    connect(m_planDialog, &PlanDialog::applyRequested, this, &MainWindow::apply);
    connect(m_planDialog, &PlanDialog::rehearseRequested, this, &MainWindow::rehearse);
    connect(m_planDialog, &PlanDialog::lockWeatherRequested, this, [this] {
        m_bench.askLockWeather(m_planDialog, [dialog = m_planDialog](const Result<LockForecast> &forecast) {
            if (dialog)
                dialog->setLockForecast(forecast);
        });
    });
    connect(m_planDialog, &PlanDialog::cancelRequested, this, &MainWindow::cancelWork);
    connect(m_planDialog, &PlanDialog::waiveItemRequested, this, &MainWindow::askWaiveItem);
    connect(m_planDialog, &PlanDialog::waiveFindingRequested, this, &MainWindow::askWaiveFinding);
    connect(m_planDialog, &PlanDialog::actionRequested, this, [this](ItemAction action, const ChecklistItem &item) {
        const bool leadsElsewhere = action == ItemAction::ShowFindings || action == ItemAction::EditScript
                                    || action == ItemAction::SwitchEnvironment;
        if (leadsElsewhere)
            m_planDialog->done(QDialog::Accepted);
        act(action, item);
    });
    connect(m_planDialog, &PlanDialog::goToItemRequested, this, [this](const QString &item) {
        m_planDialog->done(QDialog::Accepted);
        m_actions->showChecklist->setChecked(true);
        m_checklist->select(item);
    });
    connect(m_planDialog, &PlanDialog::placeActivated, this, [this](const QString &file, qint64 line, qint64 column) {
        m_planDialog->done(QDialog::Accepted);
        goTo(file, line, column);
    });
    connect(m_planDialog, &QDialog::finished, this, [this](int result) {
        m_planDialog.clear();
        m_keepRequest = result == QDialog::Accepted;
        if (!m_keepRequest && m_bench.isOpen())
            m_bench.setRequest(requestOfChoice());
    });
    openDialog(m_planDialog);
    m_bench.setRequest(request);
    updatePlanDialog();
}

void MainWindow::updatePlanDialog()
{
    if (!m_planDialog || !m_bench.isOpen())
        return;
    if (m_bench.plan().request != m_bench.request()) {
        m_planDialog->setWaiting();
        return;
    }
    m_planDialog->setPlan(m_bench.project(), m_bench.plan(), unsavedRefusal(m_bench.plan(), m_editor->unsavedFiles()));
}

void MainWindow::askTick(const ChecklistItem &item)
{
    NoteDialog::Words words;
    words.title = tr("Tick an item");
    words.about = item.title;
    words.explain = tr("Say how you know. The tick counts for the plan as it is now; other content makes it stale.");
    words.label = tr("&Note");
    words.accept = tr("Tick");
    words.required = item.automatic; // there the note is the evidence
    auto *dialog = new NoteDialog(words, currentUser(), dialogParent());
    dialog->setObjectName(QStringLiteral("tickDialog"));
    connect(dialog, &NoteDialog::noted, this, [this, id = item.id](const QString &note) { m_bench.tick(id, note); });
    openDialog(dialog);
}

void MainWindow::askWaiveItem(const ChecklistItem &item)
{
    NoteDialog::Words words;
    words.title = tr("Waive an item");
    words.about = item.title;
    words.explain =
        tr("%1\n\nThe plan may run without it. Your reason is kept with the project, for everybody to read.")
            .arg(item.why);
    words.label = tr("&Reason");
    words.accept = tr("Waive");
    words.required = true;
    auto *dialog = new NoteDialog(words, currentUser(), dialogParent());
    dialog->setObjectName(QStringLiteral("waiveDialog"));
    connect(dialog, &NoteDialog::noted, this,
            [this, id = item.id](const QString &reason) { m_bench.waiveItem(id, reason); });
    openDialog(dialog);
}

void MainWindow::askWaiveFinding(const Finding &finding)
{
    NoteDialog::Words words;
    words.title = tr("Waive a finding");
    words.about = tr("%1 in %2, line %3").arg(finding.rule, finding.file.section(u'/', -1)).arg(finding.line);
    words.explain = tr("%1\n\nThe statement may run as it is written now. Your reason is kept with the project, for "
                       "everybody to read.")
                        .arg(finding.message);
    words.label = tr("&Reason");
    words.accept = tr("Waive");
    words.required = true;
    auto *dialog = new NoteDialog(words, currentUser(), dialogParent());
    dialog->setObjectName(QStringLiteral("waiveDialog"));
    connect(dialog, &NoteDialog::noted, this,
            [this, finding](const QString &reason) { m_bench.waiveFinding(finding, reason); });
    openDialog(dialog);
}

void MainWindow::askReview()
{
    const PlanView &plan = m_bench.plan();
    if (plan.empty())
        return;
    NoteDialog::Words words;
    words.title = tr("Review");
    words.about = tr("%1, as it is now").arg(plan.plan.versions());
    words.explain = tr(
        "Your yes counts for exactly these scripts. It is kept with the project, for everybody to read.");
    words.label = tr("&Note");
    words.accept = tr("Reviewed");
    auto *dialog = new NoteDialog(words, currentUser(), dialogParent());
    dialog->setObjectName(QStringLiteral("reviewDialog"));
    connect(dialog, &NoteDialog::noted, this, [this](const QString &note) { m_bench.review(note); });
    openDialog(dialog);
}

void MainWindow::askNewMigration()
{
    auto *dialog = new NewMigrationDialog(m_bench.project().format.title, this);
    connect(dialog, &NewMigrationDialog::previewWanted, this, [this, dialog](const QString &name, bool reversible) {
        m_bench.previewMigration(name, reversible, dialog,
                                 [dialog, name, reversible](const Result<std::vector<NewFile>> &files) {
                                     dialog->setPreview(name, reversible, files);
                                 });
    });
    connect(dialog, &NewMigrationDialog::createRequested, &m_bench, &Workbench::writeMigration);
    openDialog(dialog);
}

void MainWindow::askRestore(const BackupRecord &backup)
{
    const ProjectView &view = m_bench.project();
    const HistoryEntry *head = view.head();
    auto *dialog = new RestoreDialog(backup, view.target, view.engine, view.environment.name, head ? head->version() : QString(),
                                     view.database.server.exists || !view.readable(), this);
    connect(dialog, &RestoreDialog::restoreRequested, &m_bench, &Workbench::restore);
    openDialog(dialog);
}

void MainWindow::askReportFile()
{
    if (m_bench.records().runs.empty())
        return;
    const RunReport report = m_bench.records().runs.front();
    auto *dialog = new QFileDialog(this, tr("Save the report of %1").arg(report.versions), m_bench.folder());
    dialog->setObjectName(QStringLiteral("reportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Page for people (*.html)"), tr("Markdown (*.md)"), tr("JSON (*.json)")});
    dialog->setDefaultSuffix(QStringLiteral("html"));
    dialog->selectFile(
        QStringLiteral("report-%1.html").arg(report.startedAt.toString(QStringLiteral("yyyyMMdd-HHmmss"))));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).chopped(1));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, report](const QString &path) {
        const QByteArray content = path.endsWith(QStringLiteral(".json")) ? QJsonDocument(toJson(report)).toJson()
                                   : path.endsWith(QStringLiteral(".md")) ? reportMarkdown(report).toUtf8()
                                                                          : reportHtml(report).toUtf8();
        m_bench.writeFile(path, content);
    });
    openDialog(dialog);
}

void MainWindow::askRepair(const Leftover &leftover)
{
    if (!m_bench.isOpen())
        return;
    if (const int job = m_bench.client().actingJob(); job != 0) {
        m_notices->show(QStringLiteral("busy"), Notice::Kind::Warning,
                        tr("<b>That can be dropped once this is over:</b> %1").arg(m_bench.client().titleOf(job).toHtmlEscaped()));
        return;
    }
    const ProjectView &view = m_bench.project();
    auto *dialog = new RepairDialog(leftover, view.environment, view.target, this);
    connect(dialog, &RepairDialog::repairRequested, &m_bench, &Workbench::repair);
    m_bench.permitRepair(leftover, dialog, [dialog](const Result<RepairPermit> &permit) { dialog->setPermit(permit); });
    openDialog(dialog);
}

void MainWindow::askRecords(const RecordRequest &request)
{
    if (!m_bench.isOpen())
        return;
    const ProjectView &view = m_bench.project();
    auto *dialog = new RecordDialog(request, view.history, view.environment, view.target, view.engine.dialect, this);
    connect(dialog, &RecordDialog::planWanted, this, [this, dialog](const RecordRequest &wanted) {
        m_bench.planRecords(wanted, dialog, [dialog](const Result<RecordPlan> &plan) { dialog->setPlan(plan); });
    });
    connect(dialog, &RecordDialog::writeRequested, &m_bench, &Workbench::changeRecords);
    m_bench.permitRepair({}, dialog, [dialog](const Result<RepairPermit> &permit) { dialog->setPolicy(permit ? std::optional<Error>() : permit.error()); });
    dialog->begin();
    openDialog(dialog);
}

void MainWindow::showChecks(const QString &title, const QString &summary, const std::vector<VerificationCheck> &checks,
                            const std::vector<Leftover> &leftovers)
{
    auto *dialog = new ChecksDialog(title, summary, checks, leftovers, dialogParent());
    connect(dialog, &ChecksDialog::repairRequested, this, &MainWindow::askRepair);
    openDialog(dialog);
}

void MainWindow::runDoctor()
{
    m_bench.runDoctor(this, [this](const std::vector<VerificationCheck> &checks) {
        const auto bad = std::count_if(checks.begin(), checks.end(),
                                       [](const VerificationCheck &check) { return check.ok == false; });
        showChecks(tr("What is missing"),
                   bad == 0 ? tr("Everything that is needed is there.")
                            : tr("%n thing(s) to look at", nullptr, int(bad)),
                   checks);
    });
}

void MainWindow::askDataCheck()
{
    const Plan &plan = m_bench.plan().plan;
    if (!m_bench.isOpen() || plan.empty())
        return;
    auto *dialog = new DataCheckDialog(plan.versions(), m_bench.project().target.name(), this);
    connect(dialog, &DataCheckDialog::askRequested, this, [this, dialog](std::chrono::milliseconds limit) {
        m_bench.checkData(limit, dialog, [dialog](const Result<std::vector<DataCheckAnswer>> &answers) { dialog->showAnswers(answers); });
    });
    openDialog(dialog);
}

void MainWindow::compareRehearsals()
{
    if (!m_bench.isOpen() || !m_bench.plan().rehearsal)
        return;
    m_bench.readEarlierRehearsal(this, [this](const std::optional<Rehearsal> &before) {
        if (!before || !m_bench.plan().rehearsal) {
            m_notices->show(QStringLiteral("compare"), Notice::Kind::Note, tr("There is no earlier rehearsal of these migrations to compare with."));
            return;
        }
        m_notices->remove(QStringLiteral("compare"));
        auto *dialog = new ComparisonDialog(*before, *m_bench.plan().rehearsal, this);
        connect(dialog, &ComparisonDialog::goToRequested, this, &MainWindow::goToRehearsed);
        openDialog(dialog);
    });
}

void MainWindow::showKeys()
{
    openDialog(new KeysDialog(m_actions->withKeys(), this));
}

void MainWindow::showAbout()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About Lockkeeper"),
                                tr("<h3>Lockkeeper %1</h3><p>A desk at which a DBA reviews, rehearses, backs up, "
                                   "applies, verifies and reverts database migrations, "
                                   "with evidence for every step.</p><p>Free software under the GNU General Public "
                                   "License, version 3 or later. Built with Qt %2, "
                                   "QScintilla and KSyntaxHighlighting.</p>")
                                    .arg(QStringLiteral(LOCKKEEPER_VERSION), QString::fromLatin1(qVersion())),
                                QMessageBox::Close, this);
    box->setObjectName(QStringLiteral("aboutDialog"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->button(QMessageBox::Close)->setIcon({});
    box->setIconPixmap(Look::icon(QStringLiteral("lockkeeper"), Tone::Accent).pixmap(56, 56));
    openDialog(box);
}

} // namespace lk
