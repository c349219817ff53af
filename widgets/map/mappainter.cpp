// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/mappainter.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QRegularExpression>

#include <algorithm>

namespace lk {

namespace {

using namespace mapmeasure;

constexpr double columnsFrom = 0.62; // pixels a unit from which the letters of columns can be read
constexpr double arrowsFrom = 0.3;
constexpr double readable = 6;       // pixels that a name's letters need
constexpr double faded = 0.22;
constexpr double cornerRadius = 9;
constexpr double radiusOfTable = 5;
constexpr double radiusOfView = 13;
constexpr double iconSize = 14;
constexpr double nameAt = 34; // behind the marks of a key and of a change

Tone toneOf(const std::optional<ChangeKind> &change)
{
    return change ? Look::tone(*change) : Tone::Quiet;
}

/// Never colour alone.
QString signOf(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Added: return QStringLiteral("+");
    case ChangeKind::Removed: return QStringLiteral("−");
    case ChangeKind::Renamed: return QStringLiteral("→");
    case ChangeKind::Altered: break;
    }
    return QStringLiteral("~");
}

QString elided(const QFont &font, const QString &text, double width)
{
    return QFontMetricsF(font).elidedText(text, Qt::ElideRight, width);
}

/// @p name in at most so many lines of much the same length, cut where its words end.
QStringList inLines(const QString &name, int lines)
{
    static const QRegularExpression wordEnds(QStringLiteral("(?<=[_. ])"));
    QStringList rows;
    const qsizetype wanted = (name.size() + lines - 1) / lines;
    for (const QString &word : name.split(wordEnds, Qt::SkipEmptyParts)) {
        if (rows.isEmpty() || (rows.size() < lines && rows.last().size() + word.size() / 2 >= wanted))
            rows << word;
        else
            rows.last() += word;
    }
    return rows.isEmpty() ? QStringList{name} : rows;
}

double radiusOf(const MapTable &table)
{
    return isView(table) ? radiusOfView : radiusOfTable;
}

QPainterPath roundedPath(const MapRoute &corners)
{
    QPainterPath path(corners.front());
    for (size_t i = 1; i + 1 < corners.size(); ++i) {
        const QLineF in(corners[i], corners[i - 1]);
        const QLineF out(corners[i], corners[i + 1]);
        const double round = std::min({cornerRadius, in.length() / 2, out.length() / 2});
        path.lineTo(in.pointAt(round / std::max(in.length(), 0.1)));
        path.quadTo(corners[i], out.pointAt(round / std::max(out.length(), 0.1)));
    }
    path.lineTo(corners.back());
    return path;
}

QString titleOf(const MapTable &table)
{
    return table.oldName.isEmpty() ? table.fullName() : table.oldName + QStringLiteral(" → ") + table.name;
}

} // namespace

MapPainter::MapPainter(const SchemaMap &map, const MapLayout &layout, const MapLook &look)
    : m_map(map), m_layout(layout), m_look(look), m_font(look.font(12, false)), m_bold(look.font(12.5, true)), m_small(look.font(9, true))
{}

std::set<int> MapPainter::withNeighbours(int table) const
{
    std::set<int> found{table};
    for (const MapLink &link : m_map.links) {
        if (link.from == table || link.to == table)
            found.insert({link.from, link.to});
    }
    return found;
}

bool MapPainter::paint(QPainter &painter, const QRectF &visible, double scale, const MapFocus &focus, const GoOn &goOn) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    const Detail detail{scale >= columnsFrom, scale >= columnsFrom, scale >= arrowsFrom};
    const std::set<int> near = focus.table >= 0 ? withNeighbours(focus.table) : std::set<int>();
    const int links = int(m_map.links.size());
    const int all = links + int(m_map.tables.size());
    // What matters lies over the rest: also the lines that go past other tables.
    for (const bool strong : {false, true}) {
        if (strong && focus.table < 0)
            break;
        for (int part = 0; part < all; ++part) {
            if (goOn && !goOn(part, all))
                return false;
            if (part >= links) {
                const int table = part - links;
                const bool isNear = focus.table < 0 || near.contains(table);
                if ((isNear == strong || focus.table < 0) && m_layout.boxes[size_t(table)].adjusted(-3, -3, 3, 3).intersects(visible))
                    paintBox(painter, table, table == focus.current, !isNear, scale, detail);
                continue;
            }
            const MapLink &link = m_map.links[size_t(part)];
            const bool isStrong = focus.table >= 0 && (link.from == focus.table || link.to == focus.table);
            painter.setOpacity(strong || focus.table < 0 ? 1 : faded);
            if (isStrong == strong && around(part).intersects(visible))
                paintLine(painter, part, strong, detail);
        }
    }
    painter.setOpacity(1);
    return true;
}

QPainterPath MapPainter::lineOf(int link) const
{
    if (const MapRoute *route = routeOf(link))
        return roundedPath(*route);
    const MapLink &shown = m_map.links[size_t(link)];
    const MapLine line = lk::lineOf(m_map, m_layout.boxes, shown);
    const MapCurve curve = curveOf(m_layout.boxes[size_t(shown.from)], m_layout.boxes[size_t(shown.to)], line.startY, line.endY);
    QPainterPath path(curve.start);
    path.cubicTo(curve.startControl, curve.endControl, curve.end);
    return path;
}

/// Of a line that goes round other boxes; nullptr for all others.
const MapRoute *MapPainter::routeOf(int link) const
{
    const bool has = size_t(link) < m_layout.routes.size() && !m_layout.routes[size_t(link)].empty();
    return has ? &m_layout.routes[size_t(link)] : nullptr;
}

QRectF MapPainter::around(int link) const
{
    const MapLink &shown = m_map.links[size_t(link)];
    QRectF span = (m_layout.boxes[size_t(shown.from)] | m_layout.boxes[size_t(shown.to)]).adjusted(-80, -20, 80, 20);
    if (const MapRoute *route = routeOf(link)) {
        for (const QPointF &corner : *route)
            span |= QRectF(corner - QPointF(2, 2), QSizeF(4, 4));
    }
    return span;
}

void MapPainter::paintLine(QPainter &painter, int number, bool strong, const Detail &detail) const
{
    const MapLink &link = m_map.links[size_t(number)];
    const QColor color = strong && !link.change ? m_look.color(Tone::Accent) : m_look.color(toneOf(link.change));
    QPen pen(color, strong ? 2.2 : link.change ? 1.8 : 1.0);
    if (link.change == ChangeKind::Removed)
        pen.setStyle(Qt::DashLine);
    else if (link.reads)
        pen.setStyle(Qt::DotLine);
    if (!detail.arrows)
        pen.setWidthF(pen.widthF() * 1.6);
    const QPainterPath path = lineOf(number);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    if (!detail.arrows)
        return;
    const QPointF end = path.currentPosition();
    const bool toRight = m_layout.boxes[size_t(link.to)].left() > end.x();
    const double length = toRight ? arrow : -arrow;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF({QPointF(end.x() + length, end.y()), QPointF(end.x(), end.y() - 4), QPointF(end.x(), end.y() + 4)}));
}

void MapPainter::paintBox(QPainter &painter, int table, bool current, bool isFaded, double scale, const Detail &detail) const
{
    const MapTable &shown = m_map.tables[size_t(table)];
    const QRectF &box = m_layout.boxes[size_t(table)];
    const double radius = radiusOf(shown);
    painter.setOpacity(1);
    if (isFaded) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_look.tint(Tone::Plain)); // lines don't shine through it
        painter.drawRoundedRect(box, radius, radius);
        painter.setOpacity(faded);
    }
    const Tone tone = toneOf(shown.change);
    QPen pen(current ? m_look.color(Tone::Accent) : m_look.color(tone), current ? 3 : shown.change ? 2 : 1);
    if (!detail.columns)
        pen.setWidthF(std::max(pen.widthF(), (shown.change || current ? 2 : 1) / scale));
    if (shown.change == ChangeKind::Removed)
        pen.setStyle(Qt::DashLine);
    painter.setPen(pen);
    painter.setBrush(detail.columns ? m_look.tint(Tone::Plain) : m_look.tint(tone));
    painter.drawRoundedRect(box, radius, radius);
    if (!detail.columns) {
        paintName(painter, shown, box, scale);
        return;
    }
    paintTitle(painter, shown, box);
    paintColumns(painter, shown, box);
}

void MapPainter::paintTitle(QPainter &painter, const MapTable &table, const QRectF &box) const
{
    const QRectF title(box.left(), box.top(), box.width(), titleHeight);
    painter.save();
    const double radius = radiusOf(table);
    QPainterPath rounded;
    rounded.addRoundedRect(box.adjusted(1, 1, -1, -1), radius - 1, radius - 1);
    painter.setClipPath(rounded, Qt::IntersectClip);
    painter.fillRect(title, m_look.tint(toneOf(table.change)));
    painter.restore();
    double left = title.left() + 9;
    if (table.change) {
        const QRectF icon(left, title.center().y() - iconSize / 2, iconSize, iconSize);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(icon, m_look.sign(*table.change));
        left += iconSize + 5;
    }
    const double tagWidth = isView(table) ? tag : 0;
    if (tagWidth > 0) {
        painter.setFont(m_small);
        painter.setPen(m_look.color(table.change ? toneOf(table.change) : Tone::Quiet));
        painter.drawText(title.adjusted(0, 0, -9, 0), Qt::AlignVCenter | Qt::AlignRight, QCoreApplication::translate("lk::MapPainter", "VIEW"));
    }
    QFont font = m_bold;
    font.setStrikeOut(table.change == ChangeKind::Removed);
    font.setItalic(isView(table));
    painter.setFont(font);
    painter.setPen(m_look.color(table.change ? toneOf(table.change) : Tone::Plain));
    const QRectF text(left, title.top(), title.right() - left - 8 - tagWidth, title.height());
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, elided(font, titleOf(table), text.width()));
}

void MapPainter::paintColumns(QPainter &painter, const MapTable &table, const QRectF &box) const
{
    QRectF row(box.left() + 1, box.top() + titleHeight, box.width() - 2, rowHeight);
    const std::vector<int> columns = shownColumns(table);
    for (const int column : columns) {
        paintColumn(painter, table.columns[size_t(column)], row);
        row.translate(0, rowHeight);
    }
    if (columns.size() == table.columns.size())
        return;
    painter.setFont(m_font);
    painter.setPen(m_look.color(Tone::Quiet));
    painter.drawText(row.adjusted(nameAt, 0, 0, 0), Qt::AlignVCenter, QCoreApplication::translate("lk::MapPainter", "and %1 more").arg(table.columns.size() - columns.size()));
}

void MapPainter::paintColumn(QPainter &painter, const MapColumn &column, const QRectF &row) const
{
    if (column.change) {
        painter.fillRect(row, m_look.tint(*column.change));
        painter.setFont(m_bold);
        painter.setPen(m_look.color(*column.change));
        painter.drawText(QRectF(row.left() + 22, row.top(), 12, row.height()), Qt::AlignVCenter | Qt::AlignLeft, signOf(*column.change));
    }
    if (column.primary || column.foreign) {
        painter.setFont(m_small);
        painter.setPen(m_look.color(column.primary ? Tone::Warning : Tone::Accent));
        painter.drawText(QRectF(row.left() + 6, row.top(), 18, row.height()), Qt::AlignVCenter | Qt::AlignLeft,
                         column.primary ? QStringLiteral("PK") : QStringLiteral("FK"));
    }
    QFont font = m_font;
    font.setStrikeOut(column.change == ChangeKind::Removed);
    const QFontMetricsF metrics(font);
    const double room = row.width() - nameAt - 8;
    const QString name = column.oldName.isEmpty() ? column.name : column.oldName + QStringLiteral(" → ") + column.name;
    const double typeWidth = std::min(metrics.horizontalAdvance(column.type), std::max(room * 0.4, room - metrics.horizontalAdvance(name) - 12));
    painter.setFont(font);
    painter.setPen(m_look.color(column.change ? toneOf(column.change) : Tone::Plain));
    painter.drawText(row.adjusted(nameAt, 0, -8, 0), Qt::AlignVCenter | Qt::AlignLeft, elided(font, name, room - typeWidth - 10));
    painter.setPen(m_look.color(Tone::Quiet));
    painter.drawText(row.adjusted(nameAt, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight, elided(m_font, column.type, typeWidth + 1));
}

/// From far: the name alone, as large as the box lets it be, if it can be read then.
void MapPainter::paintName(QPainter &painter, const MapTable &table, const QRectF &box, double scale) const
{
    constexpr double perLetter = 0.66;
    double size = 0;
    QStringList best;
    for (int lines = 1; lines <= 3; ++lines) {
        const QStringList parts = inLines(titleOf(table), lines);
        const auto longest = std::ranges::max(parts, {}, &QString::size).size();
        const double fits = std::min({(box.height() - 6) / (double(parts.size()) * 1.25), (box.width() - 8) / (double(std::max<qsizetype>(longest, 4)) * perLetter), 14 / scale});
        if (fits > size * 1.05) {
            size = fits;
            best = parts;
        }
    }
    if (size * scale < readable)
        return;
    QFont font = m_look.font(std::max(1.0, size), true);
    font.setStrikeOut(table.change == ChangeKind::Removed);
    font.setItalic(isView(table));
    painter.setFont(font);
    painter.setPen(m_look.color(table.change ? toneOf(table.change) : Tone::Plain));
    painter.drawText(box, Qt::AlignCenter, best.join(u'\n'));
}

} // namespace lk
