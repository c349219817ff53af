// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/environment/environmentdialog.h"

#include "models/desk/deskground.h"
#include "models/engines/engineregistry.h"
#include "widgets/environment/addressform.h"
#include "widgets/look/checklines.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QTabWidget>
#include <QUrl>

namespace lk {

namespace {

/// "${DATABASE_URL}" and the like within an address as it is written.
QString variablesIn(const QString &written)
{
    static const QRegularExpression variable(QStringLiteral("\\$\\{[^}]*\\}"));
    QStringList found;
    for (auto matches = variable.globalMatch(written); matches.hasNext();)
        found << matches.next().captured();
    return found.join(QStringLiteral(", "));
}

/// A path as it stands in the address, not as it is resolved.
QString writtenPath(const QString &url)
{
    return QUrl::fromPercentEncoding(url.section(u':', 1).toUtf8());
}

} // namespace

void EnvironmentDialog::fill()
{
    m_lock->setValue(Environment().lockTimeoutMs / 1000.0);
    if (!m_subject.environment) {
        m_form->setEngine(m_subject.engine);
        m_name->setFocus();
    } else {
        const Environment &environment = *m_subject.environment;
        m_name->setText(environment.name);
        m_name->setReadOnly(true);
        m_name->setToolTip(tr("Evidence and backups are kept under this name"));
        m_protected->setChecked(environment.isProtected);
        const QString rows = environment.rehearsal.rows ? *environment.rehearsal.rows ? QStringLiteral("full") : QStringLiteral("none") : QStringLiteral("auto");
        m_rehearsalRows->setCurrentIndex(m_rehearsalRows->findData(rows));
        m_lock->setValue(environment.lockTimeoutMs / 1000.0);
        m_limit->setValue(environment.statementTimeoutMs / 1000.0);
        m_fixedBy = variablesIn(writtenSetting(m_subject.file.value_or(QByteArray()), environment.name, QStringLiteral("url")));
        if (const auto engine = engineForUrl(environment.url)) {
            m_form->setEngine((*engine)->traits().name);
            if (const auto target = (*engine)->target(environment.url, m_subject.folder)) {
                AddressParts parts = addressParts((*engine)->traits(), *target);
                if (!(*engine)->traits().server)
                    parts.file = writtenPath(environment.url);
                m_form->setParts(parts);
            }
            if (const auto browse = (*engine)->target(environment.browseUrl, m_subject.folder); browse && !environment.browseUrl.isEmpty())
                m_browse->setText(browse->user);
        }
        m_form->setEnabled(!isFixed());
        m_form->encryptionPage()->setEnabled(!isFixed());
        m_browse->setEnabled(!isFixed());
    }
    fillRehearsal();
    if (m_subject.environment) {
        const QString written = writtenSetting(m_subject.file.value_or(QByteArray()), m_subject.environment->name, QStringLiteral("rehearsal"), QStringLiteral("on"));
        const bool elsewhere = m_subject.environment->rehearsal.on == RehearsalPlace::Server;
        m_rehearsalServer->setText(elsewhere ? written : QString());
        if (written == QLatin1String("live") && m_rehearsal->findData(written) < 0)
            m_rehearsal->addItem(placeTitle(RehearsalPlace::Live, m_form->engine()), written);
        m_rehearsal->setCurrentIndex(std::max(0, m_rehearsal->findData(elsewhere ? QString() : written.isEmpty() ? QStringLiteral("scratch") : written)));
    }
    m_rehearsalAtFirst = rehearsalPlace();
    m_rowsAtFirst = m_rehearsalRows->currentData().toString();
    m_engineAtFirst = m_form->engine().traits().name;
    m_partsAtFirst = m_form->parts();
    m_browseAtFirst = m_browse->text();
    m_lockAtFirst = m_lock->value();
    m_limitAtFirst = m_limit->value();
    showState();
}

/// The places that the product has, with the words of the file.
void EnvironmentDialog::fillRehearsal()
{
    const Engine &engine = m_form->engine();
    const QString chosen = m_rehearsal->count() > 0 ? m_rehearsal->currentData().toString() : QStringLiteral("scratch");
    const QSignalBlocker quiet(m_rehearsal);
    m_rehearsal->clear();
    const auto add = [&](RehearsalPlace place, const QString &word) { m_rehearsal->addItem(placeTitle(place, engine), word); };
    add(RehearsalPlace::Scratch, QStringLiteral("scratch"));
    add(RehearsalPlace::Backup, QStringLiteral("backup"));
    if (engine.traits().server) {
        add(RehearsalPlace::Private, QStringLiteral("private"));
        add(RehearsalPlace::Server, QString());
    }
    if (chosen == QLatin1String("live") || (engine.traits().server && engine.traits().transactionalDdl))
        m_rehearsal->addItem(tr("%1 (each time once you agree)").arg(placeTitle(RehearsalPlace::Live, engine)), QStringLiteral("live"));
    m_rehearsal->setCurrentIndex(std::max(0, m_rehearsal->findData(chosen)));
}

/// As it is to be written: a word, or an address with its ${VARIABLES}.
QString EnvironmentDialog::rehearsalPlace() const
{
    const QString word = m_rehearsal->currentData().toString();
    return word.isEmpty() ? m_rehearsalServer->text().trimmed() : word;
}

/// Only what was changed.
Setting EnvironmentDialog::rehearsalSetting() const
{
    Setting setting{QStringLiteral("rehearsal")};
    if (rehearsalPlace() != m_rehearsalAtFirst)
        setting.members.push_back({QStringLiteral("on"), rehearsalPlace()});
    if (const QString rows = m_rehearsalRows->currentData().toString(); rows != m_rowsAtFirst)
        setting.members.push_back({QStringLiteral("data"), rows});
    return setting;
}

QString EnvironmentDialog::address() const
{
    const bool untouched = m_subject.environment
                           && (isFixed() || (m_form->engine().traits().name == m_engineAtFirst && m_form->parts() == m_partsAtFirst));
    return untouched ? m_subject.environment->url : addressOf(m_form->engine().traits(), m_form->parts());
}

QString EnvironmentDialog::browseAddress() const
{
    if (isFixed())
        return m_subject.environment->browseUrl;
    AddressParts parts = m_form->parts();
    parts.user = m_browse->text().trimmed();
    return parts.user.isEmpty() || !m_form->engine().traits().server ? QString() : addressOf(m_form->engine().traits(), parts);
}

QString EnvironmentDialog::problem() const
{
    if (const QString wrong = environmentNameProblem(m_name->text()); !wrong.isEmpty())
        return m_name->text().isEmpty() ? tr("Give it a name first") : tr("The environment: %1").arg(wrong);
    if (!m_subject.environment && m_subject.taken.contains(m_name->text()))
        return tr("There is an environment of this name already");
    if (rehearsalPlace().isEmpty())
        return tr("Write where the other server to rehearse on is");
    if (isFixed())
        return m_subject.environment->urlProblem;
    if (const QString missing = m_form->missing(); !missing.isEmpty())
        return missing;
    const auto target = m_form->engine().target(address(), m_subject.folder);
    return target ? QString() : target.error().text();
}

EnvironmentChange EnvironmentDialog::change() const
{
    EnvironmentChange change;
    change.expectedFile = m_subject.file;
    change.added = !m_subject.environment;
    change.environment = m_subject.environment.value_or(Environment());
    Environment &now = change.environment;
    const Environment before = now;
    now.name = m_name->text();
    now.url = address();
    now.browseUrl = browseAddress();
    now.isProtected = m_protected->isChecked();
    if (m_lock->value() != m_lockAtFirst)
        now.lockTimeoutMs = qRound(m_lock->value() * 1000);
    if (m_limit->value() != m_limitAtFirst)
        now.statementTimeoutMs = qRound(m_limit->value() * 1000);
    if (now.url != before.url)
        change.settings.push_back({QStringLiteral("url"), now.url});
    if (m_browse->text() != m_browseAtFirst || (!now.browseUrl.isEmpty() && now.url != before.url))
        change.settings.push_back({QStringLiteral("browse_url"), now.browseUrl});
    if (now.isProtected != before.isProtected)
        change.settings.push_back({QStringLiteral("protected"), now.isProtected});
    if (now.lockTimeoutMs != before.lockTimeoutMs)
        change.settings.push_back({QStringLiteral("lock_timeout"), durationSetting(now.lockTimeoutMs)});
    if (now.statementTimeoutMs != before.statementTimeoutMs)
        change.settings.push_back({QStringLiteral("statement_timeout"), durationSetting(now.statementTimeoutMs)});
    if (const Setting rehearsal = rehearsalSetting(); !rehearsal.members.empty())
        change.settings.push_back(rehearsal);
    if (m_form->engine().traits().server) {
        change.password = Secret(m_password->text());
        change.keepPassword = m_keep->isChecked() && !change.password.isEmpty();
    }
    return change;
}

void EnvironmentDialog::showState()
{
    const bool server = m_form->engine().traits().server.has_value();
    m_tabs->setTabVisible(m_tabs->indexOf(m_form->encryptionPage()), server);
    m_rehearsalServer->setVisible(m_rehearsal->count() > 0 && m_rehearsal->currentData().toString().isEmpty());
    QFormLayout *rows = m_form->form();
    for (QWidget *row : {static_cast<QWidget *>(m_browse), static_cast<QWidget *>(m_password), static_cast<QWidget *>(m_keep)})
        rows->setRowVisible(row, server);
    const QString wrong = problem();
    const bool written = isFixed() || m_form->missing().isEmpty();
    m_address->setText(isFixed() ? tr("%1, where it is set: it can be changed there only").arg(m_fixedBy)
                       : written ? address()
                                 : QString());
    m_address->setVisible(!m_address->text().isEmpty());
    m_problem->setText(wrong);
    m_problem->setVisible(!wrong.isEmpty());
    setEnabledOrWhy(m_save, wrong, tr("Write it to lockkeeper.toml; the password never stands there"));
    const bool testable = m_testing || wrong.isEmpty() || (written && environmentNameProblem(m_name->text()) == wrong);
    setEnabledOrWhy(m_test, testable ? QString() : wrong, m_testing ? tr("Wait no longer") : tr("Connect to look; writes nothing"));
}

void EnvironmentDialog::toggleTest()
{
    if (m_testing) {
        setTesting(false);
        showChecks({{tr("Connection"), std::nullopt, tr("the test was cancelled")}});
        emit testCancelled();
        return;
    }
    setTesting(true);
    m_lines->setChecks({});
    const EnvironmentChange now = change();
    emit testRequested(now.environment, now.password);
}

void EnvironmentDialog::setTesting(bool testing)
{
    m_testing = testing;
    m_progress->setVisible(testing);
    m_test->setText(testing ? tr("Cancel the &test") : tr("&Test connection"));
    showState();
}

void EnvironmentDialog::showChecks(const std::vector<VerificationCheck> &checks)
{
    setTesting(false);
    m_lines->setChecks(checks);
}

void EnvironmentDialog::showError(const Error &error)
{
    showChecks({{tr("Writing"), false, error.text()}});
}

} // namespace lk
