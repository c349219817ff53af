// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/history.h"

#include <QWidget>

namespace lk {

/// A bar a migration, as high as it took long (logarithmic): failed ones marked, pending ones hollow. With more
/// migrations than pixels a bar stands for several and shows the longest and the worst of them.
class TimelineStrip : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineStrip(QWidget *parent = nullptr);

    void setHistory(const History &history);
    /// Marks the bar of this entry (index in the history), -1 for none.
    void setCurrent(int entry);
    int current() const { return m_current; }
    /// The first entry of the bar at @p x, -1 outside.
    int entryAt(int x) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void picked(int entry); ///< a person chose this entry

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Bar {
        State state = State::Applied;
        qint64 durationMs = -1;
        QString label;
    };
    struct Span {
        int first = 0;
        int last = 0;
    };

    int barCount() const;
    QRectF barRect(int bar) const;
    Span entriesOf(int bar) const;
    int barOf(int entry) const;
    Bar worst(Span span) const;
    double heightOf(qint64 durationMs) const;
    QStringList textOf(Span span) const;
    void updateAccessibleText();
    void pick(int entry);

    std::vector<Bar> m_entries;
    qint64 m_longest = 0;
    int m_current = -1;
};

} // namespace lk
