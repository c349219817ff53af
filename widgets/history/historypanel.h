// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/history.h"

#include <QWidget>

#include <functional>

class QAction;
class QCheckBox;
class QDateEdit;
class QLabel;
class QLineEdit;
class QMenu;
class QTableView;
class QToolButton;

namespace lk {

class HistoryFilter;
class HistoryModel;
class TimelineStrip;

/// Files and tracking table as one list, with a strip of durations above it.
class HistoryPanel : public QWidget
{
    Q_OBJECT

public:
    explicit HistoryPanel(QWidget *parent = nullptr);

    /// Shows another state of the history; the current migration stays current if it is still there.
    /// @p branches: the tool's order is a graph's, whose ends are its heads.
    void setHistory(const History &history, bool branches = false);
    const History &history() const;
    /// Makes the migration with this key current and scrolls to it; a filter that hides it is lifted.
    void selectKey(const QString &key);
    /// Key of the current migration, empty when there is none.
    QString currentKey() const;
    const HistoryEntry *currentEntry() const;
    /// What is said instead of an empty list: no project is open, the folder has no migrations.
    void setEmptyText(const QString &text);

    /// What can be done with the current migration, for the list's menu.
    void setMenuActions(const QList<QAction *> &actions);

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

public slots:
    /// Puts the caret into the filter (Ctrl+F within the panel).
    void focusFilter();
    void clearFilter();

signals:
    void currentChanged(const QString &key); ///< empty when nothing is current any more
    void activated(const QString &key);      ///< Enter or double click

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *createFilterRow();
    void createView();
    void fillStateMenu();
    void fillOrderMenu();
    void narrow(const std::function<void()> &change);
    void takeStates();
    void takeDates();
    void updateSummary();
    void createMenu();
    void showMenu(const QPoint &at);
    void showGraph();
    void showVersions();
    void goAlongGraph(bool back);
    void onCurrentChanged();
    void makeCurrent(int sourceRow);
    void showCurrent();

    HistoryModel *m_model;
    HistoryFilter *m_filter;
    TimelineStrip *m_strip;
    QLineEdit *m_text;
    QToolButton *m_states;
    QTableView *m_view;
    QLabel *m_summary;
    QLabel *m_empty;
    QAction *m_newestFirst = nullptr;
    QCheckBox *m_withDates = nullptr;
    QDateEdit *m_from = nullptr;
    QDateEdit *m_to = nullptr;
    QMenu *m_menu = nullptr;
    QAction *m_toParent = nullptr;
    QAction *m_toChild = nullptr;
    int m_graphWidth = 0; ///< as it was set last; another one is the person's own
    int m_versionWidth = 0; ///< the same
    QString m_emptyText;
    QString m_current; ///< key; it stays current while the filter hides it
    bool m_loading = false;
};

} // namespace lk
