// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/checklist/checklistpanel.h"

#include "models/checklist/checklist.h"
#include "models/items/checklistmodel.h"
#include "models/items/texts.h"
#include "widgets/checklist/itemdetail.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/meaningdelegate.h"
#include "widgets/look/tables.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QSplitter>

namespace lk {

namespace {

/// Phases have their own icon, items that of their state, like a box that is ticked.
MeaningDelegate::Shown shownTitle(const QModelIndex &index)
{
    if (index.data(ChecklistModel::IdRole).toString().isEmpty())
        return {Look::icon(static_cast<Phase>(index.data(ChecklistModel::PhaseRole).toInt())), {}};
    return {Look::icon(static_cast<ItemState>(index.data(ChecklistModel::StateRole).toInt())), {}};
}

MeaningDelegate::Shown shownState(const QModelIndex &index)
{
    return {{}, Look::color(static_cast<ItemState>(index.data(ChecklistModel::StateRole).toInt()))};
}

} // namespace

ChecklistPanel::ChecklistPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new ChecklistModel(this))
    , m_tree(new QTreeView(this))
    , m_about(quietLabel(QStringLiteral("checklistAbout"), this))
    , m_gateIcon(new IconLabel({}, this))
    , m_gate(new QLabel(this))
    , m_detail(new ItemDetail)
    , m_splitter(new QSplitter(Qt::Vertical, this))
{
    setObjectName(QStringLiteral("checklistPanel"));
    setAccessibleName(tr("Checklist"));
    createTree();
    m_about->setWordWrap(true);
    m_gate->setObjectName(QStringLiteral("checklistGate"));
    m_gate->setTextFormat(Qt::RichText);
    m_gate->setWordWrap(true);
    m_gate->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    keepLinkColour(m_gate);
    connect(m_gate, &QLabel::linkActivated, this, &ChecklistPanel::showBlockers);

    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_detail);
    m_splitter->setObjectName(QStringLiteral("checklistSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(scroll);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({400, 170});

    auto *gate = new QHBoxLayout;
    gate->setSpacing(6);
    gate->addWidget(m_gateIcon, 0, Qt::AlignTop);
    gate->addWidget(m_gate, 1);
    auto *head = new QVBoxLayout;
    head->setContentsMargins(10, 8, 10, 8);
    head->setSpacing(4);
    auto *title = new QLabel(tr("Checklist"), this);
    QFont bold = font();
    bold.setBold(true);
    title->setFont(bold);
    auto *first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(title, 0, Qt::AlignTop);
    first->addWidget(m_about, 1);
    head->addLayout(first);
    head->addLayout(gate);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_splitter, 1);

    connect(m_detail, &ItemDetail::tickRequested, this, &ChecklistPanel::tickRequested);
    connect(m_detail, &ItemDetail::untickRequested, this, &ChecklistPanel::untickRequested);
    connect(m_detail, &ItemDetail::waiveRequested, this, &ChecklistPanel::waiveRequested);
    connect(m_detail, &ItemDetail::actionRequested, this, &ChecklistPanel::actionRequested);
}

void ChecklistPanel::createTree()
{
    setUpTree(m_tree);
    m_tree->setObjectName(QStringLiteral("checklistTree"));
    m_tree->setAccessibleName(tr("Checklist items"));
    m_tree->setModel(m_model);
    m_tree->setHeaderHidden(true);
    m_tree->setIndentation(14);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setItemDelegateForColumn(ChecklistModel::TitleColumn, new MeaningDelegate(shownTitle, m_tree));
    m_tree->setItemDelegateForColumn(ChecklistModel::StateColumn, new MeaningDelegate(shownState, m_tree));
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setMinimumSectionSize(24);
    m_tree->header()->setSectionResizeMode(ChecklistModel::TitleColumn, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(ChecklistModel::StateColumn, QHeaderView::Fixed);
    m_tree->header()->resizeSection(ChecklistModel::StateColumn,
                                    m_tree->fontMetrics().horizontalAdvance(word(ItemState::Waived)) + 22);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &ChecklistPanel::onCurrentChanged);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &ChecklistPanel::onCurrentChanged);
    connect(m_model, &QAbstractItemModel::modelReset, this, &ChecklistPanel::onCurrentChanged);
    connect(m_tree, &QTreeView::activated, this, &ChecklistPanel::onActivated);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &ChecklistPanel::showContextMenu);
}

void ChecklistPanel::setChecklist(std::vector<ChecklistItem> items, std::vector<ChecklistItem> blockers,
                                  const QString &about, const QString &whyEmpty)
{
    const QString kept = currentItem();
    m_blockers = std::move(blockers);
    m_model->setItems(std::move(items));
    m_about->setText(about);
    m_about->setVisible(!about.isEmpty());
    if (!whyEmpty.isEmpty())
        m_gate->setText(whyEmpty.toHtmlEscaped());
    else if (m_blockers.empty())
        m_gate->setText(tr("Nothing holds up Apply."));
    else
        m_gate->setText(
            tr("Apply waits for %n item(s). <a href=\"blockers\">Why not?</a>", nullptr, int(m_blockers.size())));
    const ItemState gate = !whyEmpty.isEmpty()  ? ItemState::Open
                           : m_blockers.empty() ? ItemState::Done
                                                : ItemState::Failing;
    m_gateIcon->setIcon(Look::icon(gate));
    unfoldAtFirst();
    if (!kept.isEmpty() && currentItem() != kept)
        select(kept);
}

void ChecklistPanel::unfoldAtFirst()
{
    if (m_unfolded || m_model->rowCount() == 0)
        return;
    m_tree->expandAll();
    m_unfolded = true;
}

const ChecklistItem *ChecklistPanel::current() const
{
    return m_model->item(m_tree->currentIndex());
}

QString ChecklistPanel::currentItem() const
{
    const ChecklistItem *item = current();
    return item ? item->id : QString();
}

void ChecklistPanel::select(const QString &item)
{
    const QModelIndex index = m_model->indexOf(item);
    if (!index.isValid())
        return;
    m_tree->expand(index.parent());
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
}

void ChecklistPanel::onCurrentChanged()
{
    const ChecklistItem *item = current();
    m_detail->setItem(item ? std::optional(*item) : std::nullopt);
}

void ChecklistPanel::onActivated()
{
    const ChecklistItem *item = current();
    if (!item || !mayBeTicked(*item))
        return;
    if (!item->satisfied())
        emit tickRequested(*item);
    else if (!item->by.isEmpty() && item->state == ItemState::Done)
        emit untickRequested(*item);
}

void ChecklistPanel::showContextMenu(const QPoint &position)
{
    const ChecklistItem *found = m_model->item(m_tree->indexAt(position));
    if (!found)
        return;
    const ChecklistItem item = *found;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (mayBeTicked(item) && !item.satisfied())
        menu->addAction(tr("Tick…"), this, [this, item] { emit tickRequested(item); });
    if (mayBeTicked(item) && item.state == ItemState::Done && !item.by.isEmpty())
        menu->addAction(tr("Untick"), this, [this, item] { emit untickRequested(item); });
    if (const ItemAction action = actionFor(item.id); action != ItemAction::None)
        menu->addAction(title(action), this, [this, action, item] { emit actionRequested(action, item); });
    if (!item.satisfied() && mayBeWaived(item.id))
        menu->addAction(tr("Waive…"), this, [this, item] { emit waiveRequested(item); });
    if (menu->isEmpty()) {
        menu->deleteLater();
        return;
    }
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

void ChecklistPanel::showBlockers()
{
    if (m_blockers.empty())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("blockersMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const ChecklistItem &item : m_blockers) {
        const QString text =
            oneLine(QStringLiteral("%1: %2").arg(item.title, item.why), 100).replace(u'&', QStringLiteral("&&"));
        menu->addAction(Look::icon(item.state), text, this, [this, id = item.id] { select(id); });
    }
    menu->popup(m_gate->mapToGlobal(QPoint(0, m_gate->height())));
}

QByteArray ChecklistPanel::saveState() const
{
    return m_splitter->saveState();
}

void ChecklistPanel::restoreState(const QByteArray &state)
{
    m_splitter->restoreState(state);
}

} // namespace lk
