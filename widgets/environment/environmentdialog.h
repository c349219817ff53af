// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/address.h"
#include "models/project/environment.h"
#include "models/project/projectwriter.h"
#include "models/run/verification.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTabWidget;

namespace lk {

class AddressForm;
class CheckLines;

/// What a person wants written of an environment.
struct EnvironmentChange {
    Environment environment;                ///< as it will be, its address filled in
    std::vector<Setting> settings;          ///< what differs from the file; empty: nothing
    std::optional<QByteArray> expectedFile; ///< lockkeeper.toml as the dialog knew it
    Secret password;                        ///< as typed; empty: none was
    bool keepPassword = false;
    bool added = false;
};

/// Adds or changes an environment of lockkeeper.toml: which product, where, as whom, under which policy. Tries the connection before.
class EnvironmentDialog : public QDialog
{
    Q_OBJECT

public:
    struct Subject {
        QString folder;                         ///< of the project
        std::optional<QByteArray> file;         ///< lockkeeper.toml as it is now
        QStringList taken;                      ///< names of the other environments
        std::optional<Environment> environment; ///< to be changed; nothing: a new one
        QString engine;                         ///< of a new one, at first
        bool canKeepPassword = false;
    };

    explicit EnvironmentDialog(Subject subject, QWidget *parent = nullptr);

    /// What is to be written, as the fields are now.
    EnvironmentChange change() const;
    void showChecks(const std::vector<VerificationCheck> &checks);
    void showError(const Error &error);

signals:
    void testRequested(const lk::Environment &environment, const lk::Secret &password);
    void testCancelled();
    void saveRequested(const lk::EnvironmentChange &change);

private:
    QWidget *createConnection();
    QWidget *createPolicy();
    QLayout *createAddress();
    QLayout *createTest();
    void fill();
    void showState();
    void toggleTest();
    void setTesting(bool testing);
    QString address() const;
    QString browseAddress() const;
    QString problem() const;
    QString rehearsalPlace() const;
    Setting rehearsalSetting() const;
    void fillRehearsal();
    bool isFixed() const { return !m_fixedBy.isEmpty(); }

    Subject m_subject;
    QString m_fixedBy; ///< variables from which the address comes; empty: it stands in the file itself
    QString m_engineAtFirst;
    AddressParts m_partsAtFirst;
    QString m_browseAtFirst;
    double m_lockAtFirst = 0;
    double m_limitAtFirst = 0;
    bool m_testing = false;

    QTabWidget *m_tabs;
    QLineEdit *m_name;
    AddressForm *m_form;
    QLineEdit *m_browse;
    QLineEdit *m_password;
    QCheckBox *m_keep;
    QCheckBox *m_protected;
    QComboBox *m_rehearsal; ///< the word of each place as data; empty: another server
    QLineEdit *m_rehearsalServer;
    QComboBox *m_rehearsalRows;
    QString m_rehearsalAtFirst;
    QString m_rowsAtFirst;
    QDoubleSpinBox *m_lock;
    QDoubleSpinBox *m_limit;
    QLabel *m_address;
    QLabel *m_problem;
    QPushButton *m_test;
    QProgressBar *m_progress;
    CheckLines *m_lines;
    QPushButton *m_save;
};

} // namespace lk
