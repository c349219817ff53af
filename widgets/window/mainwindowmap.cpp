// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window does around the schema diff and the schema map: which stands where, and how they are saved.
#include "widgets/checklist/checklistpanel.h"
#include "widgets/diff/diffpanel.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/history/historypanel.h"
#include "widgets/map/mappanel.h"
#include "widgets/map/mapsvg.h"
#include "widgets/map/mapview.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/windowactions.h"

#include <QDir>
#include <QFileDialog>
#include <QTabWidget>

namespace lk {

void MainWindow::connectDiffAndMap()
{
    m_diff->setOptions(m_memory.diffOptions());
    connect(m_diff, &DiffPanel::rehearseRequested, this, &MainWindow::rehearse);
    connect(m_diff, &DiffPanel::exportRequested, this, &MainWindow::askDiffFile);
    connect(m_diff, &DiffPanel::optionsChanged, this, [this](const DiffOptions &options) { m_memory.setDiffOptions(options); });
    connect(m_map, &MapPanel::exportRequested, this, &MainWindow::askMapFile);
    connect(m_map, &MapPanel::aloneRequested, this, &MainWindow::showMapAlone);
    connect(m_map, &MapPanel::tableActivated, this, [this](const QString &name) { showInDiff({name}); });
    connect(m_map, &MapPanel::tableChosen, m_diff, [this](const QString &name) { m_diff->showObject({name}, false); });
    connect(m_diffTabs, &QTabWidget::currentChanged, this, [this] {
        if (m_diffTabs->currentWidget() != m_map)
            showMapAlone(false);
    });
    connect(&m_bench, &Workbench::schemaChanged, this, &MainWindow::showMap);
}

void MainWindow::showMap()
{
    if (!m_bench.isOpen())
        return;
    const PlanView &plan = m_bench.plan();
    const QString environment = m_bench.project().environment.name;
    const auto after = m_bench.rehearsedSchema();
    if (after && m_bench.schema()) {
        std::vector<MapStep> steps;
        for (const RehearsedStep &step : plan.rehearsal->steps)
            steps.push_back({step.version, step.diff, withScriptRenames(step.diff, plan.renames)});
        m_map->showChanges(m_bench.schema(), after, withScriptRenames(plan.rehearsal->diff, plan.renames),
                           tr("%1, and what %2 makes of it").arg(environment, plan.plan.versions()), steps);
    } else {
        m_map->showSchema(m_bench.schema(), tr("%1 as it is").arg(environment));
    }
    chooseStepOfMap();
}

void MainWindow::chooseStepOfMap()
{
    const HistoryEntry *entry = m_bench.isOpen() ? m_history->currentEntry() : nullptr;
    m_map->chooseStep(entry ? entry->version() : QString());
}

/// Gives the map the room of all other panels, and takes it back.
void MainWindow::showMapAlone(bool alone)
{
    if (alone == m_mapAlone)
        return;
    m_mapAlone = alone;
    m_map->setAlone(alone);
    m_editor->setVisible(!alone);
    showPanel(m_history, m_actions->showHistory->isChecked());
    showPanel(m_checklist, m_actions->showChecklist->isChecked());
    showPanel(m_bottom, m_actions->showBottom->isChecked());
}

void MainWindow::stepChange(bool forwards)
{
    if (m_diffTabs->currentWidget() == m_map)
        m_map->stepChange(forwards);
    else
        forwards ? m_diff->nextChange() : m_diff->previousChange();
}

void MainWindow::askDiffFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the schema diff"), m_bench.folder());
    dialog->setObjectName(QStringLiteral("diffFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Page for people (*.html)"), tr("Markdown (*.md)"), tr("SQL text (*.sql)")});
    dialog->setDefaultSuffix(QStringLiteral("html"));
    dialog->selectFile(QStringLiteral("schema-diff.html"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).chopped(1));
    });
    const DiffTitles titles = m_diff->titles();
    connect(dialog, &QFileDialog::fileSelected, this, [this, diff = m_diff->shownDiff(), titles](const QString &path) {
        m_bench.writeFile(path, [path, diff, titles](JobScope &) {
            const QString text = path.endsWith(QStringLiteral(".sql"))  ? diffSql(diff, titles)
                                 : path.endsWith(QStringLiteral(".md")) ? diffMarkdown(diff, titles)
                                                                        : diffHtml(diff, titles);
            return text.toUtf8();
        });
    });
    openDialog(dialog);
}

void MainWindow::askMapFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the schema map"), m_bench.folder());
    dialog->setObjectName(QStringLiteral("mapFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Picture of lines (*.svg)")});
    dialog->setDefaultSuffix(QStringLiteral("svg"));
    dialog->selectFile(QStringLiteral("schema-map.svg"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, drawn = m_map->view().drawn(), look = MapLook::current()](const QString &path) {
        m_bench.writeFile(path, [drawn, look](JobScope &scope) { return mapSvg(*drawn, look, scope.control, scope.progress); });
    });
    openDialog(dialog);
}

} // namespace lk
