// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/checklist/itemaction.h"

#include <QWidget>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace lk {

/// What the policy still wants before a plan may run, each with the way out.
class BlockerList : public QWidget
{
    Q_OBJECT

public:
    explicit BlockerList(QWidget *parent = nullptr);

    void setBlockers(const std::vector<ChecklistItem> &blockers);

signals:
    void actionRequested(lk::ItemAction action, const lk::ChecklistItem &item);
    void goToRequested(const QString &item);
    void waiveRequested(const lk::ChecklistItem &item);

private:
    QWidget *createRow(const ChecklistItem &item);

    std::vector<ChecklistItem> m_shown;
    QLabel *m_title;
    QWidget *m_content;
    QVBoxLayout *m_rows;
    QWidget *m_scroll;
};

} // namespace lk
