// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/backup/backupspanel.h"

#include "models/items/backupmodel.h"
#include "models/items/texts.h"
#include "widgets/look/look.h"
#include "widgets/look/meaningdelegate.h"
#include "widgets/look/tables.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QUrl>

namespace lk {

BackupsPanel::BackupsPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new BackupModel(this))
    , m_view(new QTableView(this))
    , m_summary(new QLabel(this))
    , m_backUp(panelButton(QStringLiteral("back-up"), tr("Back up now"), QStringLiteral("backUpNow"), this))
    , m_verify(panelButton(QStringLiteral("verify"), tr("Verify"), QStringLiteral("verifyBackup"), this))
    , m_restore(panelButton(QStringLiteral("restore"), tr("Restore…"), QStringLiteral("restoreBackup"), this))
    , m_folderButton(
          panelButton(QStringLiteral("external"), tr("Open folder"), QStringLiteral("openBackupFolder"), this))
{
    setObjectName(QStringLiteral("backupsPanel"));
    setAccessibleName(tr("Backups"));
    createView();
    m_summary->setObjectName(QStringLiteral("backupsSummary"));
    m_summary->setTextFormat(Qt::PlainText);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(10, 4, 6, 4);
    head->setSpacing(8);
    head->addWidget(m_summary, 1);
    for (QToolButton *button : {m_backUp, m_verify, m_restore, m_folderButton})
        head->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_view, 1);
    connect(m_backUp, &QToolButton::clicked, this, &BackupsPanel::backUpRequested);
    connect(m_verify, &QToolButton::clicked, this, [this] { emit verifyRequested(*current()); });
    connect(m_restore, &QToolButton::clicked, this, [this] { emit restoreRequested(*current()); });
    connect(m_folderButton, &QToolButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_folder)); });
    setBackups({}, {});
}

void BackupsPanel::createView()
{
    setUpTable(m_view);
    m_view->setObjectName(QStringLiteral("backupsTable"));
    m_view->setAccessibleName(tr("Backups"));
    m_view->setModel(m_model);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->setItemDelegateForColumn(
        BackupModel::VerifiedColumn,
        new MeaningDelegate(MeaningDelegate::of<Verified>(BackupModel::VerifiedRole), m_view));
    QHeaderView *header = m_view->horizontalHeader();
    header->setStretchLastSection(true);
    header->resizeSection(BackupModel::TakenAtColumn, 170);
    header->resizeSection(BackupModel::VerifiedColumn, 220);
    header->resizeSection(BackupModel::KindColumn, 90);
    header->resizeSection(BackupModel::HeadColumn, 110);
    header->resizeSection(BackupModel::SizeColumn, 90);
    header->resizeSection(BackupModel::RowsColumn, 90);
    header->resizeSection(BackupModel::ByColumn, 120);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &BackupsPanel::updateButtons);
    connect(m_view, &QWidget::customContextMenuRequested, this, &BackupsPanel::showContextMenu);
}

void BackupsPanel::setBackups(std::vector<BackupRecord> backups, const QString &folder)
{
    const BackupRecord *kept = current();
    const QString file = kept ? kept->file : QString();
    m_folder = folder;
    m_summary->setText(backups.empty() ? tr("No backup of this environment yet.")
                                       : tr("%n backup(s), the newest of %1", nullptr, int(backups.size()))
                                             .arg(timeText(backups.front().takenAt)));
    m_summary->setToolTip(folder.toHtmlEscaped());
    m_model->setBackups(std::move(backups));
    select(file);
    updateButtons();
}

void BackupsPanel::select(const QString &file)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->backup(row)->file == file)
            m_view->setCurrentIndex(m_model->index(row, 0));
    }
}

void BackupsPanel::setRefusals(const QString &backUp, const QString &others)
{
    m_backUpRefusal = backUp;
    m_refusal = others;
    updateButtons();
}

const BackupRecord *BackupsPanel::current() const
{
    return m_model->backup(m_view->currentIndex().isValid() ? m_view->currentIndex().row() : -1);
}

void BackupsPanel::updateButtons()
{
    const QString choose = current() ? m_refusal : tr("Choose a backup first");
    setEnabledOrWhy(m_backUp, m_backUpRefusal, tr("Copy the database and prove the copy"));
    setEnabledOrWhy(m_verify, choose,
                    tr("Prove the backup: its hash, its integrity, and by restoring it into a scratch"));
    setEnabledOrWhy(m_restore, choose, tr("Put the backup's content back; shows first what is replaced"));
    setEnabledOrWhy(m_folderButton,
                    QFileInfo(m_folder).isDir() ? QString() : tr("The folder is made by the first backup"), m_folder);
}

void BackupsPanel::showContextMenu(const QPoint &position)
{
    if (!m_view->indexAt(position).isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (QToolButton *button : {m_verify, m_restore})
        menu->addAction(button->icon(), button->text(), button, &QToolButton::click)->setEnabled(button->isEnabled());
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

QByteArray BackupsPanel::saveState() const
{
    return m_view->horizontalHeader()->saveState();
}

void BackupsPanel::restoreState(const QByteArray &state)
{
    m_view->horizontalHeader()->restoreState(state);
}

} // namespace lk
