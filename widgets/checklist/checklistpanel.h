// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/checklist/itemaction.h"

#include <QWidget>

#include <vector>

class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QTreeView;

namespace lk {

class ChecklistModel;
class IconLabel;
class ItemDetail;

/// The checklist of the plan on the desk: phases with counts, items with what shows them, and what holds up Apply.
class ChecklistPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ChecklistPanel(QWidget *parent = nullptr);

    /// @p about says whose checklist it is: "0009, 0010 in development". @p whyEmpty is said instead of the gate where
    /// there is no plan.
    void setChecklist(std::vector<ChecklistItem> items, std::vector<ChecklistItem> blockers, const QString &about,
                      const QString &whyEmpty);
    void select(const QString &item);
    QString currentItem() const;

    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

public slots:
    void showBlockers(); ///< a menu of what holds up Apply; choosing one selects it

signals:
    void tickRequested(const lk::ChecklistItem &item);
    void untickRequested(const lk::ChecklistItem &item);
    void waiveRequested(const lk::ChecklistItem &item);
    void actionRequested(lk::ItemAction action, const lk::ChecklistItem &item);

private:
    void createTree();
    void unfoldAtFirst();
    void onCurrentChanged();
    void onActivated();
    void showContextMenu(const QPoint &position);
    const ChecklistItem *current() const;

    ChecklistModel *m_model;
    QTreeView *m_tree;
    QLabel *m_about;
    IconLabel *m_gateIcon;
    QLabel *m_gate;
    ItemDetail *m_detail;
    QSplitter *m_splitter;
    std::vector<ChecklistItem> m_blockers;
    bool m_unfolded = false;
};

} // namespace lk
