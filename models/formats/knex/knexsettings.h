// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QStringList>

#include <optional>

namespace lk {

/// What a project's knexfile says of its migrations, as far as it is written out there.
struct KnexSettings {
    QString file;             ///< "knexfile.js"; empty: there is none
    QStringList folders;      ///< of migrations, relative to the project; empty: not set
    bool separately = false;  ///< the folders' files are not sorted among each other
    QStringList extensions;   ///< of migrations, with their dot
    QString table;            ///< empty: not set
    QString schema;
    QString stub;             ///< of new migrations: a file relative to the project
    QString extension;        ///< of new migrations, without a dot
    bool transactions = true;
    bool validates = true;    ///< it runs nothing while a recorded file is missing
    std::optional<Error> folderProblem; ///< why `folders` can't be told
    QString computed;         ///< what only the program knows, with its place; empty: nothing
};

/// The first knexfile of @p folder, in Knex's order; empty where there is none.
QString knexfile(const QString &folder);

/// Reads the knexfile, which is never run. Settings are those of the environment that Knex takes by itself. One by which a table is named
/// and that a program computes is an error: a guess would write into the wrong table.
Result<KnexSettings> readKnexSettings(const QString &folder);

/// The database's address of @p environment as our engines read it; empty where the knexfile names none.
Result<QString> knexAddress(const QString &folder, const QString &environment);

} // namespace lk
