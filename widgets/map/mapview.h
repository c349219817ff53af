// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/maplayout.h"
#include "models/schema/schemamap.h"
#include "widgets/map/maplook.h"

#include <QWidget>

#include <memory>

namespace lk {

/// A map with its layout, made for the screen.
struct DrawnMap {
    SchemaMap map;
    MapLayout layout;
};

/// The drawn map: wheel and keys zoom, dragging moves it, a click chooses a table and shows what it is joined to. With the keyboard the
/// arrow keys go from table to table.
class MapView : public QWidget
{
    Q_OBJECT

public:
    explicit MapView(QWidget *parent = nullptr);

    /// Shows all of it; the chosen table stays chosen where there still is one of that name.
    void setMap(std::shared_ptr<const DrawnMap> map);
    std::shared_ptr<const DrawnMap> drawn() const { return m_drawn; }
    const SchemaMap &map() const { return m_drawn->map; }
    const MapLayout &layoutOfMap() const { return m_drawn->layout; }

    double scale() const { return m_scale; } ///< pixels a unit
    int current() const { return m_current; } ///< the chosen table, -1 for none
    /// Chooses a table and brings it to sight; -1 chooses none.
    void choose(int table);
    /// Where the table stands on the widget.
    QRectF boxOnScreen(int table) const;

    void fit();
    void zoomIn();
    void zoomOut();
    QSize sizeHint() const override { return {640, 320}; }

signals:
    void scaleChanged(double scale);
    void currentChanged(int table);
    void activated(int table);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    QPointF toMap(const QPointF &onScreen) const;
    int tableAt(const QPointF &onScreen) const;
    void zoomAt(const QPointF &onScreen, double factor);
    void moveBy(const QPointF &pixels);
    void setCurrent(int table);
    void step(Qt::Key direction);
    QString textOf(int table) const;

    std::shared_ptr<const DrawnMap> m_drawn;
    MapLook m_look;
    double m_scale = 1;
    QPointF m_origin; ///< point of the map at the widget's upper left corner
    bool m_fitted = true;
    int m_current = -1;
    int m_hovered = -1;
    QPointF m_pressed;
    QPointF m_last;
    bool m_dragging = false;
};

} // namespace lk
