// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>
#include <QTemporaryDir>

namespace lk {

/// A project folder that lives as long as the object. Paths are relative to it; every failure to write aborts the test.
class TemporaryProject
{
public:
    TemporaryProject();

    QString folder() const { return m_dir.path(); }
    QString path(const QString &relative) const { return m_dir.filePath(relative); }

    /// Writes @p content exactly; makes the folders on the way.
    void write(const QString &relative, const QByteArray &content) const;
    void makeFolder(const QString &relative) const;
    QByteArray read(const QString &relative) const;
    void remove(const QString &relative) const;
    /// Names of all files below the folder, sorted, relative to it.
    QStringList files() const;
    /// A plain project: lockkeeper.toml with one environment "development" on shop.db, and an empty migrations folder.
    void writePlainProject() const;

private:
    QTemporaryDir m_dir;
};

} // namespace lk
