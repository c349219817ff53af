// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/demoproject.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/windowactions.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

namespace lk {

/// Settings and data of the test in a folder of its own, never the person's. Call it before the application is made.
inline void useOwnHome()
{
    static const QTemporaryDir home;
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
        qputenv(name, QFile::encodeName(home.path()));
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QCoreApplication::setOrganizationName(QStringLiteral("lockkeeper-test"));
    QCoreApplication::setApplicationName(QStringLiteral("lockkeeper-test"));
}

/// The child of this name, which must be there.
template <class Widget = QWidget>
Widget *part(QObject &of, const char *name)
{
    auto *found = of.findChild<Widget *>(QString::fromLatin1(name));
    if (!found)
        qFatal("no %s", name);
    return found;
}

/// The row whose column 0 .. last holds @p text exactly; invalid when there is none.
inline QModelIndex rowWith(const QAbstractItemModel &model, const QString &text, const QModelIndex &parent = {})
{
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            if (model.index(row, column, parent).data().toString() == text)
                return model.index(row, column, parent);
        }
        if (const QModelIndex below = rowWith(model, text, model.index(row, 0, parent)); below.isValid())
            return below;
    }
    return {};
}

/// Clicks on the row that holds @p text.
inline bool clickRow(QAbstractItemView *view, const QString &text)
{
    const QModelIndex index = rowWith(*view->model(), text);
    if (!index.isValid())
        return false;
    view->scrollTo(index);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
    return true;
}

inline bool click(QObject &of, const char *name)
{
    auto *button = part<QAbstractButton>(of, name);
    if (!button->isEnabled() || !button->isVisible()) {
        qWarning("%s can't be clicked: %s", name, qPrintable(button->toolTip()));
        return false;
    }
    QTest::mouseClick(button, Qt::LeftButton, {}, QPoint(12, button->height() / 2));
    return true;
}

/// Shows the window, opens the project and waits for everything to be shown.
inline bool openIn(MainWindow &window, const QString &folder,
                   const QString &environment = QStringLiteral("development"))
{
    window.resize(1280, 800);
    window.show();
    if (!QTest::qWaitForWindowActive(&window))
        return false;
    window.openProject(folder, environment);
    return QTest::qWaitFor([&] { return window.workbench().isOpen() && window.isSettled(); }, 20'000);
}

inline bool waitSettled(MainWindow &window)
{
    return QTest::qWaitFor([&] { return window.isSettled(); }, 60'000);
}

} // namespace lk

/// As QTEST_MAIN, with a home of its own.
#define LK_WINDOW_TEST_MAIN(TestClass) \
    int main(int argc, char *argv[]) \
    { \
        lk::useOwnHome(); \
        QApplication application(argc, argv); \
        lk::Look::instance().apply(lk::Look::Theme::Light); \
        TestClass test; \
        return QTest::qExec(&test, argc, argv); \
    }
