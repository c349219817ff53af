// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rehearsal/lockforecast.h"
#include "widgets/checklist/itemaction.h"
#include "widgets/window/deskviews.h"

#include <QDialog>

class QBoxLayout;
class QFrame;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTableView;
class QTreeView;

namespace lk {

class BlockerList;
class FindingModel;
class IconLabel;
class LockWeatherBox;
class PlanModel;

/// Opens before every apply and revert: what will run, what the rehearsal saw of it, what was found, what it destroys
/// and what the policy still wants. Its button works only under a permit and, for a protected environment, once the
/// database's name was typed.
class PlanDialog : public QDialog
{
    Q_OBJECT

public:
    explicit PlanDialog(QWidget *parent = nullptr);

    /// @p refusal: why nothing can run whatever the checklist says (edits that are not saved); empty: nothing of that
    /// kind.
    void setPlan(const ProjectView &project, const PlanView &plan, const QString &refusal);
    /// A plan that is being made.
    void setWaiting();
    /// Work that was started from here; empty when it is over.
    void setBusy(const QString &title);
    void setProgress(qint64 done, qint64 total);
    /// Who is on the database now, as answer to lockWeatherRequested().
    void setLockForecast(const Result<LockForecast> &forecast);
    /// The last error of work that was started from here.
    void showError(const QString &doing, const Error &error);

signals:
    void applyRequested(const QString &fingerprint);
    void rehearseRequested();
    /// Somebody has to ask who is on the database now.
    void lockWeatherRequested();
    void cancelRequested();
    void actionRequested(lk::ItemAction action, const lk::ChecklistItem &item);
    void goToItemRequested(const QString &item);
    void waiveItemRequested(const lk::ChecklistItem &item);
    void waiveFindingRequested(const lk::Finding &finding);
    void placeActivated(const QString &file, qint64 line, qint64 column);

private:
    QLayout *createHead();
    QWidget *createTree();
    QWidget *createFindings();
    QLayout *createBusy();
    QLayout *createButtons();
    void showHead();
    void showWarnings();
    void showDatabaseName();
    void askLockWeather();
    void updateButtons();
    QString refusalToRun() const;
    void addWarning(const QString &icon, int tone, const QString &text);

    ProjectView m_project;
    PlanView m_plan;
    bool m_waiting = true;
    bool m_showsProblem = false; ///< the error line says why there is no plan
    QString m_refusal;
    QString m_busy;
    PlanModel *m_model;
    FindingModel *m_findings;
    IconLabel *m_icon;
    QLabel *m_title;
    QLabel *m_subtitle;
    QBoxLayout *m_warnings;
    LockWeatherBox *m_weather;
    QTreeView *m_tree;
    QWidget *m_findingsBox;
    QTableView *m_findingsView;
    BlockerList *m_blockers;
    QLabel *m_ask;
    QLineEdit *m_typed;
    QLabel *m_busyText;
    QProgressBar *m_progress;
    QPushButton *m_cancelWork;
    QLabel *m_error;
    QPushButton *m_rehearse;
    QPushButton *m_apply;
};

/// What it means that statements run outside of their step's transaction: a line for each reason, with their places.
QStringList costTexts(const Plan &plan);
/// "destroys 1 table, 2 columns, 290 rows", as rehearsed; empty when nothing is destroyed or nothing was rehearsed.
QString destroyedText(const PlanView &plan);

} // namespace lk
