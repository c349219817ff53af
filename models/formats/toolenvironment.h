// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

namespace lk {

/// The variables that a tool sees when it is started in a project's folder: the process's own, then those of the .env file that it
/// loads there. Nothing of the file is expanded or run.
class ToolEnvironment
{
public:
    explicit ToolEnvironment(const QString &folder);

    /// Empty where the variable is not set.
    QString value(const QString &name) const;
    /// Whether the project's own file sets it.
    bool fileHas(const QString &name) const { return m_file.contains(name); }
    /// Whether the project's own file sets a variable whose name begins so.
    bool fileHasPrefix(const QString &prefix) const;

private:
    QHash<QString, QString> m_file;
};

} // namespace lk
