// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The environments of the window's project: switching, adding, changing, and their passwords.
#include "models/engines/connectiontest.h"
#include "widgets/environment/environmentdialog.h"
#include "widgets/environment/passworddialog.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/windowactions.h"

#include <QMenu>

namespace lk {

void MainWindow::fillEnvironmentMenu()
{
    QMenu *menu = m_actions->environmentMenu;
    menu->clear();
    for (const Environment &environment : m_bench.environments()) {
        const QString name = environment.name;
        QAction *action = menu->addAction(
            Look::icon(environment.isProtected ? QStringLiteral("shield") : QStringLiteral("database"),
                       environment.isProtected ? Tone::Bad : Tone::Plain),
            QString(name).replace(u'&', QStringLiteral("&&")), this,
            [this, name] { openProject(m_bench.folder(), name); });
        action->setObjectName(QStringLiteral("environment_") + name);
        action->setCheckable(true);
        action->setChecked(m_bench.isOpen() && m_bench.project().environment.name == name);
        if (environment.isProtected)
            action->setToolTip(tr("protected"));
    }
    if (menu->isEmpty())
        menu->addAction(tr("lockkeeper.toml names no environment"))->setEnabled(false);
    menu->addSeparator();
    menu->addAction(m_actions->addEnvironment);
    menu->addAction(m_actions->editEnvironment);
}

void MainWindow::askPassword()
{
    if (m_passwordDialog || !m_bench.isOpen() || !m_bench.project().database.login)
        return;
    const ProjectView &view = m_bench.project();
    const LoginProblem &login = *view.database.login;
    PasswordDialog::Words words;
    words.environment = view.environment.name;
    words.user = login.target.user;
    words.server = serverText(login.target, view.engine);
    words.database = login.target.database;
    if (!view.environment.browseUrl.isEmpty())
        words.purpose = login.role == LoginRole::Browse ? tr("look at the database") : tr("change the database");
    words.said = login.error.why.isEmpty() ? login.error.what : login.error.why;
    words.refused = login.typed;
    words.canKeep = m_bench.canKeepPasswords();
    m_passwordDialog = new PasswordDialog(words, this);
    connect(m_passwordDialog, &PasswordDialog::given, this, [this, role = login.role](const Secret &password, bool keep) {
        m_passwordDialog.clear();
        m_bench.logIn(role, password, keep);
    });
    openDialog(m_passwordDialog);
}

void MainWindow::showLoginProblem()
{
    const QString key = QStringLiteral("login");
    const DatabaseView &database = m_bench.project().database;
    // Where nobody can even look, the panel says so.
    if (database.error || !database.login) {
        m_notices->remove(key);
        return;
    }
    m_notices->show(key, Notice::Kind::Warning,
                    tr("<b>%1 can't log in:</b> %2. The database can be looked at, but not changed.")
                        .arg(database.login->target.user.toHtmlEscaped(), database.login->error.what.toHtmlEscaped()),
                    {{tr("Enter the password…"), [this] { askPassword(); }}});
}

void MainWindow::onLoginTried()
{
    showLoginProblem();
    askPassword();
}

const Environment *MainWindow::currentEnvironment() const
{
    const QString name = m_bench.isOpen() ? m_bench.project().environment.name : m_bench.environmentName();
    for (const Environment &environment : m_bench.environments()) {
        if (environment.name == name || (name.isEmpty() && m_bench.environments().size() == 1))
            return &environment;
    }
    return nullptr;
}

void MainWindow::askEnvironment(const std::optional<Environment> &environment)
{
    if (m_bench.folder().isEmpty())
        return;
    m_bench.readProjectFile(this, [this, environment](const Result<std::optional<QByteArray>> &file) {
        if (file)
            openEnvironmentDialog(environment, *file);
        else
            m_notices->showError(tr("Reading lockkeeper.toml"), file.error());
    });
}

void MainWindow::openEnvironmentDialog(const std::optional<Environment> &environment, const std::optional<QByteArray> &file)
{
    EnvironmentDialog::Subject subject;
    subject.folder = m_bench.isOpen() ? m_bench.project().project.folder : m_bench.folder();
    subject.file = file;
    subject.environment = environment;
    for (const Environment &other : m_bench.environments())
        subject.taken << other.name;
    if (m_bench.isOpen())
        subject.engine = m_bench.project().engine.name;
    subject.canKeepPassword = m_bench.canKeepPasswords();
    auto *dialog = new EnvironmentDialog(std::move(subject), this);
    auto job = std::make_shared<int>(0);
    connect(dialog, &EnvironmentDialog::testRequested, this, [this, dialog, job](const Environment &tested, const Secret &password) {
        *job = m_bench.testConnection(tested, password, dialog,
                                      [dialog](const std::vector<VerificationCheck> &checks) { dialog->showChecks(checks); });
    });
    connect(dialog, &EnvironmentDialog::testCancelled, this, [this, job] { m_bench.client().drop(*job); });
    connect(dialog, &EnvironmentDialog::saveRequested, this, [this, dialog](const EnvironmentChange &change) {
        m_bench.saveEnvironment(change, dialog, [this, dialog, change](const Result<void> &saved) {
            if (!saved) {
                dialog->showError(saved.error());
                return;
            }
            dialog->accept();
            onEnvironmentSaved(change);
        });
    });
    openDialog(dialog);
}

void MainWindow::onEnvironmentSaved(const EnvironmentChange &change)
{
    const QString name = change.environment.name;
    const auto openIt = [this, change] {
        openProject(m_bench.folder(), change.environment.name, change.password);
    };
    if (!m_bench.isOpen() || m_bench.project().environment.name == name) {
        openIt();
        return;
    }
    m_notices->show(QStringLiteral("environment"), Notice::Kind::Good,
                    (change.added ? tr("The environment <b>%1</b> was added.") : tr("The environment <b>%1</b> was changed."))
                        .arg(name.toHtmlEscaped()),
                    {{tr("Open it"), openIt}});
}

} // namespace lk
