// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/plan/recordplan.h"
#include "models/project/environment.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace lk {

class ScriptEditor;

/// Asks before the tracking table is changed without running a script (mark, baseline, repair): the statements that would be written, what
/// the policy says, and for a protected environment the database's name.
class RecordDialog : public QDialog
{
    Q_OBJECT

public:
    RecordDialog(RecordRequest request, const History &history, const Environment &environment, const Target &target, const Dialect &dialect, QWidget *parent = nullptr);

    /// Asks for the first plan; to be called once planWanted() is connected.
    void begin();
    void setPlan(const Result<RecordPlan> &plan);
    /// What the policy wants before any write; nothing: it lets it be written.
    void setPolicy(const std::optional<Error> &refusal);

signals:
    void planWanted(const lk::RecordRequest &request); ///< answer with setPlan()
    void writeRequested(const lk::RecordPlan &plan);

private:
    QString title() const;
    QString explanation() const;
    QWidget *createChoices(const History &history);
    void choose();
    void updateButton();

    RecordRequest m_request;
    Environment m_environment;
    QString m_wanted; ///< the database's name
    std::optional<RecordPlan> m_plan;
    QString m_refusal;
    QString m_policyRefusal;
    bool m_policyKnown = false;
    QComboBox *m_failed = nullptr;
    QList<QCheckBox *> m_accepted;
    ScriptEditor *m_text;
    QLabel *m_note;
    QLabel *m_ask;
    QLineEdit *m_typed;
    QPushButton *m_write;
};

/// What @p plan writes, as SQL with remarks.
QString recordScript(const RecordPlan &plan);

} // namespace lk
