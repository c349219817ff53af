// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>

#include <vector>

namespace lk {

/// A line of a map: out of box `from` at one height, into box `to` at another.
struct MapLine {
    int from = 0;
    int to = 0;
    double startY = 0;
    double endY = 0;
};

/// The plain way of a line: a curve from side to side, up to where its arrow begins.
struct MapCurve {
    QPointF start;
    QPointF startControl;
    QPointF endControl;
    QPointF end;
};
MapCurve curveOf(const QRectF &from, const QRectF &to, double startY, double endY);

using MapRoute = std::vector<QPointF>;

/// Whether a line runs over a box that is not its own: on @p route, or where that is empty, on its curve.
bool runsOverBoxes(const std::vector<QRectF> &boxes, const MapLine &line, const MapRoute &route);

/// For each line the corners of a way through the gaps, across and down, where its curve would run over a box that is not its own. Empty
/// for all others, and where there is no such way nearby. The same input always gives the same routes.
std::vector<MapRoute> routesAround(const std::vector<QRectF> &boxes, const std::vector<MapLine> &lines);

} // namespace lk
