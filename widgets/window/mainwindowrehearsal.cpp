// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where a person wants to rehearse, and what rehearsals left behind.
#include "widgets/window/mainwindow.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/windowactions.h"

#include <QMenu>

namespace lk {

/// Every place that the engine has; one that can't be used now says why.
void MainWindow::fillRehearseMenu()
{
    QMenu *menu = m_actions->rehearseMenu;
    menu->clear();
    if (!m_bench.isOpen())
        return;
    const RehearsalPlace usual = m_bench.project().environment.rehearsal.on;
    for (const RehearsalChoice &choice : m_bench.project().rehearsalPlaces) {
        const RehearsalPlace place = choice.place;
        if (place == RehearsalPlace::Live && place != usual)
            continue; // not offered, unless the project asks for it and has to be told
        QAction *action = menu->addAction(place == usual ? tr("%1 (as the policy says)").arg(choice.title) : choice.title, this, [this, place] { rehearseOn(place); });
        action->setObjectName(QStringLiteral("rehearseOn%1").arg(int(place)));
        const bool may = m_actions->rehearse->isEnabled();
        WindowActions::allow(action, choice.problem.isEmpty() && !may ? m_actions->rehearse->toolTip() : choice.problem, tr("Run the plan there"));
        if (!choice.problem.isEmpty())
            action->setText(tr("%1 – %2").arg(action->text(), choice.problem.size() > 80 ? choice.problem.left(78) + QChar(0x2026) : choice.problem));
    }
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
