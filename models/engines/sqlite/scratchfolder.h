// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QTemporaryDir>

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

    QString filePath(const QString &name) const { return m_folder.filePath(name); }

private:
    ScratchFolder();

    QTemporaryDir m_folder;
    int m_lock = -1;
};

} // namespace lk
