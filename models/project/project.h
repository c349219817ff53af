// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/project/environment.h"

#include <vector>

namespace lk {

/// A project's checks of its own: text for the checklist, with who does it.
struct ProjectItem {
    QString id;
    QString phase;
    QString title;

    bool operator==(const ProjectItem &) const = default;
};

/// A folder of migrations with its lockkeeper.toml. Reading it runs nothing, connects to nothing and writes nothing.
struct Project {
    QString folder;      ///< absolute
    QString name;        ///< of the file, or the folder's name
    QString format;      ///< as written; empty: to be detected
    QString migrations;  ///< relative folder as written; empty: the format's default
    QString author;
    std::vector<Environment> environments; ///< in the file's order
    std::vector<ProjectItem> items;
    QStringList remarks; ///< unknown keys and the like, with their line

    /// Where Lockkeeper keeps evidence, journals, snapshots and the audit log.
    QString dataFolder() const { return folder + QStringLiteral("/.lockkeeper"); }
    const Environment *environment(const QString &name) const;
};

/// Finds the project at @p folder or, with @p searchParents, the nearest parent that has a lockkeeper.toml. A folder without the
/// file is a project without environments. Errors carry file, line and column.
Result<Project> openProject(const QString &folder, bool searchParents = false);

/// An environment made from a bare URL (`--url`), called "url".
Environment environmentFromUrl(const QString &url);

/// Fills ${NAME} from the process environment or the project's .env; an unset variable is an error that names it.
Result<QString> fillVariables(const QString &text, const QString &folder);

} // namespace lk
