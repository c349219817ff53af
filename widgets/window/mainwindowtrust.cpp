// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a folder is, and that nothing of it runs before a person has said yes to it.
#include "widgets/project/projectdialog.h"
#include "widgets/trust/trustdialog.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/windowactions.h"

#include <algorithm>

namespace lk {

void MainWindow::rehearseAs(RehearsalWish wish)
{
    wish.keep = m_actions->keepScratch->isChecked();
    if (wish.place.value_or(m_bench.project().environment.rehearsal.on) == RehearsalPlace::Live && !wish.liveAllowed) {
        askLiveRehearsal(wish);
        return;
    }
    withTrust(tr("To rehearse %1 on a scratch copy, its tool is started and runs these files.").arg(m_bench.plan().plan.versions()),
              programsOf(m_bench.plan().plan.steps), [this, wish] { m_bench.rehearse(wish); });
}

void MainWindow::apply(const QString &fingerprint)
{
    const QString versions = m_bench.plan().plan.versions();
    const bool up = m_bench.plan().plan.direction == Direction::Up;
    withTrust((up ? tr("To apply %1, its tool is started and runs these files.") : tr("To revert %1, its tool is started and runs these files.")).arg(versions),
              programsOf(m_bench.plan().plan.steps), [this, fingerprint] { m_bench.apply(fingerprint); });
}

/// Does @p go once these migrations may run; at once, where there are none.
void MainWindow::withTrust(const QString &why, std::vector<TrustQuestion::File> programs, std::function<void()> go)
{
    if (!m_bench.isOpen() || m_bench.project().trusted || programs.empty())
        go();
    else
        readTrust(why, std::move(programs), std::move(go));
}

void MainWindow::readTrust(const QString &why, std::vector<TrustQuestion::File> programs, std::function<void()> go)
{
    m_bench.readTrustQuestion(this, [this, why, programs = std::move(programs), go](const Result<TrustQuestion> &question) {
        if (question)
            askTrust(*question, why, programs, [go](bool) { go(); });
        else
            m_notices->showError(tr("Reading what would run"), question.error());
    });
}

/// The project's address stands in a program: the folder can't be opened without running that.
void MainWindow::askTrustToOpen()
{
    const QString folder = m_bench.folder();
    m_bench.readTrustQuestion(this, [this, folder](const Result<TrustQuestion> &question) {
        if (!question || folder != m_bench.folder() || m_bench.isOpen())
            return; // the start page says why it could not be opened
        askTrust(*question, tr("Where the database is, stands in a program: to find out, these files are run."), {}, [this, folder](bool remember) {
            OpenRequest request;
            request.folder = folder;
            request.environment = m_bench.environmentName();
            request.trusted = !remember;
            m_bench.open(request);
        });
    });
}

/// Asked by the person, at any time.
void MainWindow::askTrustNow()
{
    if (!m_bench.isOpen())
        askTrustToOpen();
    else
        readTrust(tr("To preview, rehearse or apply a migration, %1 is started and runs these files.").arg(m_bench.project().format.title), programsOf(m_bench.plan().plan.steps), [] {});
}

/// Offers it once for the project that was opened; afterwards the menu has it.
void MainWindow::showTrust()
{
    const QString key = QStringLiteral("trust");
    const ProjectView &view = m_bench.project();
    if (view.trusted || !view.runsPrograms()) {
        m_notices->remove(key);
        m_trustTold = false;
        return;
    }
    if (std::exchange(m_trustTold, true))
        return;
    m_notices->show(key, Notice::Kind::Note,
                    tr("<b>%1 runs programs of this folder.</b> None of them has run, and none does before you trust it.").arg(view.format.title.toHtmlEscaped()),
                    {{tr("Trust this project…"), [this] { m_actions->trust->trigger(); }}});
}

void MainWindow::askTrust(const TrustQuestion &question, const QString &why, std::vector<TrustQuestion::File> programs, std::function<void(bool)> go)
{
    auto *dialog = new TrustDialog(question, why, std::move(programs), m_bench.isOpen() ? m_bench.project().engine.dialect : Dialect(), dialogParent());
    connect(dialog, &TrustDialog::trusted, this, [this, dialog, go](bool remember) {
        m_bench.trust(dialog->question(), remember, dialog, [dialog, go, remember](const Result<void> &taken) {
            if (!taken) {
                dialog->showError(taken.error());
                return;
            }
            dialog->accept();
            go(remember);
        });
    });
    openDialog(dialog);
}

void MainWindow::showProject()
{
    if (!m_bench.isOpen())
        return;
    auto *dialog = new ProjectDialog(m_bench.project(), this);
    // Nothing is read from the old project any more: it is opened as what it is now.
    const auto again = [this, dialog](const Result<void> &done) {
        if (!done) {
            dialog->showError(done.error());
            return;
        }
        dialog->accept();
        openProject(m_bench.folder(), m_bench.environmentName());
    };
    connect(dialog, &ProjectDialog::formatChosen, this, [this, dialog, again](const QString &name) { m_bench.chooseFormat(name, dialog, again); });
    connect(dialog, &ProjectDialog::forgetTrustRequested, this, [this, dialog, again] { m_bench.forgetTrust(dialog, again); });
    m_bench.readFittingFormats(dialog, [dialog](const std::vector<Workbench::FittingFormat> &fitting) {
        for (const Workbench::FittingFormat &format : fitting)
            dialog->addFormat(format.name, format.title, format.because);
    });
    openDialog(dialog);
}

} // namespace lk
