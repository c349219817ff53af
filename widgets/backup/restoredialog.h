// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backup/backuprecord.h"
#include "models/engines/target.h"

#include <QDialog>

class QLineEdit;
class QPushButton;

namespace lk {

/// What a restore replaces, before it does: the database's name has to be typed.
class RestoreDialog : public QDialog
{
    Q_OBJECT

public:
    /// @p head: the newest applied version now. @p exists: whether there is a database that would be replaced.
    RestoreDialog(const BackupRecord &backup, const Target &target, const QString &environment, const QString &head,
                  bool exists, QWidget *parent = nullptr);

signals:
    void restoreRequested(const QString &file);

private:
    void updateButton();

    QString m_wanted;
    QLineEdit *m_typed;
    QPushButton *m_restore;
};

} // namespace lk
