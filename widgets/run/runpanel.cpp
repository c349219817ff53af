// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/runpanel.h"

#include "models/items/runmodel.h"
#include "models/items/texts.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/meaningdelegate.h"
#include "widgets/look/tables.h"
#include "widgets/run/repairdialog.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QSplitter>
#include <QToolButton>

namespace lk {

RunPanel::RunPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new RunModel(this))
    , m_tree(new QTreeView(this))
    , m_log(new QPlainTextEdit(this))
    , m_icon(new IconLabel({}, this))
    , m_what(new QLabel(this))
    , m_time(quietLabel(QStringLiteral("runTime"), this))
    , m_progress(new QProgressBar(this))
    , m_pause(panelButton(QStringLiteral("pause"), tr("Pause"), QStringLiteral("pauseRun"), this))
    , m_cancel(panelButton(QStringLiteral("cancel"), tr("Cancel"), QStringLiteral("cancelRun"), this))
    , m_reviewed(panelButton(QStringLiteral("checklist"), tr("Log reviewed"), QStringLiteral("logReviewed"), this))
    , m_repair(panelButton(QStringLiteral("delete"), {}, QStringLiteral("repairLeftover"), this))
    , m_copy(panelButton(QStringLiteral("copy"), tr("Copy SQL"), QStringLiteral("copySent"), this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
{
    setObjectName(QStringLiteral("runPanel"));
    setAccessibleName(tr("Run"));
    createTree();
    m_log->setObjectName(QStringLiteral("runLog"));
    m_log->setAccessibleName(tr("Log of the run"));
    m_log->setReadOnly(true);
    m_log->setMaximumBlockCount(20'000);
    m_log->setFrameShape(QFrame::NoFrame);
    m_log->setFont(Look::scriptFont());
    m_log->setPlaceholderText(tr("The log of a rehearsal or a run appears here."));
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(m_log);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setSizes({600, 400});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(createHead());
    layout->addWidget(m_splitter, 1);

    m_tick.setInterval(200);
    connect(&m_tick, &QTimer::timeout, this, &RunPanel::updateHead);
    connect(m_pause, &QToolButton::clicked, this, [this] { emit pauseRequested(!m_pausing); });
    connect(m_cancel, &QToolButton::clicked, this, &RunPanel::cancelRequested);
    connect(m_repair, &QToolButton::clicked, this, [this] {
        if (!m_leftovers.empty())
            emit repairRequested(Leftover(m_leftovers.front()));
    });
    connect(m_reviewed, &QToolButton::clicked, this, &RunPanel::logReviewed);
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_sent); });
    updateHead();
    updateButtons();
}

QLayout *RunPanel::createHead()
{
    m_what->setObjectName(QStringLiteral("runWhat"));
    m_what->setTextFormat(Qt::PlainText);
    m_what->setMinimumWidth(60);
    m_progress->setObjectName(QStringLiteral("runProgress"));
    m_progress->setAccessibleName(tr("Statements done"));
    m_progress->setFixedWidth(180);
    m_progress->setTextVisible(true);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(10, 4, 6, 4);
    head->setSpacing(8);
    head->addWidget(m_icon);
    head->addWidget(m_what, 1);
    head->addWidget(m_time);
    head->addWidget(m_progress);
    head->addWidget(m_pause);
    head->addWidget(m_cancel);
    head->addWidget(m_repair);
    head->addWidget(m_copy);
    head->addWidget(m_reviewed);
    return head;
}

void RunPanel::createTree()
{
    setUpTree(m_tree);
    m_tree->setObjectName(QStringLiteral("runTree"));
    m_tree->setAccessibleName(tr("Steps and statements of the run"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegateForColumn(
        RunModel::StateColumn,
        new MeaningDelegate(MeaningDelegate::of<RunModel::RowState>(RunModel::StateRole), m_tree));
    QHeaderView *header = m_tree->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(RunModel::WhatColumn, QHeaderView::Stretch);
    header->resizeSection(RunModel::StateColumn, 120);
    header->resizeSection(RunModel::RowsColumn, 80);
    header->resizeSection(RunModel::TimeColumn, 150);
}

void RunPanel::begin(const QString &what, const Plan &plan, const std::optional<Rehearsal> &rehearsal)
{
    m_any = true;
    m_title = what;
    m_running = true;
    m_pausing = false;
    m_cancelling = false;
    m_expectedMs = -1;
    m_sent.clear();
    if (rehearsal && rehearsal->ok && rehearsal->fingerprint == plan.fingerprint) {
        m_expectedMs = 0;
        for (const RehearsedStep &step : rehearsal->steps)
            m_expectedMs += step.ms;
    }
    m_model->setPlan(plan, rehearsal);
    m_log->clear();
    m_elapsed.start();
    m_tick.start();
    updateHead();
    updateButtons();
}

void RunPanel::add(const std::vector<RunEvent> &events)
{
    m_model->add(events);
    QString lines;
    for (const RunEvent &event : events) {
        const QString line = logLine(event);
        if (!line.isEmpty())
            lines += event.at.toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz  ")) + line + u'\n';
    }
    lines.chop(1);
    if (!lines.isEmpty())
        m_log->appendPlainText(lines);
    if (const QModelIndex current = m_model->current(); current.isValid()) {
        m_tree->expand(current.parent());
        m_tree->scrollTo(current);
    }
    updateHead();
}

void RunPanel::log(const QDateTime &at, const QString &text)
{
    m_log->appendPlainText(at.toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz  ")) + text);
}

void RunPanel::end(const QString &outcome, bool good)
{
    m_running = false;
    m_tick.stop();
    m_title = outcome;
    log(QDateTime::currentDateTimeUtc(), outcome);
    m_icon->setIcon(Look::icon(good ? RunModel::RowState::Done : RunModel::RowState::Failed));
    updateHead();
    updateButtons();
}

void RunPanel::showCancelling()
{
    m_cancelling = true;
    updateHead();
    updateButtons();
}

void RunPanel::showPausing(bool paused)
{
    m_pausing = paused;
    updateHead();
    updateButtons();
}

void RunPanel::setLeftovers(const std::vector<Leftover> &leftovers)
{
    m_leftovers = leftovers;
    updateButtons();
}

void RunPanel::setSent(const QString &script)
{
    m_sent = script;
    updateButtons();
}

void RunPanel::updateHead()
{
    m_progress->setVisible(m_running);
    m_time->setVisible(m_any);
    m_icon->setVisible(m_any);
    if (!m_any) {
        m_what->setText(tr("Nothing has run yet. Rehearse, Apply and Revert are followed here."));
        return;
    }
    const bool paused = m_pausing && m_model->paused();
    QString state;
    if (m_running && m_cancelling)
        state = tr("cancelling…");
    else if (m_running && m_pausing)
        state = paused ? tr("paused") : tr("pausing after this statement");
    m_what->setText(state.isEmpty() ? m_title : QStringLiteral("%1 · %2").arg(m_title, state));
    m_what->setToolTip(m_what->text().toHtmlEscaped());
    if (!m_running)
        return;
    m_icon->setIcon(Look::icon(RunModel::RowState::Running));
    const QString elapsed = durationText(double(m_elapsed.elapsed()));
    m_time->setText(m_expectedMs >= 0 ? tr("%1, rehearsed in %2").arg(elapsed, durationText(m_expectedMs)) : elapsed);
    m_progress->setRange(0, int(m_model->statementsTotal()));
    m_progress->setValue(int(std::min(m_model->statementsDone(), m_model->statementsTotal())));
    m_progress->setFormat(tr("%v of %m statements"));
}

void RunPanel::updateButtons()
{
    const QString nothing = tr("Nothing is running");
    m_pause->setVisible(m_running);
    m_cancel->setVisible(m_running);
    m_reviewed->setVisible(m_any && !m_running);
    m_copy->setVisible(!m_sent.isEmpty() && !m_running);
    setEnabledOrWhy(m_copy, {}, tr("Copy every statement that the programs sent, whole and in order"));
    m_repair->setVisible(!m_leftovers.empty() && !m_running);
    if (!m_leftovers.empty()) {
        m_repair->setText(repairText(m_leftovers.front()));
        setEnabledOrWhy(m_repair, {}, m_leftovers.front().problem);
    }
    m_pause->setText(m_pausing ? tr("Resume") : tr("Pause"));
    m_pause->setIcon(Look::icon(m_pausing ? QStringLiteral("resume") : QStringLiteral("pause")));
    setEnabledOrWhy(m_pause,
                    !m_running     ? nothing
                    : m_cancelling ? tr("It is being cancelled")
                                   : QString(),
                    m_pausing ? tr("Go on with the next statement")
                              : tr("Stop before the next statement; the running one ends first"));
    setEnabledOrWhy(m_cancel,
                    !m_running     ? nothing
                    : m_cancelling ? tr("It is being cancelled")
                                   : QString(),
                    tr("Stop the running statement and roll its migration back"));
    setEnabledOrWhy(m_reviewed, {}, tr("Note in the checklist that you read this log"));
}

QString RunPanel::logText() const
{
    return m_log->toPlainText();
}

QByteArray RunPanel::saveState() const
{
    return m_splitter->saveState();
}

void RunPanel::restoreState(const QByteArray &state)
{
    m_splitter->restoreState(state);
}

} // namespace lk
