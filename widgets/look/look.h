// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backup/backuprecord.h"
#include "models/checklist/checklistitem.h"
#include "models/engines/observation.h"
#include "models/history/history.h"
#include "models/items/auditmodel.h"
#include "models/items/runmodel.h"
#include "models/run/runevent.h"
#include "models/safety/finding.h"
#include "models/schema/schemadiff.h"

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>

namespace lk {

/// What a colour says. Every tone has enough contrast (WCAG AA, 4.5 : 1) on the views' background in both themes.
enum class Tone { Plain, Quiet, Good, Accent, Warning, Bad };

/// The one place that turns meaning into icon and colour, and that sets the light or dark theme.
/// Icons paint in the colours of the theme in force, so nobody has to rebuild them when it changes.
class Look : public QObject
{
    Q_OBJECT

public:
    enum class Theme { System, Light, Dark };
    Q_ENUM(Theme)

    static Look &instance();

    /// Sets style and palette of the application; System follows the desktop.
    void apply(Theme theme);
    Theme theme() const { return m_theme; }
    /// Whether what is shown now is dark.
    static bool dark();

    static Tone tone(State state);
    static Tone tone(Severity severity);
    static Tone tone(ItemState state);
    static Tone tone(ChangeKind kind);
    static Tone tone(Outcome outcome);
    static Tone tone(RunModel::RowState state);
    static Tone tone(Verified verified);
    static Tone tone(AuditModel::Result result);
    static Tone tone(Stops stops);

    /// Text and line colour of a tone.
    static QColor color(Tone tone);
    template <class Meaning>
    static QColor color(Meaning meaning)
    {
        return color(tone(meaning));
    }
    /// A faint background of a tone, on which the tone's own colour and plain text can be read.
    static QColor tint(Tone tone);
    template <class Meaning>
    static QColor tint(Meaning meaning)
    {
        return tint(tone(meaning));
    }

    static QIcon icon(State state);
    static QIcon icon(Severity severity);
    static QIcon icon(ItemState state);
    static QIcon icon(Phase phase);
    static QIcon icon(ChangeKind kind);
    static QIcon icon(Outcome outcome);
    static QIcon icon(RunModel::RowState state);
    static QIcon icon(Verified verified);
    static QIcon icon(AuditModel::Result result);
    static QIcon icon(Stops stops);
    /// An icon of resources/icons by its name ("rehearse", "back-up", "apply", ...), painted in @p tone.
    static QIcon icon(const QString &name, Tone tone = Tone::Plain);

    /// The fixed-width font of scripts and definitions.
    static QFont scriptFont();
    /// @p color, moved towards black or white until text in it can be read on @p background (4.5 : 1).
    static QColor readable(QColor color, const QColor &background);
    /// Ratio of WCAG 2 between two opaque colours, 1 to 21.
    static double contrast(const QColor &a, const QColor &b);

signals:
    /// Palette and colours are others now.
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    explicit Look(QObject *parent);
    Theme m_theme = Theme::System;
    bool m_dark = false;
    bool m_applied = false;
    bool m_setting = false;
};

} // namespace lk
