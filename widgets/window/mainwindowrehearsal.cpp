// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where a person wants to rehearse, and what rehearsals left behind.
#include "widgets/rehearsal/liverehearsaldialog.h"
#include "widgets/rehearsal/rehearsalserverdialog.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/windowactions.h"

#include <QMenu>

namespace lk {

/// Every place that the engine has; one that can't be used now says why. The database itself stands there only where it can be.
void MainWindow::fillRehearseMenu()
{
    QMenu *menu = m_actions->rehearseMenu;
    menu->clear();
    if (!m_bench.isOpen())
        return;
    const RehearsalPlace usual = m_bench.project().environment.rehearsal.on;
    const QString notNow = m_actions->rehearse->isEnabled() ? QString() : m_actions->rehearse->toolTip();
    for (const RehearsalChoice &choice : m_bench.project().rehearsalPlaces) {
        const RehearsalPlace place = choice.place;
        const bool isLive = place == RehearsalPlace::Live;
        if (isLive && place != usual && !choice.problem.isEmpty())
            continue;
        const QString title = isLive ? tr("%1…").arg(choice.title) : choice.title;
        QAction *action = menu->addAction(place == usual ? tr("%1 (as the policy says)").arg(title) : title, this, [this, place] { rehearseAs({place}); });
        action->setObjectName(QStringLiteral("rehearseOn%1").arg(int(place)));
        const bool keepsNothing = m_actions->keepScratch->isChecked() && (isLive || place == RehearsalPlace::Private);
        const QString problem = choice.problem.isEmpty() && keepsNothing ? tr("nothing can be kept there") : choice.problem;
        WindowActions::allow(action, problem.isEmpty() ? notNow : problem, tr("Run the plan there"));
        if (!problem.isEmpty())
            action->setText(tr("%1 – %2").arg(action->text(), problem.size() > 80 ? problem.left(78) + QChar(0x2026) : problem));
    }
    menu->addSeparator();
    if (m_bench.project().engine.server) {
        menu->addAction(m_actions->rehearseElsewhere);
        WindowActions::allow(m_actions->rehearseElsewhere, notNow, tr("Name a server, and run the plan on a copy there"));
    }
    menu->addAction(m_actions->keepScratch);
}

void MainWindow::askLiveRehearsal(const RehearsalWish &wish)
{
    const Plan &plan = m_bench.plan().plan;
    auto *dialog = new LiveRehearsalDialog(plan, m_bench.project().engine.dialect, dialogParent());
    connect(dialog, &LiveRehearsalDialog::agreed, this, [this, wish, fingerprint = plan.fingerprint] {
        if (!m_bench.isOpen() || m_bench.plan().plan.fingerprint != fingerprint)
            return; // another plan than the one that was agreed to
        RehearsalWish allowed = wish;
        allowed.liveAllowed = true;
        rehearseAs(allowed);
    });
    openDialog(dialog);
}

void MainWindow::askRehearsalServer()
{
    if (!m_bench.isOpen())
        return;
    const ProjectView &view = m_bench.project();
    auto *dialog = new RehearsalServerDialog(view.engine, view.database.target, m_bench.folder(),
                                             m_actions->keepScratch->isChecked() ? RehearsalServerDialog::Copy::Kept : RehearsalServerDialog::Copy::Removed, dialogParent());
    connect(dialog, &RehearsalServerDialog::chosen, this, [this](const QString &url, const Secret &password) {
        rehearseAs({RehearsalPlace::Server, url, password});
    });
    openDialog(dialog);
}

void MainWindow::lookForScratches()
{
    m_bench.readScratches(this, [this](const Result<std::vector<AbandonedScratch>> &scratches) {
        if (scratches)
            showScratches(*scratches); // a server that can't be asked is told of elsewhere
    });
}

/// Offers each once; what a person kept on purpose is said, too.
void MainWindow::showScratches(const std::vector<AbandonedScratch> &scratches)
{
    for (const AbandonedScratch &scratch : scratches) {
        const QString text = scratch.kept ? tr("<b>A rehearsal's copy is still there:</b> %1.") : tr("<b>A rehearsal or backup was cut off and left its copy:</b> %1.");
        m_notices->show(QStringLiteral("scratch:") + scratch.name, scratch.kept ? Notice::Kind::Note : Notice::Kind::Warning, text.arg(scratch.what.toHtmlEscaped()),
                        {{tr("Remove"), [this, scratch] { m_bench.removeScratch(scratch); }}});
    }
}

} // namespace lk
