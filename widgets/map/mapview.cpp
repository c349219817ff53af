// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/mapview.h"

#include "models/items/texts.h"
#include "widgets/look/look.h"
#include "widgets/map/mappainter.h"

#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QResizeEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lk {

namespace {

constexpr double margin = 24; // around the whole, in units
constexpr double smallest = 0.02;
constexpr double largest = 3;
constexpr double fitsAtMost = 1; // a small schema is not blown up
constexpr double readingScale = 0.8;
constexpr double factorOfStep = 1.25;
constexpr double keyMove = 80; // pixels

} // namespace

MapView::MapView(QWidget *parent) : QWidget(parent), m_drawn(std::make_shared<DrawnMap>()), m_look(MapLook::current())
{
    setObjectName(QStringLiteral("mapView"));
    setAccessibleName(tr("Schema map"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(120, 80);
    connect(&Look::instance(), &Look::changed, this, [this] {
        m_look = MapLook::current();
        update();
    });
}

void MapView::setMap(std::shared_ptr<const DrawnMap> map)
{
    const QString chosen = m_current >= 0 ? m_drawn->map.tables[size_t(m_current)].fullName() : QString();
    m_drawn = std::move(map);
    m_hovered = -1;
    m_current = -1;
    setCurrent(chosen.isEmpty() ? -1 : m_drawn->map.find(chosen));
    fit();
}

QPointF MapView::toMap(const QPointF &onScreen) const
{
    return m_origin + onScreen / m_scale;
}

QRectF MapView::boxOnScreen(int table) const
{
    const QRectF &box = m_drawn->layout.boxes[size_t(table)];
    return {(box.topLeft() - m_origin) * m_scale, box.size() * m_scale};
}

int MapView::tableAt(const QPointF &onScreen) const
{
    const QPointF point = toMap(onScreen);
    const auto &boxes = m_drawn->layout.boxes;
    const auto found = std::ranges::find_if(boxes, [&](const QRectF &box) { return box.contains(point); });
    return found == boxes.end() ? -1 : int(found - boxes.begin());
}

void MapView::fit()
{
    const QRectF whole = m_drawn->layout.bounds.adjusted(-margin, -margin, margin, margin);
    m_scale = std::clamp(std::min(width() / whole.width(), height() / whole.height()), smallest, fitsAtMost);
    m_origin = whole.center() - QPointF(width(), height()) / m_scale / 2;
    m_fitted = true;
    update();
    emit scaleChanged(m_scale);
}

void MapView::zoomAt(const QPointF &onScreen, double factor)
{
    const QPointF fixed = toMap(onScreen);
    m_scale = std::clamp(m_scale * factor, smallest, largest);
    m_origin = fixed - onScreen / m_scale;
    m_fitted = false;
    update();
    emit scaleChanged(m_scale);
}

void MapView::zoomIn()
{
    zoomAt(m_current >= 0 ? boxOnScreen(m_current).center() : QRectF(rect()).center(), factorOfStep);
}

void MapView::zoomOut()
{
    zoomAt(QRectF(rect()).center(), 1 / factorOfStep);
}

void MapView::moveBy(const QPointF &pixels)
{
    m_origin -= pixels / m_scale;
    m_fitted = false;
    update();
}

void MapView::setCurrent(int table)
{
    if (table == m_current)
        return;
    m_current = table;
    setAccessibleDescription(textOf(table));
    update();
    emit currentChanged(table);
}

void MapView::choose(int table)
{
    if (table < 0)
        setCurrent(-1);
    if (table < 0 || table >= int(m_drawn->map.tables.size()))
        return;
    setCurrent(table);
    if (m_scale < readingScale)
        zoomAt(QRectF(rect()).center(), readingScale / m_scale);
    const QRectF box = boxOnScreen(table);
    if (!QRectF(rect()).adjusted(8, 8, -8, -8).contains(box))
        moveBy(QRectF(rect()).center() - QPointF(box.center().x(), box.height() < height() ? box.center().y() : box.top() + height() / 2.0 - 8));
}

void MapView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.scale(m_scale, m_scale);
    painter.translate(-m_origin);
    MapPainter(m_drawn->map, m_drawn->layout, m_look).paint(painter, {m_origin, QSizeF(size()) / m_scale}, m_scale, {m_hovered >= 0 ? m_hovered : m_current, m_current});
    if (!hasFocus())
        return;
    painter.resetTransform();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(Look::color(Tone::Accent), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void MapView::resizeEvent(QResizeEvent *event)
{
    if (m_fitted)
        fit();
    else if (event->oldSize().isValid()) // what was in the middle stays there
        m_origin += QPointF(event->oldSize().width() - width(), event->oldSize().height() - height()) / (2 * m_scale);
}

void MapView::wheelEvent(QWheelEvent *event)
{
    const QPoint turned = event->angleDelta();
    if (event->modifiers() & Qt::ShiftModifier)
        moveBy(QPointF(turned.y() + turned.x(), 0));
    else if (turned.y() != 0)
        zoomAt(event->position(), std::pow(factorOfStep, turned.y() / 120.0));
    event->accept();
}

void MapView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_pressed = m_last = event->position();
    m_dragging = false;
}

void MapView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton) {
        m_dragging = m_dragging || (event->position() - m_pressed).manhattanLength() >= QApplication::startDragDistance();
        if (m_dragging) {
            setCursor(Qt::ClosedHandCursor);
            moveBy(event->position() - m_last);
            m_last = event->position();
        }
        return;
    }
    const int hovered = tableAt(event->position());
    if (hovered == m_hovered)
        return;
    m_hovered = hovered;
    update();
}

void MapView::mouseReleaseEvent(QMouseEvent *event)
{
    unsetCursor();
    if (event->button() == Qt::LeftButton && !m_dragging)
        setCurrent(tableAt(event->position()));
    m_dragging = false;
}

void MapView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const int table = tableAt(event->position()); table >= 0)
        emit activated(table);
}

void MapView::leaveEvent(QEvent *)
{
    m_hovered = -1;
    update();
}

/// To the nearest table on that side; what lies straight that way counts as nearer.
void MapView::step(Qt::Key direction)
{
    const auto &boxes = m_drawn->layout.boxes;
    if (boxes.empty())
        return;
    if (m_current < 0) {
        choose(0);
        return;
    }
    const QPointF from = boxes[size_t(m_current)].center();
    int best = -1;
    double nearest = std::numeric_limits<double>::max();
    for (int table = 0; table < int(boxes.size()); ++table) {
        const QPointF way = boxes[size_t(table)].center() - from;
        const bool sideways = direction == Qt::Key_Left || direction == Qt::Key_Right;
        const double along = (sideways ? way.x() : way.y()) * (direction == Qt::Key_Left || direction == Qt::Key_Up ? -1 : 1);
        const double across = std::abs(sideways ? way.y() : way.x());
        if (along > 1 && along + 2 * across < nearest) {
            nearest = along + 2 * across;
            best = table;
        }
    }
    if (best >= 0)
        choose(best);
}

void MapView::keyPressEvent(QKeyEvent *event)
{
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Left: shift ? moveBy({keyMove, 0}) : step(Qt::Key_Left); break;
    case Qt::Key_Right: shift ? moveBy({-keyMove, 0}) : step(Qt::Key_Right); break;
    case Qt::Key_Up: shift ? moveBy({0, keyMove}) : step(Qt::Key_Up); break;
    case Qt::Key_Down: shift ? moveBy({0, -keyMove}) : step(Qt::Key_Down); break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomIn(); break;
    case Qt::Key_Minus: zoomOut(); break;
    case Qt::Key_0:
    case Qt::Key_Home: fit(); break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current >= 0)
            emit activated(m_current);
        break;
    case Qt::Key_Escape:
        if (m_current < 0)
            event->ignore();
        setCurrent(-1);
        break;
    default: QWidget::keyPressEvent(event);
    }
}

bool MapView::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int table = tableAt(help->pos());
        if (table >= 0)
            QToolTip::showText(help->globalPos(), plainToolTip(textOf(table).split(u'\n')), this, boxOnScreen(table).toAlignedRect());
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

QString MapView::textOf(int table) const
{
    if (table < 0)
        return {};
    const SchemaMap &map = m_drawn->map;
    const MapTable &shown = map.tables[size_t(table)];
    const QString name = isView(shown) ? tr("%1 (%2)").arg(shown.fullName(), shown.kind) : shown.fullName();
    QStringList lines{shown.change ? tr("%1: %2").arg(name, word(*shown.change)) : name};
    if (!shown.oldName.isEmpty())
        lines << tr("renamed from %1").arg(shown.oldName);
    for (const MapColumn &column : shown.columns) {
        if (column.change)
            lines << tr("column %1: %2").arg(column.name, word(*column.change));
    }
    lines += shown.others;
    const auto tell = [&](const QString &words, auto wanted) {
        QStringList names;
        for (const MapLink &link : map.links) {
            if (const int other = wanted(link); other >= 0)
                names << map.tables[size_t(other)].fullName();
        }
        if (!names.isEmpty())
            lines << words.arg(oneLine(names.join(QStringLiteral(", "))));
    };
    tell(tr("refers to %1"), [table](const MapLink &link) { return link.from == table && !link.reads ? link.to : -1; });
    tell(tr("referred to by %1"), [table](const MapLink &link) { return link.to == table && link.from != table && !link.reads ? link.from : -1; });
    tell(tr("reads %1"), [table](const MapLink &link) { return link.from == table && link.reads ? link.to : -1; });
    tell(tr("read by %1"), [table](const MapLink &link) { return link.to == table && link.reads ? link.from : -1; });
    return lines.join(u'\n');
}

} // namespace lk
