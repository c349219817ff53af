// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/maproutes.h"

#include <QSizeF>

#include <vector>

namespace lk {

struct SchemaMap;
struct MapTable;
struct MapLink;

/// Where the boxes of a map stand, in units of a pixel at full size.
struct MapLayout {
    std::vector<QRectF> boxes; ///< one a table
    QRectF bounds;             ///< of all, from (0, 0)
    std::vector<MapRoute> routes = {}; ///< one a link, or none at all; see routesAround()

    bool operator==(const MapLayout &) const = default;
};

/// Measures that boxes are made of, and painted with.
namespace mapmeasure {
inline constexpr double titleHeight = 26;
inline constexpr double rowHeight = 18;
inline constexpr double bottom = 6;
inline constexpr double letter = 7.2; ///< mean width of a letter of the map's font
inline constexpr double capital = 8.4; ///< of one of a type, which is written in capitals
inline constexpr double narrowest = 110;
inline constexpr double widest = 330;
inline constexpr double tag = 40; ///< room for the word that tells a view
inline constexpr int mostRows = 24;
inline constexpr double arrow = 8; ///< length of a line's head
} // namespace mapmeasure

/// The columns that the box of @p table shows, in their order: all, or of many the keys and the changed ones first.
std::vector<int> shownColumns(const MapTable &table);
/// At which height of its @p box the box of @p table shows @p column; one that it does not show stands for the title.
double rowMiddle(const MapTable &table, const QRectF &box, const QString &column);
/// Where the line of @p link leaves and arrives.
MapLine lineOf(const SchemaMap &map, const std::vector<QRectF> &boxes, const MapLink &link);
/// How large its box is.
QSizeF boxSize(const MapTable &table);

/// A foreign key for layOut(): from the table that has it to the one that it refers to.
struct MapEdge {
    int from = 0;
    int to = 0;
};

/// Places boxes of these sizes so that none overlaps another. What hangs together closely stands together, in columns, tables to the
/// right of those that they refer to; what stands alone is packed where there is room. The same input always gives the same layout. @p aspect: wanted
/// width by height.
MapLayout layOut(const std::vector<QSizeF> &sizes, const std::vector<MapEdge> &edges, double aspect = 1.6);
MapLayout layOut(const SchemaMap &map, double aspect = 1.6);

} // namespace lk
