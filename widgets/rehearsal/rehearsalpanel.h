// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/indexuse.h"
#include "models/rehearsal/rehearsal.h"

#include <QWidget>

class QLabel;
class QModelIndex;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace lk {

class ElidedLabel;
class IconLabel;
class PlateLabel;
class QueriesView;
class RehearsalModel;

/// What the rehearsal of the plan on the desk saw: a line about it as a whole, and its steps with their statements.
class RehearsalPanel : public QWidget
{
    Q_OBJECT

public:
    explicit RehearsalPanel(QWidget *parent = nullptr);

    void showRehearsal(const Plan &plan, const Rehearsal &rehearsal);
    /// Adds to what is said of indexes those that nobody reads on the target, or why that is not known.
    void showUnusedIndexes(const Result<std::vector<IndexUse>> &unused);
    /// Says that there is none, and offers to rehearse. @p why: what a rehearsal would show, or why there can be none.
    void showNone(const QString &why);
    /// The same of one that no longer fits to what would run, because of @p why.
    void showStale(const QString &why);
    /// Whether the Rehearse button can be pressed; otherwise @p whyNot is its tooltip.
    void setRehearseEnabled(bool enabled, const QString &whyNot = {});
    /// Brings the step of this version to sight.
    void showStep(const QString &version);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

signals:
    void rehearseRequested();
    void dataCheckRequested(); ///< which rows of the target would make the plan fail
    void indexUseRequested(); ///< which indexes of the changed tables nobody reads, for showUnusedIndexes()
    void compareRequested(); ///< with the rehearsal before this one
    void goToRequested(const QString &file, qint64 line, qint64 column);
    /// The place of a statement that was clicked: whoever clicks stays in the list.
    void placeShown(const QString &file, qint64 line, qint64 column);
    /// @p objects: names of what the statement is about, the likeliest first.
    void diffRequested(const QStringList &objects);

private:
    QWidget *createNone();
    QWidget *createSeen();
    QLayout *createHead();
    void createTree();
    void showMessage(const QString &heading, const QString &why);
    void updateHead();
    void showAdvice(const QStringList &lines);
    void updateButtons();
    void goTo(const QModelIndex &index);
    void showInDiff();
    void showContextMenu(const QPoint &position);

    RehearsalModel *m_model;
    QStackedWidget *m_pages;
    QLabel *m_heading;
    QLabel *m_why;
    QPushButton *m_rehearse;
    IconLabel *m_icon;
    ElidedLabel *m_summary;
    PlateLabel *m_worst;
    QToolButton *m_again;
    QToolButton *m_checkData;
    QToolButton *m_compare;
    QToolButton *m_goTo;
    QToolButton *m_inDiff;
    ElidedLabel *m_problem;
    ElidedLabel *m_advice;
    QTreeView *m_tree;
    QToolButton *m_showQueries;
    QueriesView *m_queries;
    QStackedWidget *m_lists;
};

} // namespace lk
