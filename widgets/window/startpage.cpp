// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/startpage.h"

#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/window/noticebar.h"

#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTextDocumentFragment>

namespace lk {

StartPage::StartPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_text(new QLabel(this))
    , m_recentTitle(new QLabel(tr("Opened before"), this))
    , m_recent(new QListWidget(this))
{
    setObjectName(QStringLiteral("startPage"));
    QFont large = font();
    large.setBold(true);
    large.setPointSizeF(large.pointSizeF() * 1.6);
    m_title->setFont(large);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_text->setObjectName(QStringLiteral("startText"));
    m_text->setTextFormat(Qt::RichText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *open = new QPushButton(Look::icon(QStringLiteral("open-project")), tr("Open a project…"), this);
    open->setObjectName(QStringLiteral("startOpen"));
    auto *retry = new QPushButton(Look::icon(QStringLiteral("refresh")), tr("Try again"), this);
    retry->setObjectName(QStringLiteral("startRetry"));
    m_retry = retry;
    auto *add = new QPushButton(Look::icon(QStringLiteral("database")), tr("Add environment…"), this);
    add->setObjectName(QStringLiteral("startAddEnvironment"));
    add->setToolTip(tr("Name a database of the project in lockkeeper.toml"));
    m_add = add;
    auto *trust = new QPushButton(Look::icon(QStringLiteral("shield")), tr("Trust this project…"), this);
    trust->setObjectName(QStringLiteral("startTrust"));
    trust->setToolTip(tr("Show what its tool would run to find the database, and say whether it may"));
    m_trust = trust;
    m_recent->setObjectName(QStringLiteral("startRecent"));
    m_recent->setAccessibleName(tr("Projects opened before"));
    m_recent->setMaximumHeight(220);
    m_recent->setAlternatingRowColors(true);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(open);
    buttons->addWidget(trust);
    buttons->addWidget(retry);
    buttons->addWidget(add);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout;
    column->setSpacing(12);
    column->addStretch(1);
    column->addWidget(new IconLabel(Look::icon(QStringLiteral("lockkeeper"), Tone::Accent), this, 56));
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addLayout(buttons);
    column->addSpacing(8);
    column->addWidget(m_recentTitle);
    column->addWidget(m_recent);
    column->addStretch(2);
    auto *layout = new QHBoxLayout(this);
    layout->addStretch(1);
    layout->addLayout(column, 3);
    layout->addStretch(1);

    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    connect(retry, &QPushButton::clicked, this, &StartPage::retryRequested);
    connect(trust, &QPushButton::clicked, this, &StartPage::trustRequested);
    connect(add, &QPushButton::clicked, this, &StartPage::addEnvironmentRequested);
    connect(m_recent, &QListWidget::itemActivated, this,
            [this](QListWidgetItem *item) { emit recentRequested(item->data(Qt::UserRole).toString()); });
    showWelcome();
}

void StartPage::setRecent(const QStringList &folders)
{
    m_recent->clear();
    for (const QString &folder : folders) {
        auto *item = new QListWidgetItem(Look::icon(QStringLiteral("database")),
                                         QStringLiteral("%1   %2").arg(QDir(folder).dirName(), folder), m_recent);
        item->setData(Qt::UserRole, folder);
    }
    m_recent->setVisible(!folders.isEmpty());
    m_recentTitle->setVisible(!folders.isEmpty());
}

void StartPage::showWelcome()
{
    m_title->setText(tr("Lockkeeper"));
    m_text->setText(tr("Open a folder of migrations, or drop one here. Opening writes nothing to its database and runs "
                       "nothing of it."));
    m_retry->hide();
    m_add->hide();
    m_trust->hide();
}

void StartPage::showOpening(const QString &folder)
{
    m_title->setText(tr("Opening %1…").arg(QDir(folder).dirName()));
    m_text->setText(folder.toHtmlEscaped());
    m_retry->hide();
    m_add->hide();
    m_trust->hide();
}

void StartPage::showProblem(const QString &folder, const Error &error)
{
    m_title->setText(tr("%1 could not be opened").arg(QDir(folder).dirName()));
    m_text->setText(errorHtml({}, error));
    m_retry->show();
    m_trust->setVisible(error.code == ErrorCode::Blocked);
    m_add->setVisible(QDir(folder).exists());
}

QString StartPage::problemText() const
{
    return m_retry->isHidden() ? QString() : QTextDocumentFragment::fromHtml(m_text->text()).toPlainText();
}

} // namespace lk
