// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/window/deskviews.h"

#include <QDialog>

class QButtonGroup;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace lk {

/// What the open folder was recognised as, and why. Where several formats fit, a person chooses; the choice stands in lockkeeper.toml.
class ProjectDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ProjectDialog(const ProjectView &project, QWidget *parent = nullptr);

    /// One more format that fits the folder.
    void addFormat(const QString &name, const QString &title, const QString &because);
    void showError(const Error &error);

signals:
    void formatChosen(const QString &name);
    void forgetTrustRequested();

private:
    QLayout *createFacts(const ProjectView &project);
    QString chosen() const;
    void updateButton();

    QString m_format; ///< name of the one in force
    QString m_title;
    QVBoxLayout *m_formats;
    QButtonGroup *m_choices;
    QLabel *m_error;
    QPushButton *m_use;
    QPushButton *m_forget;
};

} // namespace lk
