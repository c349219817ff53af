// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace lk {

class HistoryFilter;
class HistoryModel;

/// Draws the lanes of the history's graph: a node a row, filled where the database holds the migration, with lines to what it builds on.
/// A narrowed list has nodes alone: between its rows stand others that nobody sees.
class GraphDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    GraphDelegate(const HistoryModel &model, const HistoryFilter &filter, QObject *parent = nullptr);

    /// Pixels for @p lanes.
    static int widthFor(int lanes);
    /// Colour of a branch's lines on the views' background.
    static QColor branchColor(int branch);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintLines(QPainter *painter, const QRectF &cell, int row) const;
    void paintNode(QPainter *painter, const QRectF &cell, int row) const;

    const HistoryModel &m_model;
    const HistoryFilter &m_filter;
};

} // namespace lk
