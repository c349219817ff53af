// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/maplayout.h"
#include "models/schema/schemamap.h"
#include "widgets/map/maplook.h"

#include <QFont>
#include <QPainterPath>

#include <functional>
#include <set>

class QPainter;

namespace lk {

/// What stands out of a map.
struct MapFocus {
    int table = -1;   ///< with its neighbours; -1: none
    int current = -1; ///< the chosen one; -1: none
};

/// Draws a schema map, for the screen and for a file.
class MapPainter
{
public:
    /// Told before each part; false ends the drawing.
    using GoOn = std::function<bool(int done, int total)>;

    MapPainter(const SchemaMap &map, const MapLayout &layout, const MapLook &look);

    /// Draws what lies in @p visible (in the map's own units). @p scale: pixels a unit; the smaller, the less detail. False: it was ended.
    bool paint(QPainter &painter, const QRectF &visible, double scale, const MapFocus &focus = {}, const GoOn &goOn = {}) const;
    /// The tables that a foreign key joins to @p table, and itself.
    std::set<int> withNeighbours(int table) const;
    /// From the table that has it to the one that it refers to.
    QPainterPath lineOf(int link) const;

private:
    struct Detail {
        bool columns = false;
        bool titles = false;
        bool arrows = false;
    };

    const MapRoute *routeOf(int link) const;
    QRectF around(int link) const;
    void paintLine(QPainter &painter, int number, bool strong, const Detail &detail) const;
    void paintBox(QPainter &painter, int table, bool current, bool isFaded, double scale, const Detail &detail) const;
    void paintTitle(QPainter &painter, const MapTable &table, const QRectF &box) const;
    void paintColumns(QPainter &painter, const MapTable &table, const QRectF &box) const;
    void paintColumn(QPainter &painter, const MapColumn &column, const QRectF &row) const;
    void paintName(QPainter &painter, const MapTable &table, const QRectF &box, double scale) const;

    const SchemaMap &m_map;
    const MapLayout &m_layout;
    const MapLook &m_look;
    QFont m_font;
    QFont m_bold;
    QFont m_small;
};

} // namespace lk
