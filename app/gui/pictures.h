// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

class QWidget;

namespace lk {

class MainWindow;

/// Opens a project, rehearses its first pending migrations and writes pictures of the window, light and dark, in two
/// sizes, of the schema diff and the schema map, of a rehearsal and its dialogs, and of the dialog of its environment; then quits.
class Pictures : public QObject
{
    Q_OBJECT

public:
    Pictures(MainWindow &window, const QString &folder);

    void begin(const QString &project, const QString &environment);

private:
    void next();
    void take();
    void takeDialog(const char *name, const char *which, const char *button);
    void save(QWidget &widget, const char *name);
    void fail(const QString &why);

    enum class Stage { Opening, Choosing, Rehearsing, RehearsingAgain, Taking };

    MainWindow &m_window;
    QString m_folder;
    Stage m_stage = Stage::Opening;
    int m_picture = 0;
    QTimer m_timeout;
};

} // namespace lk
