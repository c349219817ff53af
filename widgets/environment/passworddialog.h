// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secret.h"

#include <QDialog>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace lk {

/// Asks for the password of one user on one server. It goes to whoever listens to given(), and nowhere else.
class PasswordDialog : public QDialog
{
    Q_OBJECT

public:
    struct Words {
        QString environment;
        QString user;
        QString server;
        QString database;
        QString purpose; ///< what this user is for, where an environment has two; else empty
        QString said;         ///< why it is asked for, in the server's words
        bool refused = false; ///< the one typed before was wrong
        bool canKeep = false; ///< there is a keyring
    };

    PasswordDialog(const Words &words, QWidget *parent = nullptr);

signals:
    void given(const lk::Secret &password, bool keep);

private:
    void updateButton();
    void give();

    QLineEdit *m_password;
    QCheckBox *m_keep;
    QPushButton *m_open;
};

} // namespace lk
