// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/look/look.h"

#include "widgets/look/palette.h"
#include "widgets/look/toneicon.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QPixmapCache>
#include <QPointer>
#include <QStyle>
#include <QStyleFactory>

#include <cmath>

// The macro declares a function of its own, which must stand outside of any namespace. Without it the linker leaves the
// resources of a static library out.
static void takeResources()
{
    Q_INIT_RESOURCE(lockkeeper);
}

namespace lk {

Look::Look(QObject *parent)
    : QObject(parent), m_dark(QGuiApplication::palette().color(QPalette::Window).lightness() < 128)
{}

Look &Look::instance()
{
    // Owned by the application: pixmaps must not outlive it.
    static QPointer<Look> look;
    if (!look) {
        takeResources();
        look = new Look(qApp);
    }
    return *look;
}

void Look::apply(Theme theme)
{
    m_theme = theme;
    if (!m_applied) {
        m_applied = true;
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        qApp->installEventFilter(this);
    }
    m_setting = true;
    bool isDark = theme == Theme::Dark;
    if (theme == Theme::System) {
        QApplication::setPalette(QPalette()); // an empty palette uncovers the desktop's own
        isDark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    }
    m_dark = isDark;
    QPixmapCache::clear();
    QApplication::setPalette(applicationPalette(isDark));
    m_setting = false;
    emit changed();
}

bool Look::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ThemeChange && m_theme == Theme::System && !m_setting)
        QMetaObject::invokeMethod(
            this, [this] { apply(m_theme); }, Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
}

bool Look::dark()
{
    return instance().m_dark;
}

Tone Look::tone(State state)
{
    switch (state) {
    case State::Applied: return Tone::Good;
    case State::Pending: return Tone::Accent;
    case State::OutOfOrder:
    case State::Outdated:
    case State::Changed: return Tone::Warning;
    case State::Missing:
    case State::Failed: return Tone::Bad;
    case State::Baseline:
    case State::Unknown: return Tone::Quiet;
    }
    return Tone::Plain;
}

Tone Look::tone(Severity severity)
{
    switch (severity) {
    case Severity::Note: return Tone::Accent;
    case Severity::Caution: return Tone::Warning;
    case Severity::Blocks: return Tone::Bad;
    }
    return Tone::Plain;
}

Tone Look::tone(ItemState state)
{
    switch (state) {
    case ItemState::Open: return Tone::Quiet;
    case ItemState::Done: return Tone::Good;
    case ItemState::Failing: return Tone::Bad;
    case ItemState::Stale: return Tone::Warning;
    case ItemState::Waived: return Tone::Accent;
    }
    return Tone::Plain;
}

Tone Look::tone(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Added: return Tone::Good;
    case ChangeKind::Removed: return Tone::Bad;
    case ChangeKind::Altered:
    case ChangeKind::Renamed: return Tone::Accent;
    }
    return Tone::Plain;
}

Tone Look::tone(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Committed: return Tone::Good;
    case Outcome::RolledBack: return Tone::Warning;
    case Outcome::PartlyApplied:
    case Outcome::Unknown: return Tone::Bad;
    }
    return Tone::Plain;
}

Tone Look::tone(RunModel::RowState state)
{
    switch (state) {
    case RunModel::RowState::Waiting: return Tone::Quiet;
    case RunModel::RowState::Running: return Tone::Accent;
    case RunModel::RowState::Done: return Tone::Good;
    case RunModel::RowState::RolledBack: return Tone::Warning;
    case RunModel::RowState::Failed:
    case RunModel::RowState::PartlyApplied:
    case RunModel::RowState::Unknown: return Tone::Bad;
    }
    return Tone::Plain;
}

Tone Look::tone(Verified verified)
{
    switch (verified) {
    case Verified::No: return Tone::Warning;
    case Verified::Listed: return Tone::Accent;
    case Verified::Restored: return Tone::Good;
    }
    return Tone::Plain;
}

Tone Look::tone(AuditModel::Result result)
{
    switch (result) {
    case AuditModel::Result::Open: return Tone::Accent;
    case AuditModel::Result::Good: return Tone::Good;
    case AuditModel::Result::Bad: return Tone::Bad;
    case AuditModel::Result::Unclear: return Tone::Warning;
    }
    return Tone::Plain;
}

Tone Look::tone(Stops stops)
{
    switch (stops) {
    case Stops::Nobody: return Tone::Quiet;
    case Stops::SchemaChanges: return Tone::Accent;
    case Stops::Writers: return Tone::Warning;
    case Stops::Everybody: return Tone::Bad;
    }
    return Tone::Plain;
}

QColor Look::color(Tone tone)
{
    return toneColor(tone, dark());
}

QColor Look::tint(Tone tone)
{
    return toneTint(tone, dark());
}

QFont Look::scriptFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (!QFontInfo(font).fixedPitch())
        font.setFamily(QStringLiteral("monospace")); // some platforms' "fixed" font is not
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    const int size = QGuiApplication::font().pointSize();
    font.setPointSize(size > 0 ? size : 10);
    return font;
}

QColor Look::readable(QColor color, const QColor &background)
{
    const bool lighter = background.lightness() < 128;
    for (int step = 0; step < 20 && contrast(color, background) < 4.5; ++step) {
        const int towards = lighter ? 255 : 0;
        const auto moved = [towards](int channel) {
            return channel + (towards - channel) / 10 + (towards > channel ? 1 : -1);
        };
        color.setRgb(qBound(0, moved(color.red()), 255), qBound(0, moved(color.green()), 255),
                     qBound(0, moved(color.blue()), 255));
    }
    return color;
}

double Look::contrast(const QColor &a, const QColor &b)
{
    const auto channel = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    const auto luminance = [&](const QColor &color) {
        return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) + 0.0722 * channel(color.blueF());
    };
    const double first = luminance(a);
    const double second = luminance(b);
    return (qMax(first, second) + 0.05) / (qMin(first, second) + 0.05);
}

} // namespace lk
