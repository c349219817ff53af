// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QStringList>

namespace lk {

/// What a project's .sequelizerc and configuration say, as far as it is written out there.
struct SequelizeSettings {
    QString file;       ///< of the connections: "config/config.js", whether or not it is there
    QString migrations; ///< folder, relative to the project; empty: not set
    QString table;      ///< empty: not set
    QString schema;
    bool timestamps = false; ///< rows have createdAt and updatedAt
    QString computed;   ///< what only the program knows, with its place; empty: nothing
};

/// Reads the files, which are never run. A setting that a program computes is an error where a guess would write into the wrong table.
Result<SequelizeSettings> readSequelizeSettings(const QString &folder);

/// The database's address of @p environment as our engines read it; empty where the configuration names none.
Result<QString> sequelizeAddress(const QString &folder, const QString &environment);

/// Which of the tool's own files are there, relative to @p folder.
QStringList sequelizeFiles(const QString &folder);

} // namespace lk
