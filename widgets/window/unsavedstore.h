// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QMap>
#include <QThreadPool>

namespace lk {

/// Keeps texts that were edited and not saved, so that neither a restart nor a crash loses them. One file a project,
/// readable by its owner only; written by a thread of its own, one text after the other.
class UnsavedStore
{
public:
    /// @p folder: where the files are kept; made when it is needed.
    explicit UnsavedStore(QString folder);
    /// Waits until all is written.
    ~UnsavedStore();

    /// Texts of the project at @p project: file -> text.
    QMap<QString, QByteArray> load(const QString &project) const;
    /// Keeps @p texts instead of what was kept before; none removes the file.
    void keep(const QString &project, const QMap<QString, QByteArray> &texts);
    void waitForWritten();
    QString pathOf(const QString &project) const;

private:
    QString m_folder;
    QThreadPool m_writer;
    QMap<QString, QMap<QString, QByteArray>> m_last; ///< as handed over last
};

} // namespace lk
