// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/environment/connectionproblem.h"

#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

namespace lk {

namespace {

QLabel *wrapping(const QString &objectName, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(objectName);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

ConnectionProblem::ConnectionProblem(QWidget *parent)
    : QWidget(parent)
    , m_password(new QPushButton(Look::icon(QStringLiteral("shield")), tr("Enter the password…"), this))
    , m_title(wrapping(QStringLiteral("connectionTitle"), this))
    , m_why(wrapping(QStringLiteral("connectionWhy"), this))
    , m_nextStep(wrapping(QStringLiteral("connectionNextStep"), this))
{
    setObjectName(QStringLiteral("connectionProblem"));
    setAccessibleName(tr("The database can't be read"));
    QFont large = font();
    large.setBold(true);
    large.setPointSizeF(large.pointSizeF() * 1.2);
    m_title->setFont(large);

    auto *retry = new QPushButton(Look::icon(QStringLiteral("refresh")), tr("Try again"), this);
    retry->setObjectName(QStringLiteral("connectionRetry"));
    auto *doctor = new QPushButton(tr("Look what is missing"), this);
    doctor->setObjectName(QStringLiteral("connectionDoctor"));
    m_password->setObjectName(QStringLiteral("connectionPassword"));
    auto *edit = new QPushButton(tr("Edit environment…"), this);
    edit->setObjectName(QStringLiteral("connectionEdit"));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_password);
    buttons->addWidget(retry);
    buttons->addWidget(doctor);
    buttons->addWidget(edit);
    buttons->addStretch(1);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(8);
    texts->addWidget(m_title);
    texts->addWidget(m_why);
    texts->addWidget(m_nextStep);
    texts->addSpacing(4);
    texts->addLayout(buttons);
    texts->addStretch(1);
    auto *content = new QWidget;
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
    auto *layout = new QHBoxLayout(content);
    layout->setContentsMargins(20, 20, 20, 12);
    layout->setSpacing(16);
    layout->addWidget(new IconLabel(Look::icon(QStringLiteral("disconnected"), Tone::Bad), this, 32), 0, Qt::AlignTop);
    layout->addLayout(texts, 1);
    connect(retry, &QPushButton::clicked, this, &ConnectionProblem::retryRequested);
    connect(doctor, &QPushButton::clicked, this, &ConnectionProblem::doctorRequested);
    connect(m_password, &QPushButton::clicked, this, &ConnectionProblem::passwordRequested);
    connect(edit, &QPushButton::clicked, this, &ConnectionProblem::editRequested);
}

void ConnectionProblem::setProblem(const DatabaseView &database)
{
    m_title->setText(tr("%1 can't be read").arg(database.target.name()));
    m_why->setText(database.problem);
    m_nextStep->setText(database.nextStep);
    m_nextStep->setVisible(!database.nextStep.isEmpty());
    m_password->setVisible(database.error && database.error->code == ErrorCode::Password);
}

QString ConnectionProblem::text() const
{
    return QStringList{m_title->text(), m_why->text(), m_nextStep->text()}.join(u'\n');
}

} // namespace lk
