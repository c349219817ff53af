// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QStringList>

namespace lk {

/// The folders whose programs a person lets run, each with the content of the files that run first: once these change, the person is
/// asked anew. Kept for the person, outside of every project: a folder can't trust itself.
class TrustStore
{
public:
    /// @p file: where it is kept; empty: in the person's configuration folder.
    explicit TrustStore(const QString &file = {});

    /// @p files are relative to @p folder; one that is not there counts as well.
    bool trusts(const QString &folder, const QStringList &files) const;
    Result<void> trust(const QString &folder, const QStringList &files);
    Result<void> forget(const QString &folder);

private:
    QString m_file;
};

} // namespace lk
