// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/diffoptions.h"

#include <QToolButton>

#include <functional>

class QMenu;

namespace lk {

/// The button with the menu of what a schema diff shows and what it leaves out.
class DiffFilterButton : public QToolButton
{
    Q_OBJECT

public:
    explicit DiffFilterButton(QWidget *parent = nullptr);

    const DiffOptions &options() const { return m_options; }
    /// Without telling of it.
    void setOptions(const DiffOptions &options);
    /// Kinds of object that can be hidden: those of the shown diff.
    void setObjectKinds(const QStringList &kinds);

signals:
    void optionsChanged(const lk::DiffOptions &options);

private:
    QAction *addSwitch(QMenu *menu, const QString &name, const QString &text, std::function<bool(const DiffOptions &)> isOn,
                       std::function<void(DiffOptions &, bool)> set);
    void addKinds();
    void addIgnored();
    void change(const std::function<void(DiffOptions &)> &how);
    void showOptions();

    struct Switch {
        QAction *action;
        std::function<bool(const DiffOptions &)> isOn;
    };

    DiffOptions m_options;
    QMenu *m_menu;
    QMenu *m_objects;
    std::vector<Switch> m_switches;
    QStringList m_kinds;
};

} // namespace lk
