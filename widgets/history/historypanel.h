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
    void setHistory(const History &history);
    const History &history() const;
    /// Makes the migration with this key current and scrolls to it; a filter that hides it is lifted.
    void selectKey(const QString &key);
    /// Key of the current migration, empty when there is none.
    QString currentKey() const;
    const HistoryEntry *currentEntry() const;
    /// What is said instead of an empty list: no project is open, the folder has no migrations.
    void setEmptyText(const QString &text);

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
    QString m_emptyText;
    QString m_current; ///< key; it stays current while the filter hides it
    bool m_loading = false;
};

} // namespace lk
