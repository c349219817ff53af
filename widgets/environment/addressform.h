// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/address.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QRadioButton;
class QSpinBox;

namespace lk {

class PathField;

/// The parts of a database's address as fields: what there is to fill in follows from the engine's traits.
class AddressForm : public QWidget
{
    Q_OBJECT

public:
    /// @p folder: the project's; @p encryption: a page of its own for what is about encryption, put elsewhere by the owner.
    explicit AddressForm(const QString &folder, QWidget *parent = nullptr);

    const Engine &engine() const;
    void setEngine(const QString &name);
    /// It can't be another one.
    void keepEngine();
    AddressParts parts() const;
    void setParts(const AddressParts &parts);
    QWidget *encryptionPage() const { return m_encryptionPage; }
    QFormLayout *form() const { return m_form; }
    /// The first thing that is missing, in words; empty: nothing.
    QString missing() const;

signals:
    void changed();
    void engineChanged();

private:
    void createFields();
    void createEncryption();
    void showRows();
    QLineEdit *addLine(const char *name, const QString &accessibleName);

    QString m_folder;
    QFormLayout *m_form;
    QWidget *m_encryptionPage;
    QComboBox *m_engine;
    PathField *m_file;
    QWidget *m_ways;
    QRadioButton *m_network;
    QRadioButton *m_local;
    QWidget *m_hostRow;
    QLineEdit *m_host;
    QSpinBox *m_port;
    PathField *m_socket;
    QLineEdit *m_database;
    QLineEdit *m_user;
    QComboBox *m_encryption;
    PathField *m_authority;
    PathField *m_certificate;
    PathField *m_key;
    QMap<QString, QString> m_options; ///< that have no field; they stay as they are
};

} // namespace lk
