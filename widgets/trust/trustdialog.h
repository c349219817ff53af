// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/trustquestion.h"

#include <QDialog>

class QLabel;
class QListWidget;
class QPushButton;

namespace lk {

class ScriptEditor;

/// Asks before a folder's programs run for the first time: which tool, which files, and what a yes means. The files can be read here.
class TrustDialog : public QDialog
{
    Q_OBJECT

public:
    /// @p why: what is wanted: "To rehearse 0003, ...". @p migrations: programs of the plan, which run as well.
    TrustDialog(TrustQuestion question, const QString &why, std::vector<TrustQuestion::File> migrations, const Dialect &dialect, QWidget *parent = nullptr);

    const TrustQuestion &question() const { return m_question; }
    /// The yes could not be taken, and why.
    void showError(const Error &error);

signals:
    /// @p remember: for the folder as it is now, not for this time alone.
    void trusted(bool remember);

private:
    QLayout *createHead(const QString &why);
    QWidget *createFiles();
    QLayout *createButtons();
    void addFiles(const QString &heading, const std::vector<TrustQuestion::File> &files);
    void showFile(int row);
    void answer(bool remember);

    TrustQuestion m_question;
    std::vector<TrustQuestion::File> m_migrations;
    Dialect m_dialect;
    QListWidget *m_list;
    ScriptEditor *m_view;
    QLabel *m_error;
    QList<QPushButton *> m_answers;
};

/// The programs of @p plan, each file once.
std::vector<TrustQuestion::File> programsOf(const std::vector<PlanStep> &steps);

} // namespace lk
