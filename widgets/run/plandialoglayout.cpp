// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How PlanDialog is put together.
#include "models/items/findingmodel.h"
#include "models/items/planmodel.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/meaningdelegate.h"
#include "widgets/look/tables.h"
#include "widgets/run/blockerlist.h"
#include "widgets/run/lockweatherbox.h"
#include "widgets/run/plandialog.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QTreeView>

namespace lk {

PlanDialog::PlanDialog(QWidget *parent)
    : QDialog(parent)
    , m_model(new PlanModel(this))
    , m_findings(new FindingModel(this))
    , m_icon(new IconLabel({}, this, 24))
    , m_title(new QLabel(this))
    , m_subtitle(quietLabel(QStringLiteral("planSubtitle"), this))
    , m_warnings(new QVBoxLayout)
    , m_weather(new LockWeatherBox(this))
    , m_tree(new QTreeView(this))
    , m_findingsBox(new QWidget(this))
    , m_findingsView(new QTableView(m_findingsBox))
    , m_blockers(new BlockerList(this))
    , m_ask(new QLabel(this))
    , m_typed(new QLineEdit(this))
    , m_busyText(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancelWork(new QPushButton(tr("Cancel this"), this))
    , m_error(new QLabel(this))
    , m_rehearse(new QPushButton(Look::icon(QStringLiteral("rehearse")), tr("Rehearse"), this))
    , m_apply(new QPushButton(this))
{
    setObjectName(QStringLiteral("planDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_ask->setTextFormat(Qt::PlainText);
    m_ask->setWordWrap(true);
    m_ask->setBuddy(m_typed);
    m_typed->setObjectName(QStringLiteral("planDatabaseName"));
    m_typed->setAccessibleName(tr("Name of the database"));
    m_error->setObjectName(QStringLiteral("planError"));
    m_error->setTextFormat(Qt::RichText);
    m_error->setWordWrap(true);
    m_error->hide();
    m_warnings->setSpacing(4);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addLayout(createHead());
    layout->addLayout(m_warnings);
    layout->addWidget(m_weather);
    layout->addWidget(createTree(), 3);
    layout->addWidget(createFindings());
    layout->addWidget(m_blockers);
    layout->addWidget(m_error);
    layout->addWidget(m_ask);
    layout->addWidget(m_typed);
    layout->addLayout(createBusy());
    layout->addLayout(createButtons());
    resize(940, 700);

    connect(m_typed, &QLineEdit::textChanged, this, &PlanDialog::updateButtons);
    connect(m_error, &QLabel::linkActivated, this, [this](const QString &link) {
        const QStringList parts = link.split(u':');
        if (parts.size() >= 4)
            emit placeActivated(parts.mid(3).join(u':'), parts[1].toLongLong(), parts[2].toLongLong());
    });
    connect(m_blockers, &BlockerList::actionRequested, this, &PlanDialog::actionRequested);
    connect(m_blockers, &BlockerList::goToRequested, this, &PlanDialog::goToItemRequested);
    connect(m_blockers, &BlockerList::waiveRequested, this, &PlanDialog::waiveItemRequested);
    connect(m_weather, &LockWeatherBox::refreshRequested, this, &PlanDialog::askLockWeather);
    setBusy({});
    setWaiting();
    m_weather->hide();
    m_findingsBox->hide();
    m_blockers->hide();
    m_ask->hide();
    m_typed->hide();
}

QLayout *PlanDialog::createHead()
{
    m_title->setObjectName(QStringLiteral("planTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    QFont large = font();
    large.setBold(true);
    large.setPointSizeF(large.pointSizeF() * 1.25);
    m_title->setFont(large);
    m_subtitle->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_subtitle);
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(m_icon, 0, Qt::AlignTop);
    head->addLayout(texts, 1);
    return head;
}

QWidget *PlanDialog::createTree()
{
    setUpTree(m_tree);
    m_tree->setObjectName(QStringLiteral("planTree"));
    m_tree->setAccessibleName(tr("Steps and statements of the plan"));
    m_tree->setFrameShape(QFrame::StyledPanel);
    m_tree->setAlternatingRowColors(true);
    m_tree->setModel(m_model);
    m_tree->setMinimumHeight(120);
    QHeaderView *header = m_tree->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(PlanModel::WhatColumn, QHeaderView::Stretch);
    header->resizeSection(PlanModel::PlaceColumn, 180);
    header->resizeSection(PlanModel::LocksColumn, 190);
    m_tree->setItemDelegateForColumn(PlanModel::LocksColumn, new MeaningDelegate(
                                                                 [](const QModelIndex &index) {
                                                                     const QVariant stops = index.data(PlanModel::StopsRole);
                                                                     return MeaningDelegate::Shown{{}, Look::color(stops.isValid() ? Look::tone(Stops(stops.toInt())) : Tone::Quiet)};
                                                                 },
                                                                 m_tree));
    header->resizeSection(PlanModel::RowsColumn, 80);
    header->resizeSection(PlanModel::TimeColumn, 90);
    connect(m_tree, &QTreeView::activated, this, [this](const QModelIndex &index) {
        const QString file = index.data(PlanModel::FileRole).toString();
        if (!file.isEmpty())
            emit placeActivated(file, index.data(PlanModel::LineRole).toLongLong(), 1);
    });
    return m_tree;
}

QWidget *PlanDialog::createFindings()
{
    auto *title = new QLabel(tr("Findings"), m_findingsBox);
    QFont bold = font();
    bold.setBold(true);
    title->setFont(bold);
    setUpTable(m_findingsView);
    m_findingsView->setObjectName(QStringLiteral("planFindings"));
    m_findingsView->setAccessibleName(tr("Findings of the plan"));
    m_findingsView->setFrameShape(QFrame::StyledPanel);
    m_findingsView->setModel(m_findings);
    m_findingsView->setColumnHidden(FindingModel::FixColumn, true);
    m_findingsView->setItemDelegateForColumn(
        FindingModel::SeverityColumn,
        new MeaningDelegate(MeaningDelegate::of<Severity>(FindingModel::SeverityRole), m_findingsView));
    m_findingsView->horizontalHeader()->hide();
    m_findingsView->horizontalHeader()->setStretchLastSection(true);
    m_findingsView->setColumnWidth(FindingModel::SeverityColumn, 130);
    m_findingsView->setColumnWidth(FindingModel::RuleColumn, 150);
    m_findingsView->setColumnWidth(FindingModel::PlaceColumn, 220);
    m_findingsView->setFixedHeight(104);
    connect(m_findingsView, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (const Finding *finding = m_findings->finding(index.row()))
            emit placeActivated(finding->file, finding->line, finding->column);
    });
    auto *waive = new QPushButton(tr("Waive the chosen one…"), m_findingsBox);
    waive->setObjectName(QStringLiteral("planWaiveFinding"));
    waive->setAutoDefault(false);
    connect(waive, &QPushButton::clicked, this, [this] {
        if (const Finding *finding = m_findings->finding(
                m_findingsView->currentIndex().isValid() ? m_findingsView->currentIndex().row() : -1))
            emit waiveFindingRequested(Finding(*finding));
    });
    const auto updateWaive = [this, waive] {
        const QModelIndex index = m_findingsView->currentIndex();
        const Finding *finding = index.isValid() ? m_findings->finding(index.row()) : nullptr;
        const bool refused = finding && finding->destructive
                             && m_project.environment.destructive == DestructivePolicy::Block;
        setEnabledOrWhy(
            waive,
            !finding                                ? tr("Choose a finding first")
            : finding->severity != Severity::Blocks ? tr("It is not in the way")
            : refused ? tr("The policy of %1 takes no waiver for what destroys data").arg(m_project.environment.name)
                      : QString(),
            tr("Let it pass, with a written reason"));
    };
    connect(m_findingsView->selectionModel(), &QItemSelectionModel::currentChanged, waive, updateWaive);
    connect(m_findings, &QAbstractItemModel::modelReset, waive, updateWaive);
    updateWaive();
    auto *head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(waive);
    auto *layout = new QVBoxLayout(m_findingsBox);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(head);
    layout->addWidget(m_findingsView);
    return m_findingsBox;
}

QLayout *PlanDialog::createBusy()
{
    m_busyText->setTextFormat(Qt::PlainText);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(8);
    m_cancelWork->setObjectName(QStringLiteral("planCancelWork"));
    m_cancelWork->setAutoDefault(false);
    connect(m_cancelWork, &QPushButton::clicked, this, &PlanDialog::cancelRequested);
    auto *busy = new QHBoxLayout;
    busy->setSpacing(10);
    busy->addWidget(m_busyText);
    busy->addWidget(m_progress, 1);
    busy->addWidget(m_cancelWork);
    return busy;
}

QLayout *PlanDialog::createButtons()
{
    m_rehearse->setObjectName(QStringLiteral("planRehearse"));
    m_rehearse->setAutoDefault(false);
    m_apply->setObjectName(QStringLiteral("planApply"));
    m_apply->setAutoDefault(false);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("planClose"));
    close->setDefault(true); // never the button that changes a database
    connect(m_rehearse, &QPushButton::clicked, this, &PlanDialog::rehearseRequested);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, [this] {
        emit applyRequested(m_plan.plan.fingerprint);
        accept();
    });
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_rehearse);
    buttons->addStretch(1);
    buttons->addWidget(close);
    buttons->addWidget(m_apply);
    return buttons;
}

} // namespace lk
