// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/desk.h"

#include <QStatusBar>
#include <QTimer>

class QLabel;
class QProgressBar;
class QToolButton;

namespace lk {

class IconLabel;

/// Connection, server version, clock, encoding and line ends, place in the text, and the work under way with its
/// Cancel.
class StatusLine : public QStatusBar
{
    Q_OBJECT

public:
    explicit StatusLine(QWidget *parent = nullptr);

    void setConnection(const DatabaseView &database, const EngineTraits &engine);
    void setNoConnection();
    void setFileFormat(const QString &encoding, const QString &eol);
    void setPlace(int line, int column);
    /// The work under way; an empty title: none.
    void setJob(const QString &title, bool cancellable);
    void setProgress(const Progress &progress);
    void showCancelling();
    QString jobText() const;

signals:
    void cancelRequested();

private:
    QLabel *addText(const QString &objectName, const QString &accessibleName);
    void tick();

    IconLabel *m_connectionIcon;
    QLabel *m_connection;
    QLabel *m_server;
    QLabel *m_clock;
    QLabel *m_format;
    QLabel *m_place;
    QLabel *m_job;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
    QTimer m_second;
};

} // namespace lk
