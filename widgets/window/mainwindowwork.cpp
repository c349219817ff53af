// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window does when work begins, ends or fails, and when files change.
#include "models/items/texts.h"
#include "widgets/backup/backupspanel.h"
#include "widgets/checklist/checklistpanel.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/diff/diffpanel.h"
#include "widgets/findings/findingspanel.h"
#include "widgets/history/historypanel.h"
#include "widgets/rehearsal/rehearsalpanel.h"
#include "widgets/run/plandialog.h"
#include "widgets/run/runpanel.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/statusline.h"
#include "widgets/window/windowactions.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QTabWidget>
#include <QUrl>

namespace lk {

namespace {

/// What programs sent, as SQL with the versions as remarks; empty where there was no program.
QString sentScript(const Rehearsal &rehearsal)
{
    QString script;
    for (const RehearsedStep &step : rehearsal.steps) {
        if (!step.sent.isEmpty())
            script += QStringLiteral("-- %1\n").arg(step.version);
        for (const QString &sql : step.sent)
            script += sql.trimmed() + (sql.trimmed().endsWith(u';') ? QStringLiteral("\n") : QStringLiteral(";\n"));
    }
    return script;
}

} // namespace

void MainWindow::onRunStarted(RunKind kind)
{
    const PlanView &plan = m_bench.plan();
    const QString versions = plan.plan.versions();
    const QString database = m_bench.project().target.name();
    const QString what = kind == RunKind::Rehearsal
                             ? tr("Rehearsing %1 on a scratch copy of %2").arg(versions, database)
                         : kind == RunKind::Apply ? tr("Applying %1 to %2").arg(versions, database)
                                                  : tr("Reverting %1 in %2").arg(versions, database);
    m_run->begin(what, plan.plan, plan.rehearsal);
    m_actions->showBottom->setChecked(true);
    m_bottom->setCurrentWidget(m_run);
}

void MainWindow::onRehearsed(const Rehearsal &rehearsal)
{
    const QString versions = m_bench.plan().plan.versions();
    m_run->setSent(sentScript(rehearsal));
    if (!rehearsal.kept.isEmpty()) {
        m_notices->show(QStringLiteral("kept:") + rehearsal.kept, Notice::Kind::Note, tr("<b>The copy was kept:</b> %1.").arg(rehearsal.kept.toHtmlEscaped()));
        lookForScratches();
    }
    if (rehearsal.ok) {
        m_run->end((rehearsal.kept.isEmpty() ? tr("Rehearsed %1 on %2 in %3; nothing of it is left there") : tr("Rehearsed %1 on %2 in %3; the copy is still there"))
                       .arg(versions, rehearsal.place, durationText(rehearsal.ms)),
                   true);
        m_notices->remove(QStringLiteral("error:") + tr("Rehearsing %1").arg(versions));
        if (m_bottom->currentWidget() == m_run)
            m_bottom->setCurrentWidget(m_rehearsal); // what a person waited for
        return;
    }
    const Error error = rehearsal.error.value_or(Error{ErrorCode::Failed, tr("the rehearsal failed"), {}, {}, {}});
    m_run->end(tr("The rehearsal of %1 failed: %2").arg(versions, error.text()), false);
    m_notices->showError(tr("Rehearsing %1").arg(versions), error);
}

void MainWindow::onRan(const RunReport &report)
{
    m_keepRequest = false;
    const bool up = report.direction == Direction::Up;
    const QString doing = (up ? tr("Applying %1") : tr("Reverting %1")).arg(report.versions);
    const QString did = (up ? tr("Applied %1") : tr("Reverted %1")).arg(report.versions);
    if (report.error) {
        m_run->end(tr("%1: %2. %3").arg(doing, word(report.outcome), report.error->text()), false);
        m_notices->showError(doing, *report.error);
        showLeftovers(report.verification.leftovers);
        return;
    }
    const bool good = report.outcome == Outcome::Committed && report.verification.passed();
    const QString verified = report.verification.passed() ? tr("verified") : tr("the verification found differences");
    m_run->end(tr("%1 in %2: %3, %4").arg(did, durationText(report.ms()), word(report.outcome), verified), good);
    if (good) {
        m_notices->showSuccess(tr("%1: %2 and verified.").arg(did, word(report.outcome)));
        return;
    }
    m_notices->show(QStringLiteral("ran"), Notice::Kind::Warning,
                    tr("<b>%1: %2, but %3.</b>").arg(did.toHtmlEscaped(), word(report.outcome), verified),
                    {{tr("Show what was found"), [this, found = report.verification, did] {
                          showChecks(tr("Verification"), did, found.checks, found.leftovers);
                      }}});
}

void MainWindow::onBackedUp(const BackupRecord &record)
{
    m_notices->showSuccess(tr("%1 (%2): %3")
                               .arg(record.file.section(u'/', -1), sizeText(record.bytes),
                                    record.verifiedNote.isEmpty() ? word(record.verified) : record.verifiedNote));
    m_backups->select(record.file);
}

void MainWindow::onVerified(const Verification &verification)
{
    const QString name = m_bench.project().target.name();
    showChecks(tr("Verification"),
               verification.passed() ? tr("%1 is as it should be.").arg(name)
                                     : tr("%1 is not as it should be.").arg(name),
               verification.checks, verification.leftovers);
    showLeftovers(verification.leftovers);
}

void MainWindow::onRepaired(const RepairReport &report)
{
    const QString object = report.leftover.object;
    const QString doing = tr("Dropping %1").arg(object);
    if (!report.done()) {
        const Error error = report.error.value_or(Error{ErrorCode::Failed, tr("%1 is still there").arg(object), {}, {}, tr("verify the database, then try again")});
        m_run->end(tr("%1: %2").arg(doing, error.text()), false);
        m_notices->showError(doing, error);
        return;
    }
    m_run->end(tr("Dropped %1 in %2; the database says that it is gone").arg(object, durationText(report.ms)), true);
    m_notices->remove(QStringLiteral("error:") + doing);
    std::vector<VerificationCheck> checks{{object, true, tr("gone, as the database says now")}};
    checks.insert(checks.end(), report.verification.checks.begin(), report.verification.checks.end());
    showChecks(tr("Verification"), tr("%1 is gone.").arg(object), checks, report.verification.leftovers);
    showLeftovers(report.verification.leftovers);
}

void MainWindow::onFailed(const QString &doing, const Error &error)
{
    if (m_run->running())
        m_run->end(tr("%1: %2").arg(doing, error.text()), false);
    if (m_planDialog)
        m_planDialog->showError(doing, error);
    else
        m_notices->showError(doing, error);
    // Somebody changed what was trusted: the window would go on as if it still were.
    if (error.code == ErrorCode::Blocked && m_bench.isOpen() && m_bench.project().trusted && m_bench.project().runsPrograms())
        m_bench.refresh();
}

void MainWindow::onTextEdited(const QString &file, const QByteArray &bytes)
{
    keepUnsaved();
    updateActions();
    const HistoryEntry *entry = m_history->currentEntry();
    if (entry && entry->file)
        m_bench.checkText(*entry->file, file, bytes);
}

void MainWindow::onSaveRequested(const QString &file, const QByteArray &bytes, const QByteArray &expected)
{
    keepUnsaved(); // before anything can go wrong with the file itself
    m_bench.saveFile(file, bytes, expected);
}

void MainWindow::onFileChanged(const QString &path)
{
    if (m_bench.isOpen())
        m_editor->externallyChanged(QDir(m_bench.project().project.folder).relativeFilePath(path));
}

void MainWindow::onFolderChanged()
{
    if (m_bench.isOpen())
        m_bench.refresh();
}

void MainWindow::cancelWork()
{
    m_bench.cancelWork();
    m_status->showCancelling();
    if (m_run->running())
        m_run->showCancelling();
}

void MainWindow::keepUnsaved()
{
    if (m_bench.isOpen())
        m_unsaved.keep(m_bench.project().project.folder, m_editor->unsaved());
}

void MainWindow::goTo(const QString &file, qint64 line, qint64 column)
{
    if (!m_bench.isOpen())
        return;
    const QString relative = QDir::isAbsolutePath(file) ? QDir(m_bench.project().project.folder).relativeFilePath(file)
                                                        : file;
    for (const HistoryEntry &entry : m_history->history().entries) {
        if (!entry.file || (entry.file->upFile != relative && entry.file->downFile != relative))
            continue;
        if (entry.key() != m_history->currentKey()) {
            m_goToLater = Place{relative, line, column};
            m_history->selectKey(entry.key());
        } else {
            m_editor->goTo(relative, line, column);
        }
        return;
    }
    // The editor is for migrations; a file of queries opens where the person edits such files.
    const QString path = QDir(m_bench.project().project.folder).absoluteFilePath(relative);
    if (relative.startsWith(QStringLiteral("queries/")) && QFileInfo(path).isFile())
        QDesktopServices::openUrl(QUrl::fromLocalFile(path));
}

void MainWindow::goToRehearsed(const QString &file, qint64 line, qint64 column)
{
    m_choiceKeepsPlan = true; // or the rehearsal would be gone that the person reads
    goTo(file, line, column);
    m_choiceKeepsPlan = false;
}

void MainWindow::showInDiff(const QStringList &objects)
{
    m_actions->showDiff->setChecked(true);
    showMapAlone(false);
    m_diffTabs->setCurrentWidget(m_diff);
    const QString key = QStringLiteral("inDiff");
    m_notices->remove(key);
    if (m_diff->showObject(objects))
        return;
    m_actions->diffOfAll->setChecked(true); // its step may be another than the chosen one
    if (!m_diff->showObject(objects))
        m_notices->show(key, Notice::Kind::Note, tr("The schema diff holds no change of %1.").arg(objects.front().toHtmlEscaped()));
}

void MainWindow::applyFix(const Finding &finding)
{
    goTo(finding.file, finding.line, finding.column);
    ScriptEditor *editor = m_editor->currentEditor();
    if (m_editor->currentFile() != finding.file || !editor || editor->isReadOnly())
        return;
    const int statement = editor->statements().statementAt(
        int(editor->SendScintilla(QsciScintillaBase::SCI_GETCURRENTPOS)));
    if (statement == 0)
        return;
    const StatementSpan &span = editor->statements().spans()[size_t(statement) - 1];
    const QByteArray text = finding.replacement.toUtf8();
    editor->SendScintilla(QsciScintillaBase::SCI_SETTARGETSTART, static_cast<unsigned long>(span.offset));
    editor->SendScintilla(QsciScintillaBase::SCI_SETTARGETEND, static_cast<unsigned long>(span.offset + span.length));
    editor->SendScintilla(QsciScintillaBase::SCI_REPLACETARGET, static_cast<uintptr_t>(text.size()), text.constData());
}

void MainWindow::act(ItemAction action, const ChecklistItem &item)
{
    switch (action) {
    case ItemAction::None: break;
    case ItemAction::Rehearse: rehearse(); break;
    case ItemAction::BackUp: m_bench.backUp(); break;
    case ItemAction::SaveSnapshot: m_bench.saveSnapshot(); break;
    case ItemAction::ShowFindings:
        m_actions->showBottom->setChecked(true);
        m_bottom->setCurrentWidget(m_findings);
        m_findings->selectFirst(Severity::Blocks);
        break;
    case ItemAction::EditScript: focusPanel(1); break;
    case ItemAction::Review: askReview(); break;
    case ItemAction::SwitchEnvironment:
        m_actions->environmentMenu->popup(m_checklist->mapToGlobal(QPoint(20, 60)));
        break;
    case ItemAction::OpenLog:
        m_actions->showBottom->setChecked(true);
        m_bottom->setCurrentWidget(m_run);
        m_bench.noteLogOpened();
        break;
    case ItemAction::Verify: m_bench.verify(); break;
    case ItemAction::ShowConnection: runDoctor(); break;
    }
    Q_UNUSED(item);
}

} // namespace lk
