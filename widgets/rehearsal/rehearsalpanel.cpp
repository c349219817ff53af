// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rehearsal/rehearsalpanel.h"

#include "models/items/locktexts.h"
#include "models/items/rehearsalmodel.h"
#include "models/items/texts.h"
#include "models/rehearsal/touchedadvice.h"
#include "models/rehearsal/unusedindexes.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/plates.h"
#include "widgets/look/tables.h"
#include "widgets/rehearsal/queriesview.h"
#include "widgets/rehearsal/rehearsalcells.h"
#include "widgets/window/elidedlabel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

namespace lk {

namespace {

enum Page { NonePage, SeenPage };

bool isStatement(const QModelIndex &index)
{
    return index.data(RehearsalModel::NumberRole).toInt() > 0;
}

} // namespace

RehearsalPanel::RehearsalPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new RehearsalModel(this))
    , m_pages(new QStackedWidget(this))
    , m_heading(new QLabel(this))
    , m_why(new QLabel(this))
    , m_rehearse(new QPushButton(Look::icon(QStringLiteral("rehearse")), tr("Rehearse"), this))
    , m_icon(new IconLabel({}, this))
    , m_summary(new ElidedLabel(Qt::ElideRight, this))
    , m_worst(new PlateLabel(this))
    , m_again(panelButton(QStringLiteral("rehearse"), tr("Rehearse again"), QStringLiteral("rehearsalAgain"), this))
    , m_checkData(panelButton(QStringLiteral("database"), tr("Check data"), QStringLiteral("rehearsalCheckData"), this))
    , m_compare(panelButton(QStringLiteral("history"), tr("Compare"), QStringLiteral("rehearsalCompare"), this))
    , m_goTo(panelButton(QStringLiteral("external"), tr("Go to the line"), QStringLiteral("rehearsalGoTo"), this))
    , m_inDiff(panelButton(QStringLiteral("diff"), tr("Show in the schema diff"), QStringLiteral("rehearsalInDiff"), this))
    , m_problem(new ElidedLabel(Qt::ElideRight, this))
    , m_advice(new ElidedLabel(Qt::ElideRight, this))
    , m_tree(new QTreeView(this))
    , m_showQueries(panelButton(QStringLiteral("find"), tr("Queries"), QStringLiteral("rehearsalQueries"), this))
    , m_queries(new QueriesView(this))
    , m_lists(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("rehearsalPanel"));
    setAccessibleName(tr("Rehearsal"));
    m_pages->addWidget(createNone());
    m_pages->addWidget(createSeen());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    connect(m_rehearse, &QPushButton::clicked, this, &RehearsalPanel::rehearseRequested);
    connect(m_again, &QToolButton::clicked, this, &RehearsalPanel::rehearseRequested);
    connect(m_checkData, &QToolButton::clicked, this, &RehearsalPanel::dataCheckRequested);
    connect(m_compare, &QToolButton::clicked, this, &RehearsalPanel::compareRequested);
    connect(m_goTo, &QToolButton::clicked, this, [this] { goTo(m_tree->currentIndex()); });
    connect(m_inDiff, &QToolButton::clicked, this, &RehearsalPanel::showInDiff);
    m_showQueries->setCheckable(true);
    m_showQueries->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_showQueries->setToolTip(tr("The project's queries before and after the plan"));
    connect(m_showQueries, &QToolButton::toggled, this, [this](bool on) { m_lists->setCurrentWidget(on ? static_cast<QWidget *>(m_queries) : m_tree); });
    connect(m_queries, &QueriesView::goToRequested, this, &RehearsalPanel::goToRequested);
    showNone({});
}

QWidget *RehearsalPanel::createNone()
{
    auto *page = new QWidget(this);
    QFont large = m_heading->font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_heading->setFont(large);
    m_heading->setObjectName(QStringLiteral("rehearsalHeading"));
    m_why->setObjectName(QStringLiteral("rehearsalWhy"));
    m_rehearse->setObjectName(QStringLiteral("rehearsalRehearse"));
    m_rehearse->setAccessibleName(tr("Rehearse to see what each statement does"));
    for (QLabel *label : {m_heading, m_why}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
    }
    auto *layout = new QVBoxLayout(page);
    layout->addStretch();
    layout->addWidget(m_heading);
    layout->addWidget(m_why);
    layout->addSpacing(4);
    layout->addWidget(m_rehearse, 0, Qt::AlignCenter);
    layout->addStretch();
    return page;
}

QWidget *RehearsalPanel::createSeen()
{
    auto *page = new QWidget(this);
    createTree();
    m_problem->setObjectName(QStringLiteral("rehearsalProblem"));
    m_advice->setObjectName(QStringLiteral("rehearsalAdvice"));
    auto *problem = new QVBoxLayout;
    problem->setContentsMargins(34, 0, 6, 4);
    problem->addWidget(m_problem);
    problem->addWidget(m_advice);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(createHead());
    layout->addLayout(problem);
    m_lists->addWidget(m_tree);
    m_lists->addWidget(m_queries);
    layout->addWidget(m_lists, 1);
    return page;
}

QLayout *RehearsalPanel::createHead()
{
    m_summary->setObjectName(QStringLiteral("rehearsalSummary"));
    m_worst->setObjectName(QStringLiteral("rehearsalWorst"));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(10, 4, 6, 4);
    head->setSpacing(8);
    head->addWidget(m_icon);
    head->addWidget(m_worst);
    head->addWidget(m_summary, 1);
    head->addWidget(m_showQueries);
    head->addWidget(m_goTo);
    head->addWidget(m_inDiff);
    head->addWidget(m_checkData);
    head->addWidget(m_compare);
    head->addWidget(m_again);
    return head;
}

void RehearsalPanel::createTree()
{
    setUpTree(m_tree);
    m_tree->setObjectName(QStringLiteral("rehearsalTree"));
    m_tree->setAccessibleName(tr("Steps and statements of the rehearsal"));
    m_tree->setModel(m_model);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    setUpRehearsalCells(m_tree);
    connect(m_tree, &QTreeView::activated, this, &RehearsalPanel::goTo);
    connect(m_tree, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (isStatement(index))
            emit placeShown(index.data(RehearsalModel::FileRole).toString(), std::max<qint64>(1, index.data(RehearsalModel::LineRole).toLongLong()), 1);
    });
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &RehearsalPanel::showContextMenu);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &RehearsalPanel::updateButtons);
}

void RehearsalPanel::showRehearsal(const Plan &plan, const Rehearsal &rehearsal)
{
    const Rehearsal &shown = m_model->rehearsal();
    const bool isShown = m_pages->currentIndex() == SeenPage && shown.fingerprint == rehearsal.fingerprint && shown.at == rehearsal.at;
    if (isShown)
        return; // the row that a person is at stays
    m_model->setRehearsal(plan, rehearsal);
    m_tree->expandAll();
    m_queries->showRehearsal(rehearsal);
    m_showQueries->setVisible(!m_queries->isEmpty());
    m_showQueries->setText(m_queries->title());
    m_showQueries->setIcon(Look::icon(m_queries->isAnyWorse() ? QStringLiteral("severity-caution") : QStringLiteral("find")));
    m_showQueries->setChecked(m_showQueries->isChecked() && !m_queries->isEmpty());
    m_pages->setCurrentIndex(SeenPage);
    setFocusProxy(m_tree);
    m_checkData->setToolTip(tr("Asks the rows of the target which of them would make the plan fail"));
    m_compare->setToolTip(tr("Shows this rehearsal beside the one of the same migrations before it"));
    if (const QModelIndex failed = m_model->failedIndex(); failed.isValid()) {
        m_tree->setCurrentIndex(failed);
        m_tree->scrollTo(failed);
    }
    updateHead();
    updateButtons();
    if (!rehearsal.diff.equal())
        emit indexUseRequested();
}

void RehearsalPanel::showNone(const QString &why)
{
    showMessage(tr("Not rehearsed yet"), why);
}

void RehearsalPanel::showStale(const QString &why)
{
    showMessage(tr("Stale: file, schema or server changed since"), why);
}

void RehearsalPanel::showMessage(const QString &heading, const QString &why)
{
    m_model->clear();
    m_heading->setText(heading);
    m_why->setText(why);
    m_why->setVisible(!why.isEmpty());
    m_pages->setCurrentIndex(NonePage);
    setFocusProxy(m_rehearse);
}

void RehearsalPanel::setRehearseEnabled(bool enabled, const QString &whyNot)
{
    const QString toolTip = tr("Runs the plan on a scratch copy and shows what each statement did");
    setEnabledOrWhy(m_rehearse, enabled ? QString() : whyNot, toolTip);
    setEnabledOrWhy(m_again, enabled ? QString() : whyNot, toolTip);
}

void RehearsalPanel::showStep(const QString &version)
{
    if (m_model->failedIndex().isValid())
        return; // that is what there is to be seen
    const QModelIndex step = m_model->stepIndex(version);
    const QModelIndex current = m_tree->currentIndex();
    if (!step.isValid() || current.siblingAtColumn(0) == step || current.parent() == step)
        return;
    m_tree->setCurrentIndex(step);
    m_tree->scrollTo(step, QAbstractItemView::PositionAtTop);
}

void RehearsalPanel::updateHead()
{
    const Rehearsal &rehearsal = m_model->rehearsal();
    m_icon->setIcon(Look::icon(rehearsal.ok ? RunModel::RowState::Done : RunModel::RowState::Failed));
    m_icon->setAccessibleName(rehearsal.ok ? tr("succeeded") : tr("failed"));
    const ObservedLock worst = worstLock(rehearsal);
    const bool isUnknown = worst.stops == Stops::Nobody && locksUnknown(rehearsal) > 0;
    m_worst->setPlate({worstLockText(rehearsal), isUnknown ? Tone::Quiet : worst.stops == Stops::Nobody ? Tone::Good : Look::tone(worst.stops)});
    const QString place = rehearsal.place.isEmpty() ? QString() : tr(" · on %1").arg(QStringList(QStringList(rehearsal.place) + rehearsal.remarks).join(QStringLiteral("; ")));
    m_summary->setText(rehearsalText(rehearsal) + place);
    QStringList problems;
    if (!rehearsal.ok)
        problems << tr("The rehearsal failed: %1").arg(rehearsal.error ? rehearsal.error->text() : tr("no reason is known"));
    if (!rehearsal.integrity.isEmpty())
        problems << tr("The database's own checks found: %1").arg(rehearsal.integrity.join(QStringLiteral("; ")));
    m_problem->setText(problems.join(QStringLiteral(" · ")));
    m_problem->setVisible(!problems.isEmpty());
    showAdvice(touchedIndexAdvice(rehearsal));
}

void RehearsalPanel::showAdvice(const QStringList &lines)
{
    m_advice->setText(tr("Indexes: %1").arg(lines.join(QStringLiteral(" · "))));
    m_advice->setLongText(plainToolTip(lines));
    m_advice->setVisible(!lines.isEmpty());
}

void RehearsalPanel::showUnusedIndexes(const Result<std::vector<IndexUse>> &unused)
{
    if (m_pages->currentIndex() != SeenPage)
        return; // it went stale meanwhile
    QStringList lines = touchedIndexAdvice(m_model->rehearsal());
    if (unused) {
        for (const IndexUse &use : *unused)
            lines << text(use);
    } else {
        const Error &error = unused.error();
        lines << tr("which ones nobody reads is unknown: %1").arg(error.why.isEmpty() ? error.what : tr("%1 (%2)").arg(error.what, error.why));
    }
    showAdvice(lines);
}

void RehearsalPanel::updateButtons()
{
    const QModelIndex current = m_tree->currentIndex();
    const QString none = current.isValid() && isStatement(current) ? QString() : tr("Choose a statement first");
    setEnabledOrWhy(m_goTo, none, tr("Show the statement in the editor (Enter)"));
    setEnabledOrWhy(m_inDiff, !none.isEmpty() || !current.data(RehearsalModel::ObjectsRole).toStringList().isEmpty() ? none : tr("It names no object"),
                    tr("Show what became of its object in the schema diff"));
}

void RehearsalPanel::goTo(const QModelIndex &index)
{
    if (index.isValid() && isStatement(index))
        emit goToRequested(index.data(RehearsalModel::FileRole).toString(), std::max<qint64>(1, index.data(RehearsalModel::LineRole).toLongLong()), 1);
}

void RehearsalPanel::showInDiff()
{
    const QStringList objects = m_tree->currentIndex().data(RehearsalModel::ObjectsRole).toStringList();
    if (!objects.isEmpty())
        emit diffRequested(objects);
}

void RehearsalPanel::showContextMenu(const QPoint &position)
{
    const QModelIndex index = m_tree->indexAt(position);
    if (!index.isValid() || !isStatement(index))
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("rehearsalMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QToolButton *button : {m_goTo, m_inDiff})
        menu->addAction(button->icon(), button->text(), button, &QToolButton::click)->setEnabled(button->isEnabled());
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

QByteArray RehearsalPanel::saveState() const
{
    return m_tree->header()->saveState();
}

void RehearsalPanel::restoreState(const QByteArray &state)
{
    m_tree->header()->restoreState(state);
}

} // namespace lk
