// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/checklist/itemaction.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;

namespace lk {

class IconLabel;

/// One item of the checklist in full, with what can be done about it.
class ItemDetail : public QWidget
{
    Q_OBJECT

public:
    explicit ItemDetail(QWidget *parent = nullptr);

    void setItem(const std::optional<ChecklistItem> &item);

signals:
    void tickRequested(const lk::ChecklistItem &item);
    void untickRequested(const lk::ChecklistItem &item);
    void waiveRequested(const lk::ChecklistItem &item);
    void actionRequested(lk::ItemAction action, const lk::ChecklistItem &item);

private:
    QPushButton *button(const QString &objectName, const QString &text);
    void showButtons();

    std::optional<ChecklistItem> m_item;
    QLabel *m_title;
    IconLabel *m_stateIcon;
    QLabel *m_state;
    QLabel *m_why;
    QLabel *m_note;
    QPushButton *m_tick;
    QPushButton *m_untick;
    QPushButton *m_act;
    QPushButton *m_waive;
};

/// "by hand", "automatic", with "Apply waits for it" where it gates.
QString kindText(const ChecklistItem &item);

} // namespace lk
