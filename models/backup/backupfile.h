// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/base/runcontrol.h"

#include <QString>

namespace lk {

/// A backup on the disk is a file, or a folder of files.

/// Lower-case hex of a file's bytes; of a folder, of names, sizes and bytes of its files in the order of their names.
Result<QString> sha256OfBackup(const QString &path, RunControl &control);
qint64 bytesOfBackup(const QString &path);
/// Whether it is gone.
bool removeBackup(const QString &path);

/// Removes an unfinished backup unless told that it is whole.
class PartialBackup
{
public:
    explicit PartialBackup(QString path) : m_path(std::move(path)) {}
    ~PartialBackup();
    Q_DISABLE_COPY_MOVE(PartialBackup)

    const QString &path() const { return m_path; }
    void keep() { m_path.clear(); }

private:
    QString m_path;
};

} // namespace lk
