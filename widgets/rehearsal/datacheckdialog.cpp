// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rehearsal/datacheckdialog.h"

#include "widgets/look/checklines.h"
#include "widgets/look/tables.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace lk {

DataCheckDialog::DataCheckDialog(const QString &versions, const QString &database, QWidget *parent)
    : QDialog(parent), m_head(new QLabel(this)), m_limit(new QSpinBox(this)), m_lines(new CheckLines(this)), m_ask(nullptr)
{
    setObjectName(QStringLiteral("dataCheckDialog"));
    setWindowTitle(tr("Rows that would make it fail"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_head->setObjectName(QStringLiteral("dataCheckHead"));
    m_head->setTextFormat(Qt::PlainText);
    m_head->setWordWrap(true);
    m_head->setText(tr("What %1 adds is seen on a copy without rows; then the rows of %2 are asked whether they allow it. They are only read and counted. "
                       "Of rows that don't, some keys are shown, and no other column.")
                        .arg(versions, database));
    m_limit->setObjectName(QStringLiteral("dataCheckLimit"));
    m_limit->setAccessibleName(tr("Seconds for each question"));
    m_limit->setRange(1, 3600);
    m_limit->setValue(10);
    m_limit->setSuffix(tr(" s"));
    auto *limitLabel = new QLabel(tr("&Each question at most"), this);
    limitLabel->setBuddy(m_limit);
    auto *limit = new QHBoxLayout;
    limit->addWidget(limitLabel);
    limit->addWidget(m_limit);
    limit->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    takeIcons(buttons);
    m_ask = buttons->addButton(tr("Read the rows"), QDialogButtonBox::ActionRole);
    m_ask->setObjectName(QStringLiteral("dataCheckAsk"));
    connect(m_ask, &QPushButton::clicked, this, &DataCheckDialog::ask);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(m_head);
    layout->addLayout(limit);
    layout->addWidget(m_lines, 1);
    layout->addWidget(buttons);
    resize(640, 360);
}

void DataCheckDialog::ask()
{
    m_ask->setEnabled(false);
    m_limit->setEnabled(false);
    m_lines->setChecks({{tr("Asking"), std::nullopt, tr("each question takes at most %n second(s)", nullptr, m_limit->value())}});
    emit askRequested(std::chrono::seconds(m_limit->value()));
}

void DataCheckDialog::showAnswers(const Result<std::vector<DataCheckAnswer>> &answers)
{
    m_ask->setEnabled(true);
    m_limit->setEnabled(true);
    std::vector<VerificationCheck> lines;
    if (!answers)
        lines.push_back({tr("Not asked"), false, answers.error().text()});
    else if (answers->empty())
        lines.push_back({tr("Nothing to ask"), true, tr("the plan adds nothing that rows could stand in the way of")});
    for (const DataCheckAnswer &answer : answers ? *answers : std::vector<DataCheckAnswer>())
        lines.push_back({answer.check.table, answer.rows ? std::optional(*answer.rows == 0) : std::nullopt, textOfTable(answer)});
    m_lines->setChecks(lines);
}

} // namespace lk
