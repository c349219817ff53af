// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/engines/abandonedscratch.h"

#include <QTemporaryDir>

#include <vector>

namespace lk {

/// A private folder (0700) in the system's temporary place, removed with the object. It is held by a lock as long as
/// its process lives, so that one left by a crash, with a copy of somebody's data in it, is known as such and removed
/// by the next.
class ScratchFolder
{
public:
    /// Makes one, after removing what dead processes of this user left.
    static Result<std::unique_ptr<ScratchFolder>> make();
    ~ScratchFolder();
    Q_DISABLE_COPY_MOVE(ScratchFolder)

    QString path() const { return m_folder.path(); }
    QString filePath(const QString &name) const { return m_folder.filePath(name); }
    /// It stays when this is destroyed, and no other process sweeps it.
    Result<void> keep();

private:
    ScratchFolder();

    QTemporaryDir m_folder;
    int m_lock = -1;
};

/// In a scratch folder: holds the process id of a server that works within it.
inline const QString ServerIdFile = QStringLiteral("server.pid");

/// Folders of this user that dead processes left, or that were kept and serve nobody now. Writes nothing.
std::vector<AbandonedScratch> abandonedFolders();
/// Whether @p scratch is one of them, by its name.
bool isFolder(const AbandonedScratch &scratch);
/// Ends the server in it, if there is one, and removes it; an error if somebody uses it now.
Result<void> removeFolder(const AbandonedScratch &folder);

} // namespace lk
