// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/desk.h"

namespace lk {

/// What a person is asked before anything of a folder runs.
struct TrustQuestion {
    struct File {
        QString path;                      ///< relative to the folder
        std::optional<QByteArray> content; ///< nothing: it is not there
        bool operator==(const File &) const = default;
    };
    QString folder;
    QString tool; ///< "Alembic"
    std::vector<File> files; ///< what runs first, as it is now

    bool operator==(const TrustQuestion &) const = default;
    QStringList paths() const;
};

/// Of a folder that can't be opened yet. Errors: no project, or its format runs no programs. Runs nothing.
Result<TrustQuestion> trustQuestion(const OpenRequest &request);
TrustQuestion trustQuestion(const Desk &desk);

/// Keeps a person's yes to exactly what was @p shown; an error if the files are others by now.
Result<void> rememberTrust(const TrustQuestion &shown);
/// Whether the files still are what was @p shown.
Result<void> checkAsShown(const TrustQuestion &shown);

} // namespace lk
