// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/desk.h"

#include <QFrame>

class QLabel;
class QMenu;
class QToolButton;

namespace lk {

class ElidedLabel;

/// Says at every moment which database the buttons work on; red where the environment is protected.
class EnvironmentBanner : public QFrame
{
    Q_OBJECT

public:
    explicit EnvironmentBanner(QWidget *parent = nullptr);

    void setEnvironment(const Project &project, const Environment &environment, const DatabaseView &database,
                        const EngineTraits &engine);
    /// A project that is being opened, or could not be.
    void setPlain(const QString &name, const QString &detail);
    /// The menu of the switch at the right.
    void setSwitchMenu(QMenu *menu);
    bool isProtected() const { return m_protected; }
    /// All that it says, in one line.
    QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void takeColors();

    QLabel *m_icon;
    QLabel *m_name;
    ElidedLabel *m_database;
    ElidedLabel *m_server;
    QLabel *m_protection;
    QToolButton *m_switch;
    bool m_protected = false;
};

} // namespace lk
