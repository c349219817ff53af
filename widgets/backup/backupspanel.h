// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backup/backuprecord.h"

#include <QWidget>

#include <vector>

class QLabel;
class QTableView;
class QToolButton;

namespace lk {

class BackupModel;

/// The backups of the environment, with how far each is proven.
class BackupsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit BackupsPanel(QWidget *parent = nullptr);

    void setBackups(std::vector<BackupRecord> backups, const QString &folder);
    /// Why nothing can be backed up or restored now, empty: it can.
    void setRefusals(const QString &backUp, const QString &others);
    void select(const QString &file);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

signals:
    void backUpRequested();
    void verifyRequested(const lk::BackupRecord &backup);
    void restoreRequested(const lk::BackupRecord &backup);

private:
    void createView();
    const BackupRecord *current() const;
    void updateButtons();
    void showContextMenu(const QPoint &position);

    BackupModel *m_model;
    QTableView *m_view;
    QLabel *m_summary;
    QToolButton *m_backUp;
    QToolButton *m_verify;
    QToolButton *m_restore;
    QToolButton *m_folderButton;
    QString m_folder;
    QString m_backUpRefusal;
    QString m_refusal;
};

} // namespace lk
