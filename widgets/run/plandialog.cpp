// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/plandialog.h"

#include "models/items/findingmodel.h"
#include "models/items/planmodel.h"
#include "models/items/texts.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"
#include "widgets/run/blockerlist.h"
#include "widgets/run/lockweatherbox.h"
#include "widgets/window/noticebar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>

namespace lk {

void PlanDialog::setWaiting()
{
    m_waiting = true;
    m_title->setText(tr("The plan is being made…"));
    m_subtitle->clear();
    updateButtons();
}

void PlanDialog::setPlan(const ProjectView &project, const PlanView &plan, const QString &refusal)
{
    const bool samePlan = !m_waiting && plan.plan.fingerprint == m_plan.plan.fingerprint
                          && plan.rehearsal == m_plan.rehearsal;
    m_waiting = false;
    m_project = project;
    m_plan = plan;
    m_refusal = refusal;
    if (!samePlan) {
        m_model->setPlan(plan.plan, plan.rehearsal);
        if (plan.plan.statementCount() <= 200)
            m_tree->expandAll();
        askLockWeather();
    }
    std::vector<Finding> worstFirst = plan.findings;
    std::stable_sort(worstFirst.begin(), worstFirst.end(),
                     [](const Finding &a, const Finding &b) { return a.severity > b.severity; });
    m_findings->setFindings(std::move(worstFirst));
    m_findings->setWaived(plan.waived);
    m_findingsBox->setVisible(!plan.findings.empty());
    m_blockers->setBlockers(plan.blockers);
    m_blockers->setVisible(!plan.problem && !plan.empty());
    showHead();
    showWarnings();
    showDatabaseName();
    updateButtons();
}

/// A file has no sessions, and where there is no database yet nobody can be on it.
void PlanDialog::askLockWeather()
{
    m_weather->setVisible(m_project.engine.server.has_value() && !m_plan.problem && !m_plan.empty() && !m_plan.plan.createsDatabase);
    if (m_weather->isHidden())
        return;
    m_weather->showAsking();
    emit lockWeatherRequested();
}

void PlanDialog::setLockForecast(const Result<LockForecast> &forecast)
{
    m_weather->showForecast(forecast);
}

void PlanDialog::showHead()
{
    const bool up = m_plan.request.direction == Direction::Up;
    setWindowTitle(up ? tr("Apply") : tr("Revert"));
    m_icon->setIcon(Look::icon(up ? QStringLiteral("apply") : QStringLiteral("revert"), Tone::Accent));
    m_apply->setText(up ? tr("Apply") : tr("Revert"));
    m_apply->setIcon(Look::icon(up ? QStringLiteral("apply") : QStringLiteral("revert")));
    if (m_plan.problem) {
        m_title->setText(up ? tr("There is nothing that could be applied")
                            : tr("There is nothing that could be reverted"));
        m_subtitle->clear();
        m_error->setText(errorHtml({}, *m_plan.problem));
        m_error->show();
        m_showsProblem = true;
        return;
    }
    if (std::exchange(m_showsProblem, false))
        m_error->hide();
    if (m_plan.empty()) {
        m_title->setText(up ? tr("Nothing is pending") : tr("Nothing is applied"));
        m_subtitle->clear();
        return;
    }
    const QString text = up ? tr("Apply %1 to %2 (%3)") : tr("Revert %1 in %2 (%3)");
    m_title->setText(text.arg(m_plan.plan.versions(), m_project.target.name(), m_project.environment.name));
    m_subtitle->setText(tr("%1, %2 · plan %3")
                            .arg(tr("%n step(s)", nullptr, int(m_plan.plan.steps.size())),
                                 tr("%n statement(s)", nullptr, int(m_plan.plan.statementCount())),
                                 m_plan.plan.fingerprint.left(16)));
    m_subtitle->setToolTip(tr("Fingerprint of the plan: %1").arg(m_plan.plan.fingerprint));
}

void PlanDialog::addWarning(const QString &icon, int tone, const QString &text)
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    auto *label = new QLabel(text, row);
    label->setObjectName(QStringLiteral("planRemark"));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    layout->addWidget(new IconLabel(Look::icon(icon, static_cast<Tone>(tone)), row), 0, Qt::AlignTop);
    layout->addWidget(label, 1);
    m_warnings->addWidget(row);
}

void PlanDialog::showWarnings()
{
    while (QLayoutItem *old = m_warnings->takeAt(0)) {
        old->widget()->hide();
        old->widget()->deleteLater();
        delete old;
    }
    if (m_plan.empty())
        return;
    if (!m_refusal.isEmpty())
        addWarning(QStringLiteral("severity-blocks"), int(Tone::Bad), m_refusal);
    if (m_plan.plan.createsDatabase)
        addWarning(QStringLiteral("database"), int(Tone::Accent),
                   tr("There is no database yet: %1 will be created.").arg(m_project.target.url));
    for (const QString &cost : costTexts(m_plan.plan))
        addWarning(QStringLiteral("severity-caution"), int(Tone::Warning), cost);
    if (!m_plan.rehearsal) {
        const QString why = m_plan.staleRehearsal.isEmpty()
                                ? tr("Not rehearsed: rows, times and what is destroyed are not known.")
                                : tr("Not rehearsed as it is now: %1").arg(m_plan.staleRehearsal);
        addWarning(QStringLiteral("rehearse"), int(Tone::Warning), why);
    } else if (!m_plan.rehearsal->ok) {
        const QString why = m_plan.rehearsal->error ? m_plan.rehearsal->error->text() : QString();
        addWarning(QStringLiteral("severity-blocks"), int(Tone::Bad), tr("The rehearsal failed: %1").arg(why));
    } else {
        const QString destroyed = destroyedText(m_plan);
        if (!destroyed.isEmpty())
            addWarning(QStringLiteral("delete"), int(Tone::Bad), destroyed);
        addWarning(QStringLiteral("item-done"), int(Tone::Good),
                   tr("Rehearsed %1 in %2 on a %3.")
                       .arg(timeText(m_plan.rehearsal->at), durationText(m_plan.rehearsal->ms),
                            m_plan.rehearsal->data == ScratchData::Full ? tr("full copy") : tr("copy without rows")));
    }
}

void PlanDialog::showDatabaseName()
{
    const bool wanted = m_project.environment.isProtected && !m_plan.empty();
    m_ask->setVisible(wanted);
    m_typed->setVisible(wanted);
    m_ask->setText(tr("%1 is protected. Type the database's name to confirm: %2")
                       .arg(m_project.environment.name, m_project.target.name()));
}

QString PlanDialog::refusalToRun() const
{
    if (m_waiting)
        return tr("The plan is being made");
    if (!m_busy.isEmpty())
        return tr("Wait for: %1").arg(m_busy);
    if (m_plan.problem)
        return m_plan.problem->text();
    if (m_plan.empty())
        return tr("There is nothing to run");
    if (!m_refusal.isEmpty())
        return m_refusal;
    if (!m_plan.permit)
        return tr("The policy of %1 still wants something").arg(m_project.environment.name);
    if (m_project.environment.isProtected && m_typed->text() != m_project.target.name())
        return tr("Type %1 first").arg(m_project.target.name());
    return {};
}

void PlanDialog::updateButtons()
{
    setEnabledOrWhy(m_apply, refusalToRun(), tr("Runs exactly these statements"));
    const QString busy = m_busy.isEmpty() ? QString() : tr("Wait for: %1").arg(m_busy);
    setEnabledOrWhy(m_rehearse, m_waiting || m_plan.empty() ? tr("There is nothing to run") : busy,
                    tr("Run this plan on a scratch copy first"));
    m_blockers->setEnabled(m_busy.isEmpty());
}

void PlanDialog::setBusy(const QString &title)
{
    m_busy = title;
    m_busyText->setText(title);
    m_busyText->setVisible(!title.isEmpty());
    m_progress->setVisible(!title.isEmpty());
    m_progress->setRange(0, 0);
    m_cancelWork->setVisible(!title.isEmpty());
    if (!title.isEmpty())
        m_error->hide();
    updateButtons();
}

void PlanDialog::setProgress(qint64 done, qint64 total)
{
    m_progress->setRange(0, total > 0 ? 1000 : 0);
    m_progress->setValue(total > 0 ? int(done * 1000 / total) : 0);
}

void PlanDialog::showError(const QString &doing, const Error &error)
{
    m_error->setText(errorHtml(doing, error));
    m_error->show();
}

QStringList costTexts(const Plan &plan)
{
    QStringList costs;
    QMap<QString, QStringList> places;
    for (const PlanStep &step : plan.steps) {
        for (const Statement &statement : step.statements) {
            if (statement.cost.isEmpty())
                continue;
            if (!costs.contains(statement.cost))
                costs << statement.cost;
            places[statement.cost] << PlanDialog::tr("%1 line %2").arg(step.migration.version).arg(statement.line);
        }
    }
    constexpr int most = 6;
    for (QString &cost : costs) {
        QStringList where = places.value(cost);
        const int more = int(where.size()) - most;
        if (more > 0)
            where = where.mid(0, most) << PlanDialog::tr("%n more", nullptr, more);
        cost = QStringLiteral("%1: %2").arg(where.join(QStringLiteral(", ")), cost);
    }
    return costs;
}

QString destroyedText(const PlanView &plan)
{
    if (!plan.rehearsal || !plan.rehearsal->ok)
        return {};
    int tables = 0;
    int columns = 0;
    for (const SchemaChange &change : plan.rehearsal->diff.changes) {
        tables += change.kind == ChangeKind::Removed && change.object == QStringLiteral("table");
        columns += change.kind == ChangeKind::Removed && change.object == QStringLiteral("column");
    }
    QStringList parts;
    if (tables > 0)
        parts << PlanDialog::tr("%n table(s)", nullptr, tables);
    if (columns > 0)
        parts << PlanDialog::tr("%n column(s)", nullptr, columns);
    if (const qint64 rows = plan.rowsDestroyed().value_or(0); rows > 0)
        parts << PlanDialog::tr("%1 rows").arg(rowsText(rows));
    return parts.isEmpty()
               ? QString()
               : PlanDialog::tr("This destroys %1, as counted in the rehearsal.").arg(parts.join(QStringLiteral(", ")));
}

} // namespace lk
