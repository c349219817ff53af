// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/history/timelinestrip.h"

#include "models/items/texts.h"
#include "widgets/look/look.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace lk {

namespace {

constexpr int widestBar = 14;
constexpr int margin = 4;
constexpr int smallestHeight = 3;

// What an aggregated bar shows: the worst of its migrations.
int weight(State state)
{
    switch (state) {
    case State::Applied: return 0;
    case State::Baseline: return 1;
    case State::Unknown: return 2;
    case State::Pending: return 3;
    case State::Outdated: return 4;
    case State::OutOfOrder: return 5;
    case State::Changed: return 6;
    case State::Missing: return 7;
    case State::Failed: return 8;
    }
    return 0;
}

} // namespace

TimelineStrip::TimelineStrip(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("timelineStrip"));
    setAccessibleName(tr("Durations of the migrations"));
    setFocusPolicy(Qt::TabFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Look::instance(), &Look::changed, this, qOverload<>(&QWidget::update));
}

void TimelineStrip::setHistory(const History &history)
{
    m_entries.clear();
    m_entries.reserve(history.entries.size());
    m_longest = 0;
    for (const HistoryEntry &entry : history.entries) {
        const qint64 duration = entry.applied ? entry.applied->durationMs : -1;
        m_entries.push_back({entry.state, duration, entry.version() + u' ' + entry.description()});
        m_longest = std::max(m_longest, duration);
    }
    if (m_current >= int(m_entries.size()))
        m_current = -1;
    updateAccessibleText();
    update();
}

void TimelineStrip::setCurrent(int entry)
{
    const int wanted = entry < int(m_entries.size()) ? entry : -1;
    if (m_current == wanted)
        return;
    m_current = wanted;
    updateAccessibleText();
    update();
}

void TimelineStrip::updateAccessibleText()
{
    setAccessibleDescription(m_current >= 0 ? textOf({m_current, m_current}).join(QStringLiteral(", "))
                                            : tr("Migrations: %1").arg(m_entries.size()));
    if (hasFocus()) {
        QAccessibleEvent event(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&event);
    }
}

QSize TimelineStrip::sizeHint() const
{
    return {200, 44};
}

QSize TimelineStrip::minimumSizeHint() const
{
    return {60, 44};
}

int TimelineStrip::barCount() const
{
    return std::min(int(m_entries.size()), std::max(1, width() - 2 * margin));
}

QRectF TimelineStrip::barRect(int bar) const
{
    const double slot = std::min<double>(widestBar, double(width() - 2 * margin) / std::max(1, barCount()));
    const double gap = slot >= 5 ? 2 : slot >= 3 ? 1 : 0;
    return {margin + bar * slot, double(margin), std::max(1.0, slot - gap), double(height() - 2 * margin)};
}

TimelineStrip::Span TimelineStrip::entriesOf(int bar) const
{
    const auto entries = qint64(m_entries.size());
    const int bars = std::max(1, barCount());
    return {int(bar * entries / bars), int((bar + 1) * entries / bars) - 1};
}

int TimelineStrip::barOf(int entry) const
{
    const auto entries = qint64(m_entries.size());
    return entry < 0 || entries == 0 ? -1 : int(((entry + 1) * qint64(barCount()) - 1) / entries);
}

int TimelineStrip::entryAt(int x) const
{
    if (m_entries.empty() || x < margin)
        return -1;
    const double slot = std::min<double>(widestBar, double(width() - 2 * margin) / barCount());
    const int bar = int((x - margin) / slot);
    return bar < barCount() ? entriesOf(bar).first : -1;
}

TimelineStrip::Bar TimelineStrip::worst(Span span) const
{
    Bar shown{State::Applied, -1, {}};
    for (int entry = span.first; entry <= span.last; ++entry) {
        const Bar &one = m_entries[size_t(entry)];
        if (entry == span.first || weight(one.state) > weight(shown.state))
            shown.state = one.state;
        shown.durationMs = std::max(shown.durationMs, one.durationMs);
    }
    return shown;
}

double TimelineStrip::heightOf(qint64 durationMs) const
{
    const double most = height() - 2 * margin;
    if (durationMs < 0 || m_longest <= 0)
        return most * 0.35;
    return smallestHeight + (most - smallestHeight) * std::log1p(double(durationMs)) / std::log1p(double(m_longest));
}

void TimelineStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    const int current = barOf(m_current);
    for (int bar = 0; bar < barCount(); ++bar) {
        const Bar shown = worst(entriesOf(bar));
        const QRectF slot = barRect(bar);
        const double high = heightOf(shown.durationMs);
        QRectF drawn(slot.left(), slot.bottom() - high, slot.width(), high);
        const QColor color = Look::color(shown.state);
        if (bar == current) {
            painter.fillRect(slot.adjusted(-1, -margin, 1, margin),
                             palette().color(QPalette::Active, QPalette::Highlight));
        }
        const bool hollow = shown.state == State::Pending || shown.state == State::OutOfOrder || shown.state == State::Outdated
                            || shown.state == State::Unknown;
        if (hollow && slot.width() >= 3) {
            painter.setPen(QPen(color, 1));
            painter.drawRect(drawn.adjusted(0.5, 0.5, -0.5, -0.5));
        } else {
            painter.fillRect(drawn, hollow ? QColor(color.red(), color.green(), color.blue(), 120) : color);
        }
        // Not by colour alone: a tick above the bars of what went wrong.
        if (weight(shown.state) >= weight(State::Changed))
            painter.fillRect(QRectF(slot.left(), 0, std::max(2.0, slot.width()), 3), color);
    }
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(0, height() - 1, width(), height() - 1);
    if (hasFocus()) {
        painter.setPen(QPen(Look::color(Tone::Accent), 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

QStringList TimelineStrip::textOf(Span span) const
{
    if (span.first == span.last) {
        const Bar &one = m_entries[size_t(span.first)];
        QStringList texts{one.label, word(one.state)};
        if (one.durationMs >= 0)
            texts << durationText(double(one.durationMs));
        return texts;
    }
    const Bar shown = worst(span);
    QStringList texts{tr("%1 to %2").arg(m_entries[size_t(span.first)].label, m_entries[size_t(span.last)].label),
                      tr("%1 migrations, the worst is %2").arg(span.last - span.first + 1).arg(word(shown.state))};
    if (shown.durationMs >= 0)
        texts << tr("the longest took %1").arg(durationText(double(shown.durationMs)));
    return texts;
}

void TimelineStrip::pick(int entry)
{
    if (entry < 0)
        return;
    setCurrent(entry);
    emit picked(entry);
}

void TimelineStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        pick(entryAt(int(event->position().x())));
}

void TimelineStrip::keyPressEvent(QKeyEvent *event)
{
    const int bars = barCount();
    if (bars == 0)
        return QWidget::keyPressEvent(event);
    const int bar = barOf(m_current);
    switch (event->key()) {
    case Qt::Key_Left: return pick(entriesOf(std::max(0, bar - 1)).first);
    case Qt::Key_Right: return pick(entriesOf(std::min(bars - 1, bar + 1)).first);
    case Qt::Key_Home: return pick(entriesOf(0).first);
    case Qt::Key_End: return pick(entriesOf(bars - 1).first);
    default: QWidget::keyPressEvent(event);
    }
}

bool TimelineStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const int entry = entryAt(help->pos().x());
        QToolTip::showText(help->globalPos(), entry < 0 ? QString() : plainToolTip(textOf(entriesOf(barOf(entry)))),
                           this);
        return true;
    }
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::event(event);
}

} // namespace lk
