// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QStringList>

namespace lk {

/// What dbmate would be told by the variables of a project.
struct DbmateSettings {
    QStringList folders; ///< of migrations, in its order; empty: not set
    QString table;       ///< empty: not set
    QString url;         ///< empty: not set
    QString because;     ///< what in the project's files names dbmate ("package.json depends on dbmate"); empty: nothing
};

/// Reads the process's variables, @p folder / .env and package.json.
DbmateSettings readDbmateSettings(const QString &folder);

/// DATABASE_URL as our engines read it.
Result<QString> dbmateAddress(const QString &url);

/// The schema of the tracking table that the address names with search_path; empty where it names none.
QString dbmateSchema(const QString &url);

} // namespace lk
