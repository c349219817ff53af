// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/findings/findingspanel.h"

#include "models/items/findingmodel.h"
#include "widgets/look/look.h"
#include "widgets/look/meaningdelegate.h"
#include "widgets/look/tables.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QToolButton>

namespace lk {

FindingsPanel::FindingsPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new FindingModel(this))
    , m_sorted(sortedBy(FindingModel::OrderRole, m_model, this))
    , m_view(new QTableView(this))
    , m_summary(new QLabel(this))
    , m_filter(new QLineEdit(this))
    , m_goTo(panelButton(QStringLiteral("next"), tr("Go to"), QStringLiteral("goToFinding"), this))
    , m_fix(panelButton(QStringLiteral("fix"), tr("Apply fix"), QStringLiteral("applyFix"), this))
    , m_waive(panelButton(QStringLiteral("item-waived"), tr("Waive…"), QStringLiteral("waiveFinding"), this))
{
    setObjectName(QStringLiteral("findingsPanel"));
    setAccessibleName(tr("Findings"));
    createView();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(createHead());
    layout->addWidget(m_view, 1);
    connect(m_goTo, &QToolButton::clicked, this, &FindingsPanel::goTo);
    connect(m_fix, &QToolButton::clicked, this, [this] { emit fixRequested(*current()); });
    connect(m_waive, &QToolButton::clicked, this, [this] { emit waiveRequested(*current()); });
    connect(m_filter, &QLineEdit::textChanged, m_sorted, &QSortFilterProxyModel::setFilterFixedString);
    updateSummary();
    updateButtons();
}

QLayout *FindingsPanel::createHead()
{
    m_summary->setObjectName(QStringLiteral("findingsSummary"));
    m_filter->setObjectName(QStringLiteral("findingsFilter"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter findings"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(220);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(10, 4, 6, 4);
    head->setSpacing(8);
    head->addWidget(m_summary, 1);
    head->addWidget(m_goTo);
    head->addWidget(m_fix);
    head->addWidget(m_waive);
    head->addWidget(m_filter);
    return head;
}

void FindingsPanel::createView()
{
    setUpTable(m_view);
    m_view->setObjectName(QStringLiteral("findingsTable"));
    m_view->setAccessibleName(tr("Findings"));
    m_view->setModel(m_sorted);
    m_view->setSortingEnabled(true);
    m_view->sortByColumn(FindingModel::SeverityColumn, Qt::AscendingOrder);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setItemDelegateForColumn(
        FindingModel::SeverityColumn,
        new MeaningDelegate(MeaningDelegate::of<Severity>(FindingModel::SeverityRole), m_view));
    QHeaderView *header = m_view->horizontalHeader();
    header->setStretchLastSection(true);
    header->resizeSection(FindingModel::SeverityColumn, 130);
    header->resizeSection(FindingModel::RuleColumn, 150);
    header->resizeSection(FindingModel::PlaceColumn, 210);
    header->resizeSection(FindingModel::MessageColumn, 420);
    connect(m_view, &QTableView::activated, this, &FindingsPanel::goTo);
    connect(m_view, &QWidget::customContextMenuRequested, this, &FindingsPanel::showContextMenu);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &FindingsPanel::updateButtons);
    connect(m_sorted, &QAbstractItemModel::modelReset, this, &FindingsPanel::updateButtons);
}

void FindingsPanel::setFindings(std::vector<Finding> findings, const QSet<QString> &waived)
{
    m_waived = waived;
    if (findings != m_model->findings())
        m_model->setFindings(std::move(findings));
    m_model->setWaived(waived);
    updateSummary();
    updateButtons();
    emit countsChanged();
}

void FindingsPanel::setWaiveRefusal(const QString &destructiveRefusal)
{
    m_destructiveRefusal = destructiveRefusal;
    updateButtons();
}

int FindingsPanel::count(Severity severity) const
{
    return m_model->count(severity);
}

void FindingsPanel::selectFirst(Severity severity)
{
    for (int row = 0; row < m_sorted->rowCount(); ++row) {
        const QModelIndex index = m_sorted->index(row, 0);
        if (index.data(FindingModel::SeverityRole).toInt() != int(severity)
            || index.data(FindingModel::WaivedRole).toBool())
            continue;
        m_view->setCurrentIndex(index);
        m_view->scrollTo(index);
        m_view->setFocus();
        return;
    }
}

const Finding *FindingsPanel::current() const
{
    return m_model->finding(m_sorted->mapToSource(m_view->currentIndex()).row());
}

void FindingsPanel::updateSummary()
{
    const int all = m_model->rowCount();
    const int blocks = count(Severity::Blocks);
    const int cautions = count(Severity::Caution);
    const int notes = count(Severity::Note);
    QString text = findingCounts(blocks, cautions, notes);
    if (const int waived = all - blocks - cautions - notes; waived > 0)
        text = blocks + cautions + notes == 0 ? tr("%n waived", nullptr, waived)
                                              : tr("%1, %2").arg(text, tr("%n waived", nullptr, waived));
    m_summary->setText(text);
}

QString FindingsPanel::waiveRefusal(const Finding &finding) const
{
    if (finding.severity != Severity::Blocks)
        return tr("It is not in the way: only what blocks Apply is waived");
    if (m_waived.contains(finding.waiverKey))
        return tr("It is waived already");
    return finding.destructive ? m_destructiveRefusal : QString();
}

void FindingsPanel::updateButtons()
{
    const Finding *finding = current();
    const QString none = tr("Choose a finding first");
    setEnabledOrWhy(m_goTo,
                    !finding                  ? none
                    : finding->file.isEmpty() ? tr("It concerns no file")
                                              : QString(),
                    tr("Show the place in the editor"));
    setEnabledOrWhy(m_fix,
                    !finding                         ? none
                    : finding->replacement.isEmpty() ? tr("There is no replacement that could be put in by itself")
                                                     : QString(),
                    tr("Replace the statement in the editor; nothing is saved yet"));
    setEnabledOrWhy(m_waive, !finding ? none : waiveRefusal(*finding), tr("Let it pass, with a written reason"));
}

void FindingsPanel::goTo()
{
    const Finding *finding = current();
    if (finding && !finding->file.isEmpty())
        emit goToRequested(finding->file, finding->line, finding->column);
}

void FindingsPanel::showContextMenu(const QPoint &position)
{
    if (!m_view->indexAt(position).isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QToolButton *button : {m_goTo, m_fix, m_waive})
        menu->addAction(button->icon(), button->text(), button, &QToolButton::click)->setEnabled(button->isEnabled());
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

QByteArray FindingsPanel::saveState() const
{
    return m_view->horizontalHeader()->saveState();
}

void FindingsPanel::restoreState(const QByteArray &state)
{
    m_view->horizontalHeader()->restoreState(state);
}

QString findingCounts(int blocks, int cautions, int notes)
{
    QStringList parts;
    if (blocks > 0)
        parts << FindingsPanel::tr("%n block(s) Apply", nullptr, blocks);
    if (cautions > 0)
        parts << FindingsPanel::tr("%n caution(s)", nullptr, cautions);
    if (notes > 0)
        parts << FindingsPanel::tr("%n note(s)", nullptr, notes);
    return parts.isEmpty() ? FindingsPanel::tr("No findings.") : parts.join(QStringLiteral(", "));
}

} // namespace lk
