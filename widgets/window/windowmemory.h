// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/diffoptions.h"
#include "widgets/look/look.h"

#include <QSettings>

namespace lk {

/// What the window remembers from one start to the next.
class WindowMemory
{
public:
    /// Folders opened last, newest first; those that are gone are left out.
    QStringList recentProjects() const;
    void addRecentProject(const QString &folder);
    void clearRecentProjects();

    QString environmentOf(const QString &folder) const;
    void setEnvironmentOf(const QString &folder, const QString &environment);
    /// Key of the migration shown last.
    QString migrationOf(const QString &folder) const;
    void setMigrationOf(const QString &folder, const QString &key);

    Look::Theme theme() const;
    void setTheme(Look::Theme theme);

    /// What schema diffs show.
    DiffOptions diffOptions() const;
    void setDiffOptions(const DiffOptions &options);

    /// Sizes and splits, by name.
    QByteArray layout(const QString &part) const;
    void setLayout(const QString &part, const QByteArray &state);
    void forgetLayout();

private:
    static QString keyOf(const QString &folder, const QString &what);

    mutable QSettings m_settings;
};

} // namespace lk
