// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The SQL that the chosen migration sends, where it is a program.
#include "models/items/texts.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/editor/sqlpreview.h"
#include "widgets/history/historypanel.h"
#include "widgets/trust/trustdialog.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/windowactions.h"

namespace lk {

namespace {

PlanStep stepOf(const Migration &migration, Direction direction)
{
    PlanStep step;
    step.migration = migration;
    step.direction = direction;
    return step;
}

QByteArray textOf(const Migration &migration, Direction direction)
{
    const std::optional<Script> &script = direction == Direction::Up ? migration.up : migration.down;
    return script ? script->fileBytes() : QByteArray();
}

} // namespace

void MainWindow::onPreviewTriggered(bool wanted)
{
    m_actions->previewSql->setChecked(m_editor->previewing()); // until it is shown
    const HistoryEntry *entry = m_bench.isOpen() ? m_history->currentEntry() : nullptr;
    const Direction direction = m_editor->direction();
    if (!wanted || !entry || !entry->file || textOf(*entry->file, direction).isEmpty()) {
        m_editor->showPreview(false);
        return;
    }
    if (showSeen(direction))
        return;
    const QString tool = m_bench.project().format.title;
    withTrust(tr("To say what %1 would send, %2 is started and runs these files, without a database.").arg(entry->version(), tool),
              programsOf({stepOf(*entry->file, direction)}), [this, key = entry->key(), direction] {
                  if (key == m_history->currentKey())
                      askPreview(direction);
              });
}

/// Shows what the rehearsal of the plan on the desk saw of the chosen migration, if there was one.
bool MainWindow::showSeen(Direction direction)
{
    const HistoryEntry *entry = m_history->currentEntry();
    const PlanView &plan = m_bench.plan();
    const std::optional<QStringList> seen = entry ? plan.seenOf(entry->version(), direction) : std::nullopt;
    if (!seen || !entry->file)
        return false;
    dropPreview();
    m_previewedScript = textOf(*entry->file, direction);
    m_editor->preview().showSeen(tr("rehearsed %1").arg(timeText(plan.rehearsal->at)), *seen);
    m_editor->showPreview(true);
    return true;
}

/// Has the tool say it. Nothing runs here that nobody trusts: the desk looks again.
void MainWindow::askPreview(Direction direction)
{
    const HistoryEntry *entry = m_history->currentEntry();
    if (!m_bench.isOpen() || !entry || !entry->file)
        return;
    dropPreview();
    const QString tool = m_bench.project().format.title;
    const PlanStep step = stepOf(*entry->file, direction);
    m_previewedScript = textOf(*entry->file, direction);
    m_editor->preview().showAsking(tool);
    m_editor->showPreview(true);
    m_previewJob = m_bench.previewSql(step, this, [this, tool, file = step.script().file](const Result<QStringList> &statements) {
        m_previewJob = 0;
        if (statements)
            m_editor->preview().showTold(tool, *statements);
        else
            m_editor->preview().showProblem(statements.error(), file);
        if (!statements && statements.error().code == ErrorCode::Blocked)
            m_bench.refresh(); // somebody changed what was trusted
    });
}

void MainWindow::dropPreview()
{
    if (m_previewJob != 0)
        m_bench.client().drop(std::exchange(m_previewJob, 0));
}

/// The other side of the migration was turned to: what is shown is not of it.
void MainWindow::onPreviewTurned()
{
    m_editor->showPreview(false);
    if (m_actions->previewSql->isEnabled() && m_bench.project().trusted)
        onPreviewTriggered(true);
}

void MainWindow::onPreviewShown(bool shown)
{
    m_actions->previewSql->setChecked(shown);
    if (!shown)
        dropPreview();
    updateActions();
}

/// A rehearsal says more than the tool; a program that is another by now is none that was asked about.
void MainWindow::updatePreview()
{
    if (!m_editor->previewing())
        return;
    const HistoryEntry *entry = m_history->currentEntry();
    if (!entry || !entry->file || textOf(*entry->file, m_editor->direction()) != m_previewedScript)
        m_editor->showPreview(false);
    else
        showSeen(m_editor->direction());
}

} // namespace lk
