// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QObject>

class QMenu;
class QMenuBar;
class QToolBar;
class QToolButton;

namespace lk {

/// Every action of the window, with its menus and the tool bar. Knows words and keys, nothing of what is done.
class WindowActions : public QObject
{
    Q_OBJECT

public:
    explicit WindowActions(QWidget *window);

    void fillMenuBar(QMenuBar *bar);
    void fillToolBar(QToolBar *bar);
    /// All actions that have keys, for the list of keys.
    QList<QAction *> withKeys() const;

    /// Enables @p action, or disables it with the reason as its tooltip; an enabled one says @p toolTip.
    static void allow(QAction *action, const QString &whyNot, const QString &toolTip);

    QAction *open;
    QAction *refresh;
    QAction *project; ///< what the folder is, and why
    QAction *trust;   ///< that its programs may run
    QAction *save;
    QAction *saveAll;
    QAction *quit;
    QAction *find;
    QAction *replace;
    QAction *goToLine;
    QAction *nextChange;
    QAction *previousChange;
    QAction *diffOfAll; ///< checkable: the diff of all steps up to the chosen one, not of that one alone
    QAction *themeSystem;
    QAction *themeLight;
    QAction *themeDark;
    QAction *showHistory;
    QAction *showDiff;
    QAction *showChecklist;
    QAction *showBottom;
    QAction *resetLayout;
    QAction *previewSql; ///< checkable: what the chosen program sends, in place of its text
    QAction *rehearse; ///< where the policy says
    QMenu *rehearseMenu; ///< where else
    QAction *rehearseElsewhere; ///< on a server that a person names
    QAction *keepScratch;       ///< rehearsals leave their copy there
    QAction *backUp;
    QAction *apply; ///< the plan on the desk
    QAction *applyAll;
    QAction *applySelected;
    QAction *revert; ///< the last one
    QAction *revertLast;
    QAction *revertSelected; ///< back to the chosen one
    QAction *verify;
    QAction *saveSnapshot;
    QAction *review;
    QAction *newMigration;
    QAction *markApplied; ///< the chosen one
    QAction *markPending;
    QAction *baseline;    ///< up to the chosen one
    QAction *repair;      ///< the tracking table
    QAction *report;
    QAction *doctor;
    QAction *addEnvironment;
    QAction *editEnvironment; ///< the open one
    QAction *cancel;
    QAction *keys;
    QAction *about;
    QAction *aboutQt;
    QList<QAction *> focusPanel; ///< history, editor, diff, checklist, findings, run, backups, audit, rehearsal, map

    QMenu *recentMenu;
    QMenu *environmentMenu;

private:
    QAction *make(const QString &name, const QString &icon, const QString &text, const QKeySequence &key = {});
    void makeFileActions();
    void makeViewActions();
    void makeDatabaseActions();

    QWidget *m_window;
};

} // namespace lk
