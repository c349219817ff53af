// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/audit/auditpanel.h"

#include "models/items/auditmodel.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/meaningdelegate.h"
#include "widgets/look/tables.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>

namespace lk {

AuditPanel::AuditPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new AuditModel(this))
    , m_sorted(sortedBy(AuditModel::OrderRole, m_model, this))
    , m_view(new QTableView(this))
    , m_filter(new QLineEdit(this))
    , m_chainIcon(new IconLabel({}, this))
    , m_chain(new QLabel(this))
{
    setObjectName(QStringLiteral("auditPanel"));
    setAccessibleName(tr("Audit log"));
    createView();
    m_chain->setObjectName(QStringLiteral("auditChain"));
    m_chain->setTextFormat(Qt::PlainText);
    m_chain->setMinimumWidth(60);
    m_filter->setObjectName(QStringLiteral("auditFilter"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter the audit log"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(260);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(10, 4, 6, 4);
    head->setSpacing(8);
    head->addWidget(m_chainIcon);
    head->addWidget(m_chain, 1);
    head->addWidget(m_filter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_view, 1);
    connect(m_filter, &QLineEdit::textChanged, m_sorted, &QSortFilterProxyModel::setFilterFixedString);
    setEntries({}, std::nullopt);
}

void AuditPanel::createView()
{
    setUpTable(m_view);
    m_view->setObjectName(QStringLiteral("auditTable"));
    m_view->setAccessibleName(tr("Audit log"));
    m_view->setModel(m_sorted);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(AuditModel::NumberColumn, Qt::DescendingOrder);
    m_view->setItemDelegateForColumn(
        AuditModel::OutcomeColumn,
        new MeaningDelegate(MeaningDelegate::of<AuditModel::Result>(AuditModel::ResultRole), m_view));
    QHeaderView *header = m_view->horizontalHeader();
    header->setStretchLastSection(true);
    header->resizeSection(AuditModel::NumberColumn, 60);
    header->resizeSection(AuditModel::AtColumn, 170);
    header->resizeSection(AuditModel::WhoColumn, 140);
    header->resizeSection(AuditModel::ActionColumn, 100);
    header->resizeSection(AuditModel::EnvironmentColumn, 120);
    header->resizeSection(AuditModel::VersionsColumn, 150);
    header->resizeSection(AuditModel::OutcomeColumn, 130);
}

void AuditPanel::setEntries(std::vector<AuditEntry> entries, const std::optional<Error> &problem)
{
    const int count = int(entries.size());
    m_model->setEntries(std::move(entries));
    QString text = problem ? problem->text()
                   : count == 0
                       ? tr("Nothing was done yet.")
                       : tr("%n entries, each sealed by the hash of the one before: the chain holds.", nullptr, count);
    m_chain->setText(text);
    m_chain->setToolTip(text.toHtmlEscaped());
    m_chainIcon->setVisible(problem || count > 0);
    m_chainIcon->setIcon(Look::icon(problem ? ItemState::Failing : ItemState::Done));
}

QByteArray AuditPanel::saveState() const
{
    return m_view->horizontalHeader()->saveState();
}

void AuditPanel::restoreState(const QByteArray &state)
{
    m_view->horizontalHeader()->restoreState(state);
}

} // namespace lk
