// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The schema map at 500 tables: how long its making, its layout, its painting and its file take.
// bench_windowmap --project FOLDER [TABLES] writes a project of such a schema with a pending change instead, to look at.
#include "tests/support/largeproject.h"
#include "tests/widgets/window/windowtest.h"
#include "widgets/map/mapsvg.h"
#include "widgets/map/mapview.h"

#include <QPainter>
#include <QPixmap>

#include <cstdio>

using namespace lk;

namespace {

template <class Work>
double msOf(Work work)
{
    QElapsedTimer watch;
    watch.start();
    work();
    return double(watch.nsecsElapsed()) / 1e6;
}

Snapshot schemaOf(const QString &folder)
{
    OpenRequest request;
    request.folder = folder;
    auto desk = Desk::open(request);
    if (!desk || !(*desk)->refresh())
        qFatal("the project does not open");
    auto snapshot = (*desk)->snapshot();
    if (!snapshot)
        qFatal("%s", qPrintable(snapshot.error().text()));
    return *snapshot;
}

void measure(int tables)
{
    const QTemporaryDir folder;
    if (!writeLargeProject(folder.filePath(QStringLiteral("large")), tables))
        qFatal("no project");
    const Snapshot schema = schemaOf(folder.filePath(QStringLiteral("large")));
    auto drawn = std::make_shared<DrawnMap>();
    const double made = msOf([&] { drawn->map = schemaMap(schema); });
    const double laidOut = msOf([&] { drawn->layout = layOut(drawn->map); });
    std::vector<MapLine> lines;
    for (const MapLink &link : drawn->map.links)
        lines.push_back(lineOf(drawn->map, drawn->layout.boxes, link));
    const double routed = msOf([&] { (void)routesAround(drawn->layout.boxes, lines); });
    const auto overBoxes = [&](bool routes) {
        int count = 0;
        for (size_t line = 0; line < lines.size(); ++line)
            count += runsOverBoxes(drawn->layout.boxes, lines[line], routes ? drawn->layout.routes[line] : MapRoute()) ? 1 : 0;
        return count;
    };
    MapView view;
    view.resize(1600, 900);
    view.setMap(drawn);
    QPixmap screen(view.size());
    const auto paint = [&] { view.render(&screen); };
    paint(); // fonts and icons are read once
    const double whole = msOf(paint);
    view.choose(0);
    paint();
    const double near = msOf(paint);
    QByteArray svg;
    const double file = msOf([&] { svg = mapSvg(*drawn, MapLook::current(), {}).value(); });
    std::printf("%5d tables, %5zu foreign keys, %.0f x %.0f: made in %6.1f ms, laid out in %6.1f ms (%.1f ms of it for %d lines that would run over boxes; %d do); painted whole in %6.1f ms, near in %6.1f ms; "
                "SVG of %.1f MB in %6.1f ms\n",
                tables, drawn->map.links.size(), drawn->layout.bounds.width(), drawn->layout.bounds.height(), made, laidOut, routed, overBoxes(false), overBoxes(true), whole, near, double(svg.size()) / 1e6, file);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char *argv[])
{
    useOwnHome();
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.value(1) == QStringLiteral("--project"))
        return writeLargeProject(arguments.value(2), arguments.value(3, QStringLiteral("500")).toInt()) ? 0 : 1;
    for (const int tables : {100, 500, 2000})
        measure(tables);
}
