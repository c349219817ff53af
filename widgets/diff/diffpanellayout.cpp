// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How the diff panel is put together.
#include "models/items/schemadiffmodel.h"
#include "models/items/texts.h"
#include "models/sql/dialect.h"
#include "widgets/diff/difffilterbutton.h"
#include "widgets/diff/diffpages.h"
#include "widgets/diff/diffpanel.h"
#include "widgets/diff/sidebyside.h"
#include "widgets/editor/syntaxes.h"
#include "widgets/look/meaningdelegate.h"
#include "widgets/window/elidedlabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>

namespace lk {

DiffPanel::DiffPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new SchemaDiffModel(this))
    , m_filter(new QSortFilterProxyModel(this))
    , m_title(new ElidedLabel(Qt::ElideRight, this))
    , m_counts(new QLabel(this))
    , m_leftOut(new QLabel(this))
    , m_position(new QLabel(this))
    , m_previous(
          createButton(QStringLiteral("previous"), QStringLiteral("diffPrevious"), tr("Previous change (Shift+F8)")))
    , m_next(createButton(QStringLiteral("next"), QStringLiteral("diffNext"), tr("Next change (F8)")))
    , m_filterButton(new DiffFilterButton(this))
    , m_copy(createCopyButton())
    , m_export(createButton(QStringLiteral("report"), QStringLiteral("diffExport"), tr("Save the shown changes as a page, Markdown or SQL text…")))
    , m_pages(new QStackedWidget(this))
    , m_heading(new QLabel(this))
    , m_why(new QLabel(this))
    , m_rehearse(new QPushButton(Look::icon(QStringLiteral("rehearse")), tr("Rehearse"), this))
    , m_allHidden(new QLabel(this))
    , m_filterText(new QLineEdit(this))
    , m_tree(new QTreeView(this))
    , m_sides(new SideBySide(this))
    , m_details(new QLabel(this))
    , m_splitter(new QSplitter(this))
{
    setObjectName(QStringLiteral("diffPanel"));
    m_filter->setSourceModel(m_model);
    m_filter->setRecursiveFilteringEnabled(true);
    m_filter->setAutoAcceptChildRows(true);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_filter->setFilterKeyColumn(SchemaDiffModel::ObjectColumn);
    m_pages->addWidget(createNotRehearsed());
    m_pages->addWidget(createEqual());
    m_pages->addWidget(createAllHidden());
    m_pages->addWidget(createDiff());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(createHeader());
    layout->addWidget(m_pages, 1);
    createActions();
    showNotRehearsed({});
}

QToolButton *DiffPanel::createButton(const QString &icon, const QString &name, const QString &what)
{
    auto *button = new QToolButton(this);
    button->setIcon(Look::icon(icon));
    button->setObjectName(name);
    button->setToolTip(what);
    button->setAccessibleName(what);
    button->setAutoRaise(true);
    return button;
}

QToolButton *DiffPanel::createCopyButton()
{
    QToolButton *button = createButton(QStringLiteral("copy"), QStringLiteral("diffCopy"), tr("Copy changes"));
    auto *menu = new QMenu(button);
    menu->addAction(tr("Copy the &chosen one"), this, &DiffPanel::copyChosen)->setObjectName(QStringLiteral("diffCopyChosen"));
    menu->addAction(tr("Copy &all as SQL"), this, [this] { copyAll(false); })->setObjectName(QStringLiteral("diffCopySql"));
    menu->addAction(tr("Copy all as &Markdown"), this, [this] { copyAll(true); })->setObjectName(QStringLiteral("diffCopyMarkdown"));
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    return button;
}

QWidget *DiffPanel::createHeader()
{
    auto *header = new QWidget(this);
    m_title->setObjectName(QStringLiteral("diffTitle"));
    m_counts->setObjectName(QStringLiteral("diffCounts"));
    m_leftOut->setObjectName(QStringLiteral("diffLeftOut"));
    m_position->setObjectName(QStringLiteral("diffPosition"));
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(8, 2, 6, 2);
    layout->setSpacing(8);
    layout->addWidget(m_title, 1);
    layout->addWidget(m_counts);
    layout->addWidget(m_leftOut);
    layout->addWidget(m_position);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    for (QToolButton *button : {m_previous, m_next, static_cast<QToolButton *>(m_filterButton), m_copy, m_export}) {
        button->setFocusPolicy(Qt::TabFocus);
        buttons->addWidget(button);
    }
    layout->addLayout(buttons);
    connect(m_previous, &QToolButton::clicked, this, &DiffPanel::previousChange);
    connect(m_next, &QToolButton::clicked, this, &DiffPanel::nextChange);
    connect(m_export, &QToolButton::clicked, this, &DiffPanel::exportRequested);
    connect(m_filterButton, &DiffFilterButton::optionsChanged, this, &DiffPanel::onOptionsChanged);
    return header;
}

QWidget *DiffPanel::createNotRehearsed()
{
    auto *page = new QWidget(this);
    QFont large = m_heading->font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    m_heading->setFont(large);
    m_heading->setAlignment(Qt::AlignCenter);
    m_heading->setObjectName(QStringLiteral("diffNotRehearsed"));
    m_why->setObjectName(QStringLiteral("diffWhy"));
    m_why->setTextFormat(Qt::PlainText);
    m_why->setAlignment(Qt::AlignCenter);
    m_why->setWordWrap(true);
    m_rehearse->setObjectName(QStringLiteral("diffRehearse"));
    m_rehearse->setAccessibleName(tr("Rehearse to see the schema diff"));
    auto *layout = new QVBoxLayout(page);
    layout->addStretch();
    layout->addWidget(m_heading);
    layout->addWidget(m_why);
    layout->addSpacing(6);
    layout->addWidget(m_rehearse, 0, Qt::AlignCenter);
    layout->addStretch();
    connect(m_rehearse, &QPushButton::clicked, this, &DiffPanel::rehearseRequested);
    return page;
}

QWidget *DiffPanel::createEqual()
{
    auto *equal = new QLabel(tr("The schema is the same before and after."), this);
    equal->setObjectName(QStringLiteral("diffEqual"));
    equal->setAlignment(Qt::AlignCenter);
    return equal;
}

QWidget *DiffPanel::createAllHidden()
{
    auto *page = new QWidget(this);
    m_allHidden->setObjectName(QStringLiteral("diffAllHidden"));
    m_allHidden->setAlignment(Qt::AlignCenter);
    m_allHidden->setWordWrap(true);
    auto *show = new QPushButton(tr("Show everything"), page);
    show->setObjectName(QStringLiteral("diffShowEverything"));
    auto *layout = new QVBoxLayout(page);
    layout->addStretch();
    layout->addWidget(m_allHidden);
    layout->addSpacing(6);
    layout->addWidget(show, 0, Qt::AlignCenter);
    layout->addStretch();
    connect(show, &QPushButton::clicked, this, [this] {
        m_filterButton->setOptions({});
        onOptionsChanged({});
    });
    return page;
}

QWidget *DiffPanel::createObjects()
{
    m_filterText->setObjectName(QStringLiteral("diffFilter"));
    m_filterText->setAccessibleName(tr("Find changed objects by name"));
    m_filterText->setPlaceholderText(tr("Find by name"));
    m_filterText->setToolTip(tr("Shows the objects of this name only; Enter goes to the next one, Shift+Enter to the one before"));
    m_filterText->setClearButtonEnabled(true);
    m_tree->setObjectName(QStringLiteral("diffTree"));
    m_tree->setAccessibleName(tr("Changed objects"));
    m_tree->setModel(m_filter);
    m_tree->setUniformRowHeights(true);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    const auto kindOf = [](const QModelIndex &index) { return ChangeKind(index.data(SchemaDiffModel::KindRole).toInt()); };
    const auto icon = [kindOf](const QModelIndex &index) { return MeaningDelegate::Shown{Look::icon(kindOf(index)), {}}; };
    const auto color = [kindOf](const QModelIndex &index) { return MeaningDelegate::Shown{{}, Look::color(kindOf(index))}; };
    m_tree->setItemDelegateForColumn(SchemaDiffModel::ObjectColumn, new MeaningDelegate(icon, this));
    m_tree->setItemDelegateForColumn(SchemaDiffModel::ChangeColumn, new MeaningDelegate(color, this));
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->resizeSection(SchemaDiffModel::ObjectColumn, 190);
    auto *objects = new QWidget(this);
    auto *layout = new QVBoxLayout(objects);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(6, 4, 6, 4);
    row->addWidget(m_filterText);
    layout->addLayout(row);
    layout->addWidget(m_tree, 1);
    connect(m_filterText, &QLineEdit::textChanged, this, &DiffPanel::onFilterEdited);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &DiffPanel::showContextMenu);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) { onCurrentChanged(current); });
    return objects;
}

QWidget *DiffPanel::createDiff()
{
    QWidget *left = createObjects();
    m_details->setObjectName(QStringLiteral("diffDetails"));
    m_details->setTextFormat(Qt::PlainText);
    m_details->setWordWrap(true);
    m_details->setContentsMargins(8, 4, 8, 4);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sides->setSyntax(syntaxOf(QStringLiteral("definition.sql"), sqliteDialect()));
    auto *right = new QWidget(this);
    auto *layout = new QVBoxLayout(right);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_sides, 1);
    layout->addWidget(m_details);
    m_splitter->setObjectName(QStringLiteral("diffSplitter"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(left);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({280, 680});
    return m_splitter;
}

void DiffPanel::createActions()
{
    const auto add = [this](QWidget *where, const QString &name, const QString &text, const QKeySequence &keys, Qt::ShortcutContext context, auto does) {
        auto *action = new QAction(text, this);
        action->setObjectName(name);
        action->setShortcut(keys);
        action->setShortcutContext(context);
        connect(action, &QAction::triggered, this, does);
        where->addAction(action);
    };
    const auto within = Qt::WidgetWithChildrenShortcut;
    add(this, QStringLiteral("diffNextAction"), tr("Next change"), Qt::Key_F8, within, &DiffPanel::nextChange);
    add(this, QStringLiteral("diffPreviousAction"), tr("Previous change"), Qt::SHIFT | Qt::Key_F8, within, &DiffPanel::previousChange);
    add(this, QStringLiteral("diffFindAction"), tr("Find changed objects"), QKeySequence::Find, within, [this] {
        m_filterText->setFocus(Qt::ShortcutFocusReason);
        m_filterText->selectAll();
    });
    add(m_tree, QStringLiteral("diffCopyAction"), tr("Copy"), QKeySequence::Copy, Qt::WidgetShortcut, &DiffPanel::copyChosen);
    add(m_filterText, QStringLiteral("diffFindNext"), tr("Find next"), Qt::Key_Return, Qt::WidgetShortcut, [this] { find(true); });
    add(m_filterText, QStringLiteral("diffFindPrevious"), tr("Find previous"), Qt::SHIFT | Qt::Key_Return, Qt::WidgetShortcut, [this] { find(false); });
}

} // namespace lk
