// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diff/diffpanel.h"

#include "models/items/schemadiffmodel.h"
#include "models/items/texts.h"
#include "models/sql/dialect.h"
#include "widgets/diff/sidebyside.h"
#include "widgets/editor/syntaxes.h"
#include "widgets/look/meaningdelegate.h"
#include "widgets/window/elidedlabel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>

namespace lk {

namespace {

enum Page { NotRehearsedPage, EqualPage, DiffPage };

} // namespace

DiffPanel::DiffPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new SchemaDiffModel(this))
    , m_filter(new QSortFilterProxyModel(this))
    , m_title(new ElidedLabel(Qt::ElideRight, this))
    , m_counts(new QLabel(this))
    , m_position(new QLabel(this))
    , m_previous(
          createButton(QStringLiteral("previous"), QStringLiteral("diffPrevious"), tr("Previous change (Shift+F8)")))
    , m_next(createButton(QStringLiteral("next"), QStringLiteral("diffNext"), tr("Next change (F8)")))
    , m_pages(new QStackedWidget(this))
    , m_why(new QLabel(this))
    , m_rehearse(new QPushButton(Look::icon(QStringLiteral("rehearse")), tr("Rehearse"), this))
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

QWidget *DiffPanel::createHeader()
{
    auto *header = new QWidget(this);
    auto *heading = new QLabel(tr("Schema diff"), header);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    m_title->setObjectName(QStringLiteral("diffTitle"));
    m_counts->setObjectName(QStringLiteral("diffCounts"));
    m_position->setObjectName(QStringLiteral("diffPosition"));
    auto *layout = new QHBoxLayout(header);
    layout->setContentsMargins(8, 4, 6, 4);
    layout->setSpacing(8);
    layout->addWidget(heading);
    layout->addWidget(m_title, 1);
    layout->addWidget(m_counts);
    layout->addWidget(m_position);
    layout->addWidget(m_previous);
    layout->addWidget(m_next);
    connect(m_previous, &QToolButton::clicked, this, &DiffPanel::previousChange);
    connect(m_next, &QToolButton::clicked, this, &DiffPanel::nextChange);
    return header;
}

QWidget *DiffPanel::createNotRehearsed()
{
    auto *page = new QWidget(this);
    auto *heading = new QLabel(tr("Not rehearsed yet"), page);
    QFont large = heading->font();
    large.setPointSizeF(large.pointSizeF() * 1.25);
    large.setBold(true);
    heading->setFont(large);
    heading->setAlignment(Qt::AlignCenter);
    heading->setObjectName(QStringLiteral("diffNotRehearsed"));
    m_why->setObjectName(QStringLiteral("diffWhy"));
    m_why->setTextFormat(Qt::PlainText);
    m_why->setAlignment(Qt::AlignCenter);
    m_why->setWordWrap(true);
    m_rehearse->setObjectName(QStringLiteral("diffRehearse"));
    m_rehearse->setAccessibleName(tr("Rehearse to see the schema diff"));
    auto *layout = new QVBoxLayout(page);
    layout->addStretch();
    layout->addWidget(heading);
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

QWidget *DiffPanel::createDiff()
{
    m_filterText->setObjectName(QStringLiteral("diffFilter"));
    m_filterText->setAccessibleName(tr("Filter changed objects"));
    m_filterText->setPlaceholderText(tr("Filter objects"));
    m_filterText->setClearButtonEnabled(true);
    m_tree->setObjectName(QStringLiteral("diffTree"));
    m_tree->setAccessibleName(tr("Changed objects"));
    m_tree->setModel(m_filter);
    m_tree->setUniformRowHeights(true);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setItemDelegateForColumn(SchemaDiffModel::ObjectColumn,
                                     new MeaningDelegate(
                                         [](const QModelIndex &index) {
                                             return MeaningDelegate::Shown{
                                                 Look::icon(ChangeKind(index.data(SchemaDiffModel::KindRole).toInt())),
                                                 {}};
                                         },
                                         this));
    m_tree->setItemDelegateForColumn(
        SchemaDiffModel::ChangeColumn,
        new MeaningDelegate(
            [](const QModelIndex &index) {
                return MeaningDelegate::Shown{{},
                                              Look::color(ChangeKind(index.data(SchemaDiffModel::KindRole).toInt()))};
            },
            this));
    m_tree->header()->setStretchLastSection(true);
    m_tree->header()->resizeSection(SchemaDiffModel::ObjectColumn, 170);
    m_details->setObjectName(QStringLiteral("diffDetails"));
    m_details->setTextFormat(Qt::PlainText);
    m_details->setWordWrap(true);
    m_details->setContentsMargins(8, 4, 8, 4);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_sides->setSyntax(syntaxOf(QStringLiteral("definition.sql"), sqliteDialect()));

    auto *left = new QWidget(this);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(0);
    auto *filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(6, 4, 6, 4);
    filterRow->addWidget(m_filterText);
    leftLayout->addLayout(filterRow);
    leftLayout->addWidget(m_tree, 1);
    auto *right = new QWidget(this);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    rightLayout->addWidget(m_sides, 1);
    rightLayout->addWidget(m_details);
    m_splitter->setObjectName(QStringLiteral("diffSplitter"));
    m_splitter->setHandleWidth(1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(left);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({260, 700});
    connect(m_filterText, &QLineEdit::textChanged, this, &DiffPanel::onFilterEdited);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) { onCurrentChanged(current); });
    return m_splitter;
}

void DiffPanel::createActions()
{
    const auto add = [this](const QString &name, const QString &text, const QKeySequence &keys,
                            void (DiffPanel::*does)()) {
        auto *action = new QAction(text, this);
        action->setObjectName(name);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, does);
        addAction(action);
    };
    add(QStringLiteral("diffNextAction"), tr("Next change"), Qt::Key_F8, &DiffPanel::nextChange);
    add(QStringLiteral("diffPreviousAction"), tr("Previous change"), Qt::SHIFT | Qt::Key_F8,
        &DiffPanel::previousChange);
}

void DiffPanel::showNotRehearsed(const QString &why)
{
    m_model->setDiff({});
    m_why->setText(why);
    m_why->setVisible(!why.isEmpty());
    m_title->setText({});
    m_counts->clear();
    m_pages->setCurrentIndex(NotRehearsedPage);
    updateButtons();
}

void DiffPanel::showDiff(const SchemaDiff &diff, const QString &title)
{
    m_filterText->clear();
    m_model->setDiff(diff);
    m_title->setText(title);
    m_counts->setText(countsText());
    m_pages->setCurrentIndex(diff.equal() ? EqualPage : DiffPage);
    m_tree->expandAll();
    m_tree->setCurrentIndex(m_filter->index(0, 0));
    if (!m_tree->currentIndex().isValid())
        onCurrentChanged({});
    updateButtons();
}

void DiffPanel::setRehearseEnabled(bool enabled, const QString &whyNot)
{
    m_rehearse->setEnabled(enabled);
    m_rehearse->setToolTip(enabled ? tr("Runs the plan on a scratch copy and shows what it did")
                                   : plainToolTip({whyNot}));
}

bool DiffPanel::showObject(const QStringList &names)
{
    if (m_pages->currentIndex() != DiffPage)
        return false;
    m_filterText->clear();
    for (const QString &name : names) {
        const QModelIndex found = rowOf(QString(name).remove(u'"').remove(u'`'), {});
        if (!found.isValid())
            continue;
        m_tree->setCurrentIndex(found);
        m_tree->scrollTo(found);
        return true;
    }
    return false;
}

QModelIndex DiffPanel::rowOf(const QString &name, const QModelIndex &parent) const
{
    for (int row = 0; row < m_filter->rowCount(parent); ++row) {
        const QModelIndex index = m_filter->index(row, SchemaDiffModel::ObjectColumn, parent);
        const QString shown = index.data(SchemaDiffModel::NameRole).toString();
        const bool isSame = shown.compare(name, Qt::CaseInsensitive) == 0 || shown.endsWith(u'.' + name, Qt::CaseInsensitive)
                            || name.endsWith(u'.' + shown, Qt::CaseInsensitive);
        if (isSame)
            return index;
        if (const QModelIndex below = rowOf(name, index); below.isValid())
            return below;
    }
    return {};
}

QString DiffPanel::countsText() const
{
    const SchemaDiffModel::Counts counts = m_model->counts();
    QStringList texts;
    if (counts.added > 0)
        texts << tr("%1 added").arg(counts.added);
    if (counts.removed > 0)
        texts << tr("%1 removed").arg(counts.removed);
    if (counts.altered > 0)
        texts << tr("%1 altered").arg(counts.altered);
    return texts.join(QStringLiteral(" · "));
}

void DiffPanel::onCurrentChanged(const QModelIndex &current)
{
    const QModelIndex object = current.siblingAtColumn(SchemaDiffModel::ObjectColumn);
    m_sides->setTexts(object.data(SchemaDiffModel::BeforeRole).toString(),
                      object.data(SchemaDiffModel::AfterRole).toString());
    QStringList details = object.data(SchemaDiffModel::DetailsRole).toStringList();
    if (const QVariant rows = object.data(SchemaDiffModel::DestroysRowsRole); rows.toLongLong() > 0)
        details.prepend(tr("Rows whose data goes: %1").arg(rowsText(rows.toLongLong())));
    if (!m_sides->diff().exact)
        details << tr("Too long to be compared line by line.");
    m_details->setText(details.join(u'\n'));
    m_details->setVisible(!details.isEmpty());
    updatePosition();
}

void DiffPanel::onFilterEdited(const QString &text)
{
    m_filter->setFilterFixedString(text);
    m_tree->expandAll();
    if (!m_tree->currentIndex().isValid())
        m_tree->setCurrentIndex(m_filter->index(0, 0));
}

void DiffPanel::nextChange()
{
    if (!m_sides->step(true) && moveCurrent(true))
        m_sides->goToFirstChange();
    updatePosition();
}

void DiffPanel::previousChange()
{
    if (!m_sides->step(false) && moveCurrent(false))
        m_sides->goToLastChange();
    updatePosition();
}

// To the next object in the tree; its parts are told within it unless it has nothing of its own to show.
bool DiffPanel::moveCurrent(bool forwards)
{
    const QModelIndex current = m_tree->currentIndex().siblingAtColumn(0);
    if (!current.isValid())
        return false;
    const QModelIndex next = forwards ? m_tree->indexBelow(current) : m_tree->indexAbove(current);
    if (!next.isValid())
        return false;
    m_tree->setCurrentIndex(next);
    return true;
}

void DiffPanel::updatePosition()
{
    const int blocks = int(m_sides->diff().changes().size());
    const int current = m_sides->currentChange();
    m_position->setText(
        m_pages->currentIndex() == DiffPage && current >= 0 ? tr("%1 of %2").arg(current + 1).arg(blocks) : QString());
}

void DiffPanel::updateButtons()
{
    const bool shown = m_pages->currentIndex() == DiffPage;
    m_previous->setEnabled(shown);
    m_next->setEnabled(shown);
    updatePosition();
}

QByteArray DiffPanel::saveState() const
{
    return m_splitter->saveState();
}

void DiffPanel::restoreState(const QByteArray &state)
{
    m_splitter->restoreState(state);
}

} // namespace lk
