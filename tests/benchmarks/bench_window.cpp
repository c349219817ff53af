// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Cold start of the window: from nothing to a window whose history, editor and checklist are shown, on projects of
// 1,000 and 10,000 applied migrations; and the longest gap of the window's event loop meanwhile and while rows are
// chosen.
#include "tests/widgets/window/windowtest.h"
#include "widgets/history/historypanel.h"

#include <cstdio>

using namespace lk;

namespace {

/// The longest time between two turns of the event loop.
class Heartbeat : public QObject
{
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this,
                [this] { m_worst = std::max(m_worst, m_since.nsecsElapsed()), m_since.start(); });
        m_since.start();
        m_timer.start(5);
    }
    double worstMs()
    {
        const qint64 worst = std::max(m_worst, m_since.nsecsElapsed());
        m_worst = 0;
        return double(worst) / 1e6;
    }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_worst = 0;
};

void writeProject(const TemporaryProject &project, int migrations)
{
    project.writePlainProject();
    for (int number = 1; number <= migrations; ++number) {
        const QString name =
            QStringLiteral("migrations/%1_table_%2.sql").arg(number, 6, 10, QLatin1Char('0')).arg(number);
        project.write(name,
                      QStringLiteral("-- Table %1.\nCREATE TABLE t%1 (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n")
                          .arg(number)
                          .toUtf8());
    }
}

/// All but the last three.
void applyMost(const TemporaryProject &project, int migrations)
{
    OpenRequest request;
    request.folder = project.folder();
    auto desk = Desk::open(request);
    if (!desk || !(*desk)->refresh())
        qFatal("the project does not open");
    const auto plan = (*desk)->plan({Direction::Up, QString::number(migrations - 3), 1});
    if (!plan)
        qFatal("%s", qPrintable(plan.error().text()));
    const auto permit = (*desk)->checklist(*plan).permit();
    if (!permit)
        qFatal("%s", qPrintable(permit.error().text()));
    RunControl control;
    const auto report = (*desk)->apply(*plan, *permit, control, [](const RunEvent &) {});
    if (!report || report->error)
        qFatal("not applied");
}

void measure(int migrations)
{
    const TemporaryProject project;
    writeProject(project, migrations);
    applyMost(project, migrations);

    QElapsedTimer watch;
    watch.start();
    Heartbeat heartbeat;
    MainWindow window;
    window.resize(1280, 800);
    window.show();
    window.openProject(project.folder());
    const double shown = double(watch.nsecsElapsed()) / 1e6;
    double usable = 0;
    const bool opened = QTest::qWaitFor(
        [&] {
            const bool listed = window.workbench().isOpen()
                                && window.findChild<HistoryPanel *>()->history().entries.size() == size_t(migrations);
            if (listed && usable == 0)
                usable = double(watch.nsecsElapsed()) / 1e6;
            return listed;
        },
        120'000);
    if (!opened)
        qFatal("the project did not open");
    waitSettled(window);
    const double settled = double(watch.nsecsElapsed()) / 1e6;
    const double opening = heartbeat.worstMs();
    for (int row = 0; row < 60; ++row) {
        window.choose(QString::number(1 + row * (migrations - 1) / 59));
        QTest::qWait(15);
    }
    waitSettled(window);
    std::printf("%6d migrations: window %7.1f ms, history usable %7.1f ms, checklist and diff too %7.1f ms; longest "
                "gap: opening %6.1f ms, choosing 60 rows %6.1f ms\n",
                migrations, shown, usable, settled, opening, heartbeat.worstMs());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char *argv[])
{
    useOwnHome();
    QElapsedTimer start;
    start.start();
    QApplication application(argc, argv);
    Look::instance().apply(Look::Theme::Light);
    std::printf("application object: %.1f ms\n", double(start.nsecsElapsed()) / 1e6);
    measure(1'000);
    measure(1'000); // fonts and icons are warm now
    measure(10'000);
    return 0;
}
