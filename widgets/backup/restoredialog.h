// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backup/backuprecord.h"
#include "models/engines/engine.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace lk {

class IconLabel;

/// Where a backup is to be restored. What would be replaced is said before, and its name has to be typed; on servers a new
/// database beside the existing one is the default.
class RestoreDialog : public QDialog
{
    Q_OBJECT

public:
    /// @p head: the newest applied version now. @p exists: whether there is a database that would be replaced.
    RestoreDialog(const BackupRecord &backup, const Target &target, const EngineTraits &engine, const QString &environment,
                  const QString &head, bool exists, QWidget *parent = nullptr);

signals:
    /// @p intoUrl: a database that must not be there yet; empty: the environment's own.
    void restoreRequested(const QString &file, const QString &intoUrl);

private:
    QWidget *createChoice();
    QString intoUrl() const;
    bool beside() const;
    void showState();

    Target m_target;
    EngineTraits m_engine;
    bool m_exists;
    QRadioButton *m_new = nullptr; ///< on servers, where there is a database already
    QLineEdit *m_newName = nullptr;
    IconLabel *m_icon;
    QLabel *m_title;
    QWidget *m_replaced; ///< what is said of the database that is replaced
    QLabel *m_ask;
    QString m_wanted;
    QLineEdit *m_typed;
    QPushButton *m_restore;
};

} // namespace lk
