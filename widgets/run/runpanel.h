// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/plan/plan.h"
#include "models/rehearsal/rehearsal.h"
#include "models/run/runevent.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QSplitter;
class QToolButton;
class QTreeView;

namespace lk {

class IconLabel;
class RunModel;

/// The run under way, or the last one: steps and statements as they happen, time against the rehearsal's, the log;
/// Pause and Cancel.
class RunPanel : public QWidget
{
    Q_OBJECT

public:
    explicit RunPanel(QWidget *parent = nullptr);

    /// A run of @p plan begins; @p what: "Applying 0009 to shop.db".
    void begin(const QString &what, const Plan &plan, const std::optional<Rehearsal> &rehearsal);
    void add(const std::vector<RunEvent> &events);
    /// It is over: @p outcome in one line, and whether it is good.
    void end(const QString &outcome, bool good);
    /// A person asked to cancel; it takes until the database answers.
    void showCancelling();
    void showPausing(bool paused);
    bool running() const { return m_running; }
    /// What a cut-off statement left in the database: the first is offered to be taken away.
    void setLeftovers(const std::vector<Leftover> &leftovers);
    /// What programs sent to the scratch, whole: it can be copied. Forgotten when the next run begins.
    void setSent(const QString &script);
    QString logText() const;

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

signals:
    void pauseRequested(bool paused);
    void cancelRequested();
    void repairRequested(const lk::Leftover &leftover);
    void logReviewed(); ///< a person says that they read the log of a run

private:
    QLayout *createHead();
    void createTree();
    void updateHead();
    void log(const QDateTime &at, const QString &text);
    void updateButtons();

    RunModel *m_model;
    QTreeView *m_tree;
    QPlainTextEdit *m_log;
    IconLabel *m_icon;
    QLabel *m_what;
    QLabel *m_time;
    QProgressBar *m_progress;
    QToolButton *m_pause;
    QToolButton *m_cancel;
    QToolButton *m_reviewed;
    QToolButton *m_repair;
    QToolButton *m_copy;
    QString m_sent;
    std::vector<Leftover> m_leftovers;
    QSplitter *m_splitter;
    QTimer m_tick;
    QElapsedTimer m_elapsed;
    QString m_title;
    double m_expectedMs = -1;
    bool m_running = false;
    bool m_pausing = false;
    bool m_cancelling = false;
    bool m_any = false;
};

/// A line of the log for what happened; empty for what is not worth one.
QString logLine(const RunEvent &event);

} // namespace lk
