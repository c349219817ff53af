// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/secret.h"
#include "models/engines/engine.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace lk {

class AddressForm;

/// Asks for another server to rehearse on, for this time only. The password goes to whoever listens to chosen(), and nowhere else.
class RehearsalServerDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Copy { Removed, Kept };

    /// @p target: from which the fields begin; @p folder: the project's; @p copy: what becomes of it.
    RehearsalServerDialog(const EngineTraits &engine, const Target &target, const QString &folder, Copy copy, QWidget *parent = nullptr);

signals:
    void chosen(const QString &url, const lk::Secret &password);

private:
    QString problem() const;
    void showState();

    QString m_folder;
    AddressForm *m_form;
    QLineEdit *m_password;
    QLabel *m_address;
    QPushButton *m_rehearse;
};

} // namespace lk
