// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/pictures.h"

#include "models/items/schemadiffmodel.h"
#include "widgets/look/look.h"
#include "widgets/map/mapview.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/windowactions.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QPixmap>
#include <QPointer>
#include <QSplitter>
#include <QTreeView>

#include <cstdio>

namespace lk {

namespace {

struct Picture {
    Look::Theme theme;
    QSize size;
    const char *name;
    void (*prepare)(MainWindow &) = nullptr; ///< brings what it is about to sight
    const char *dialog = nullptr; ///< of the dialog of this name, which `prepare` opens, not of the whole window
    const char *press = nullptr;  ///< its button that is pressed before
};

/// The diff with room for both sides, at something that has both.
void showDiff(MainWindow &window)
{
    window.actions().focusPanel[2]->trigger();
    window.actions().diffOfAll->setChecked(true);
    if (auto *middle = window.findChild<QSplitter *>(QStringLiteral("middle")))
        middle->setSizes({120, 700});
    auto *tree = window.findChild<QTreeView *>(QStringLiteral("diffTree"));
    for (int row = 0; tree && row < tree->model()->rowCount(); ++row) {
        const QModelIndex index = tree->model()->index(row, 0);
        const bool both = !index.data(SchemaDiffModel::BeforeRole).toString().isEmpty() && !index.data(SchemaDiffModel::AfterRole).toString().isEmpty();
        if (both) {
            tree->setCurrentIndex(index);
            return;
        }
    }
}

void showMap(MainWindow &window)
{
    window.actions().focusPanel[9]->trigger();
}

void showMapAlone(MainWindow &window)
{
    showMap(window);
    if (auto *view = window.findChild<MapView *>())
        view->choose(-1);
    if (auto *only = window.findChild<QAbstractButton *>(QStringLiteral("mapOnlyChanged")))
        only->setChecked(false);
    if (auto *alone = window.findChild<QAbstractButton *>(QStringLiteral("mapAlone")))
        alone->click();
}

/// At a size at which columns can be read, around the first table that changes.
void showMapNear(MainWindow &window)
{
    showMapAlone(window);
    // Once the room is there and the map is drawn.
    QTimer::singleShot(300, &window, [&window] { window.actions().nextChange->trigger(); });
}

void showMapOfChanges(MainWindow &window)
{
    showMapAlone(window);
    if (auto *only = window.findChild<QAbstractButton *>(QStringLiteral("mapOnlyChanged")))
        only->setChecked(true);
}

void press(MainWindow &window, const char *button)
{
    if (auto *found = window.findChild<QAbstractButton *>(QString::fromLatin1(button)))
        found->click();
}

void showRehearsal(MainWindow &window)
{
    window.actions().focusPanel[8]->trigger();
    if (auto *queries = window.findChild<QAbstractButton *>(QStringLiteral("rehearsalQueries")))
        queries->setChecked(false);
    if (auto *rows = window.findChild<QSplitter *>(QStringLiteral("rows")))
        rows->setSizes({300, 600});
}

void showQueries(MainWindow &window)
{
    showRehearsal(window);
    press(window, "rehearsalQueries");
}

void openEnvironment(MainWindow &window)
{
    window.actions().editEnvironment->trigger();
}

void openPlan(MainWindow &window)
{
    window.actions().apply->trigger();
}

void openComparison(MainWindow &window)
{
    press(window, "rehearsalCompare");
}

void openDataCheck(MainWindow &window)
{
    press(window, "rehearsalCheckData");
}

const Picture pictures[] = {
    {Look::Theme::Light, {1280, 800}, "light-1280x800.png"},
    {Look::Theme::Light, {1920, 1080}, "light-1920x1080.png"},
    {Look::Theme::Dark, {1280, 800}, "dark-1280x800.png"},
    {Look::Theme::Dark, {1920, 1080}, "dark-1920x1080.png"},
    {Look::Theme::Light, {1280, 800}, "light-diff.png", showDiff},
    {Look::Theme::Dark, {1280, 800}, "dark-diff.png", showDiff},
    {Look::Theme::Light, {1280, 800}, "light-map.png", showMap},
    {Look::Theme::Light, {1920, 1080}, "light-map-alone.png", showMapAlone},
    {Look::Theme::Light, {1280, 800}, "light-map-near.png", showMapNear},
    {Look::Theme::Light, {1280, 800}, "light-map-changes.png", showMapOfChanges},
    {Look::Theme::Dark, {1920, 1080}, "dark-map-alone.png", showMapAlone},
    {Look::Theme::Dark, {1280, 800}, "dark-map-near.png", showMapNear},
    {Look::Theme::Dark, {1280, 800}, "dark-map.png", showMap},
    {Look::Theme::Dark, {1280, 800}, "dark-map-changes.png", showMapOfChanges},
    {Look::Theme::Light, {1280, 800}, "light-rehearsal.png", showRehearsal},
    {Look::Theme::Dark, {1280, 800}, "dark-rehearsal.png", showRehearsal},
    {Look::Theme::Light, {1280, 800}, "light-queries.png", showQueries},
    {Look::Theme::Dark, {1280, 800}, "dark-queries.png", showQueries},
    {Look::Theme::Light, {1280, 800}, "light-comparison.png", openComparison, "comparisonDialog"},
    {Look::Theme::Dark, {1280, 800}, "dark-comparison.png", openComparison, "comparisonDialog"},
    {Look::Theme::Light, {1280, 800}, "light-datacheck.png", openDataCheck, "dataCheckDialog", "dataCheckAsk"},
    {Look::Theme::Dark, {1280, 800}, "dark-datacheck.png", openDataCheck, "dataCheckDialog", "dataCheckAsk"},
    {Look::Theme::Light, {1280, 800}, "light-plan.png", openPlan, "planDialog"},
    {Look::Theme::Dark, {1280, 800}, "dark-plan.png", openPlan, "planDialog"},
    {Look::Theme::Light, {1280, 800}, "light-environment.png", openEnvironment, "environmentDialog", "environmentTest"},
    {Look::Theme::Dark, {1280, 800}, "dark-environment.png", openEnvironment, "environmentDialog", "environmentTest"},
};

constexpr int paintMs = 900; // until a resized window is painted whole
constexpr int giveUpMs = 300'000;

} // namespace

Pictures::Pictures(MainWindow &window, const QString &folder) : m_window(window), m_folder(folder)
{
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, [this] { fail(QStringLiteral("the project did not open in time")); });
    connect(&m_window, &MainWindow::settled, this, &Pictures::next);
    connect(&m_window.workbench(), &Workbench::openFailed, this, [this](const Error &error) { fail(error.text()); });
}

void Pictures::begin(const QString &project, const QString &environment)
{
    if (!QDir().mkpath(m_folder)) {
        fail(QStringLiteral("cannot make %1").arg(m_folder));
        return;
    }
    m_timeout.start(giveUpMs);
    Look::instance().apply(pictures[0].theme);
    m_window.resize(pictures[0].size);
    m_window.show();
    m_window.openProject(project, environment);
}

void Pictures::fail(const QString &why)
{
    std::fprintf(stderr, "lockkeeper: no pictures: %s\n", qPrintable(why));
    QMetaObject::invokeMethod(
        qApp, [] { QCoreApplication::exit(1); }, Qt::QueuedConnection);
}

void Pictures::next()
{
    if (!m_window.workbench().isOpen())
        return;
    if (m_stage == Stage::Opening) {
        m_stage = Stage::Choosing;
        QStringList pending;
        for (const HistoryEntry &entry : m_window.workbench().project().history.entries) {
            if (entry.canApply())
                pending << entry.version();
        }
        // Not the first alone: more steps show more.
        if (!pending.isEmpty()) {
            m_window.choose(pending.value(std::min<qsizetype>(2, pending.size() - 1)));
            if (!m_window.isSettled())
                return;
        }
    }
    // Twice: there is something to compare with.
    for (const auto &[before, after] : {std::pair(Stage::Choosing, Stage::Rehearsing), std::pair(Stage::Rehearsing, Stage::RehearsingAgain)}) {
        if (m_stage != before)
            continue;
        m_stage = after;
        if (m_window.actions().rehearse->isEnabled()) {
            m_window.actions().rehearse->trigger();
            return;
        }
    }
    if (m_stage == Stage::RehearsingAgain) {
        m_stage = Stage::Taking;
        take();
    }
}

void Pictures::take()
{
    if (m_picture == int(std::size(pictures))) {
        QCoreApplication::exit(0);
        return;
    }
    const Picture &picture = pictures[m_picture];
    Look::instance().apply(picture.theme);
    m_window.resize(picture.size);
    m_window.actions().resetLayout->trigger();
    if (picture.prepare)
        picture.prepare(m_window);
    QTimer::singleShot(paintMs, this, [this, picture] { picture.dialog ? takeDialog(picture.name, picture.dialog, picture.press) : save(m_window, picture.name); });
}

void Pictures::takeDialog(const char *name, const char *which, const char *button)
{
    auto *dialog = m_window.findChild<QDialog *>(QString::fromLatin1(which));
    if (!dialog) { // such as that of an environment without one in the project's file
        ++m_picture;
        take();
        return;
    }
    if (auto *pressed = button ? dialog->findChild<QAbstractButton *>(QString::fromLatin1(button)) : nullptr)
        pressed->click();
    QTimer::singleShot(paintMs * 3, this, [this, dialog = QPointer(dialog), name] {
        if (dialog)
            save(*dialog, name);
        if (dialog)
            dialog->close();
    });
}

void Pictures::save(QWidget &widget, const char *name)
{
    const QString path = QDir(m_folder).filePath(QString::fromLatin1(name));
    if (!widget.grab().save(path)) {
        fail(QStringLiteral("cannot write %1").arg(path));
        return;
    }
    ++m_picture;
    QTimer::singleShot(0, this, &Pictures::take);
}

} // namespace lk
