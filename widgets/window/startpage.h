// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QWidget>

class QLabel;
class QListWidget;

namespace lk {

/// What the window shows while no project is open: how to open one, those of before, and why the last one could not be
/// opened.
class StartPage : public QWidget
{
    Q_OBJECT

public:
    explicit StartPage(QWidget *parent = nullptr);

    void setRecent(const QStringList &folders);
    /// Nothing is wrong; a project may be opened.
    void showWelcome();
    void showOpening(const QString &folder);
    void showProblem(const QString &folder, const Error &error);
    QString problemText() const;

signals:
    void openRequested();
    void recentRequested(const QString &folder);
    void retryRequested();
    void addEnvironmentRequested();
    void trustRequested();

private:
    QLabel *m_title;
    QLabel *m_text;
    QLabel *m_recentTitle;
    QListWidget *m_recent;
    QWidget *m_retry;
    QWidget *m_add;
    QWidget *m_trust;
};

} // namespace lk
