// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/history/graphdelegate.h"

#include "models/items/historyfilter.h"
#include "models/items/historymodel.h"
#include "widgets/look/look.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>

namespace lk {

namespace {

constexpr int laneWidth = 14;
constexpr int margin = 5;
constexpr double nodeRadius = 4.5;

double middleOf(const QRectF &cell, int lane)
{
    // What does not fit is drawn at the edge: a node must be seen.
    return std::min(cell.left() + margin + laneWidth * (lane + 0.5), cell.right() - nodeRadius - 1);
}

} // namespace

GraphDelegate::GraphDelegate(const HistoryModel &model, const HistoryFilter &filter, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
    , m_filter(filter)
{}

int GraphDelegate::widthFor(int lanes)
{
    constexpr int most = 12;
    return 2 * margin + laneWidth * std::clamp(lanes, 1, most);
}

QColor GraphDelegate::branchColor(int branch)
{
    static constexpr int hues[] = {212, 28, 142, 285, 350, 185, 55};
    const QColor base = QApplication::palette().color(QPalette::Base);
    return Look::readable(QColor::fromHsl(hues[size_t(branch) % std::size(hues)], 150, Look::dark() ? 165 : 110), base);
}

void GraphDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index); // background and focus; the column has no text
    const int row = m_filter.mapToSource(index).row();
    if (row < 0 || row >= m_model.graph().rowCount())
        return;
    painter->save();
    painter->setClipRect(option.rect);
    painter->setRenderHint(QPainter::Antialiasing);
    if (m_filter.rowCount() == m_model.rowCount())
        paintLines(painter, option.rect, row);
    paintNode(painter, option.rect, row);
    painter->restore();
}

void GraphDelegate::paintLines(QPainter *painter, const QRectF &cell, int row) const
{
    const RevisionGraph &graph = m_model.graph();
    const bool upsideDown = m_filter.newestFirst();
    const double before = upsideDown ? cell.bottom() : cell.top();
    const double after = upsideDown ? cell.top() : cell.bottom();
    const QPointF node(middleOf(cell, graph.laneOf(row)), cell.center().y());
    for (const RevisionGraph::Line &line : graph.linesAt(row)) {
        const double x = middleOf(cell, line.lane);
        painter->setPen(QPen(branchColor(line.branch), 2, Qt::SolidLine, Qt::FlatCap));
        painter->setBrush(Qt::NoBrush);
        if (line.kind == RevisionGraph::Line::Kind::Through) {
            painter->drawLine(QPointF(x, before), QPointF(x, after));
            continue;
        }
        const double edge = line.kind == RevisionGraph::Line::Kind::In ? before : after;
        QPainterPath path(QPointF(x, edge));
        path.cubicTo(QPointF(x, (edge + 2 * node.y()) / 3), QPointF((x + node.x()) / 2, node.y()), node);
        painter->drawPath(path);
    }
    if (!graph.missing(row).isEmpty()) {
        painter->setPen(QPen(Look::color(Tone::Bad), 2, Qt::DotLine));
        painter->drawLine(node, QPointF(node.x(), before));
    }
}

void GraphDelegate::paintNode(QPainter *painter, const QRectF &cell, int row) const
{
    const HistoryEntry &entry = *m_model.entry(row);
    const RevisionGraph &graph = m_model.graph();
    const QPointF node(middleOf(cell, graph.laneOf(row)), cell.center().y());
    const QColor ink = Look::color(entry.state);
    painter->setPen(QPen(ink, 2));
    painter->setBrush(entry.applied ? ink : QApplication::palette().color(QPalette::Base));
    if (graph.isMerge(row)) {
        const double r = nodeRadius + 0.8;
        painter->drawPolygon(QPolygonF{{node.x(), node.y() - r}, {node.x() + r, node.y()}, {node.x(), node.y() + r}, {node.x() - r, node.y()}});
    } else {
        painter->drawEllipse(node, nodeRadius, nodeRadius);
    }
}

} // namespace lk
