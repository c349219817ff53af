// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rehearsal/comparisondialog.h"

#include "models/items/rehearsalcomparisonmodel.h"
#include "models/items/texts.h"
#include "widgets/look/tables.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QVBoxLayout>

namespace lk {

namespace {

QLabel *linesLabel(const QString &objectName, const QStringList &lines, QWidget *parent)
{
    QLabel *label = quietLabel(objectName, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setText(lines.join(u'\n'));
    label->setVisible(!lines.isEmpty());
    return label;
}

QTableView *statementsTable(RehearsalComparisonModel *model, QWidget *parent)
{
    auto *table = new QTableView(parent);
    setUpTable(table);
    table->setObjectName(QStringLiteral("comparisonTable"));
    table->setAccessibleName(ComparisonDialog::tr("Statements of both rehearsals"));
    table->setModel(model);
    table->setSortingEnabled(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    table->horizontalHeader()->setStretchLastSection(true);
    table->setColumnWidth(RehearsalComparisonModel::VersionColumn, 90);
    table->setColumnWidth(RehearsalComparisonModel::StatementColumn, 330);
    table->setColumnWidth(RehearsalComparisonModel::BeforeColumn, 80);
    table->setColumnWidth(RehearsalComparisonModel::NowColumn, 80);
    return table;
}

} // namespace

ComparisonDialog::ComparisonDialog(const Rehearsal &before, const Rehearsal &now, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("comparisonDialog"));
    setWindowTitle(tr("Two Rehearsals"));
    setAttribute(Qt::WA_DeleteOnClose);
    RehearsalComparison comparison = compare(before, now);
    auto *head = new QLabel(tr("%1 (before) and %2 (now)").arg(timeText(before.at), timeText(now.at)), this);
    head->setObjectName(QStringLiteral("comparisonHead"));
    QFont bold = font();
    bold.setBold(true);
    head->setFont(bold);
    auto *model = new RehearsalComparisonModel(this);
    model->setStatements(std::move(comparison.statements));
    QTableView *table = statementsTable(model, this);
    connect(table, &QTableView::activated, this, [this](const QModelIndex &index) {
        emit goToRequested(index.data(RehearsalComparisonModel::FileRole).toString(), std::max<qint64>(1, index.data(RehearsalComparisonModel::LineRole).toLongLong()), 1);
    });
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    takeIcons(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(head);
    layout->addWidget(linesLabel(QStringLiteral("comparisonConditions"), comparison.conditions, this));
    layout->addWidget(table, 1);
    const QStringList outcomes = comparison.outcomes.isEmpty() ? QStringList(tr("Both came to the same end.")) : comparison.outcomes;
    layout->addWidget(linesLabel(QStringLiteral("comparisonOutcomes"), outcomes, this));
    layout->addWidget(buttons);
    resize(900, 480);
}

} // namespace lk
