// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rehearsal/queriesview.h"

#include "models/items/querymodel.h"
#include "widgets/look/look.h"
#include "widgets/look/meaningdelegate.h"
#include "widgets/look/tables.h"

#include <QFontDatabase>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace lk {

namespace {

QPlainTextEdit *planText(const QString &name, const QString &title, QWidget *parent)
{
    auto *text = new QPlainTextEdit(parent);
    text->setObjectName(name);
    text->setAccessibleName(title);
    text->setReadOnly(true);
    text->setLineWrapMode(QPlainTextEdit::NoWrap);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text->setFrameShape(QFrame::NoFrame);
    return text;
}

/// The text below what it is.
QWidget *titled(QPlainTextEdit *text)
{
    auto *whole = new QWidget;
    auto *title = new QLabel(text->accessibleName(), whole);
    title->setContentsMargins(4, 4, 4, 2);
    auto *layout = new QVBoxLayout(whole);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(title);
    layout->addWidget(text);
    return whole;
}

} // namespace

QueriesView::QueriesView(QWidget *parent)
    : QWidget(parent)
    , m_model(new QueryModel(this))
    , m_table(new QTableView(this))
    , m_before(planText(QStringLiteral("queryBefore"), tr("The server's plan before"), this))
    , m_after(planText(QStringLiteral("queryAfter"), tr("The server's plan after"), this))
{
    setObjectName(QStringLiteral("queriesView"));
    setUpTable(m_table);
    m_table->setObjectName(QStringLiteral("queriesTable"));
    m_table->setAccessibleName(tr("The project's queries before and after the plan"));
    m_table->setModel(m_model);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setColumnWidth(QueryModel::QueryColumn, 320);
    m_table->setColumnWidth(QueryModel::PlaceColumn, 150);
    m_table->setColumnWidth(QueryModel::BeforeColumn, 200);
    m_table->setColumnWidth(QueryModel::AfterColumn, 200);
    m_table->setItemDelegateForColumn(QueryModel::WorseColumn, new MeaningDelegate(
                                                                   [](const QModelIndex &index) {
                                                                       const bool worse = index.data(QueryModel::WorseRole).toBool();
                                                                       return MeaningDelegate::Shown{{}, Look::color(worse ? Tone::Warning : Tone::Quiet)};
                                                                   },
                                                                   m_table));
    auto *plans = new QSplitter(Qt::Horizontal, this);
    for (QPlainTextEdit *text : {m_before, m_after})
        plans->addWidget(titled(text));
    plans->setChildrenCollapsible(false);
    auto *all = new QSplitter(Qt::Vertical, this);
    all->addWidget(m_table);
    all->addWidget(plans);
    all->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(all);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &QueriesView::showPlans);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        emit goToRequested(index.data(QueryModel::FileRole).toString(), index.data(QueryModel::LineRole).toLongLong(), 1);
    });
    setFocusProxy(m_table);
}

void QueriesView::showRehearsal(const Rehearsal &rehearsal)
{
    m_model->setRehearsal(rehearsal);
    m_table->setCurrentIndex(m_model->index(0, 0));
    showPlans();
}

QString QueriesView::title() const
{
    return isAnyWorse() ? tr("Queries: %1 of %2 worse").arg(m_model->worseCount()).arg(m_model->rowCount()) : tr("Queries");
}

bool QueriesView::isEmpty() const
{
    return m_model->rowCount() == 0;
}

bool QueriesView::isAnyWorse() const
{
    return m_model->worseCount() > 0;
}

void QueriesView::showPlans()
{
    const QModelIndex current = m_table->currentIndex();
    m_before->setPlainText(current.data(QueryModel::BeforeRole).toString());
    m_after->setPlainText(current.data(QueryModel::AfterRole).toString());
}

} // namespace lk
