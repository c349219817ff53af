// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/formats/alembic/pythonmodule.h"

namespace lk {

/// How a project is set up for Alembic: its .ini file or pyproject.toml, and what the text of env.py tells.
struct AlembicSettings {
    QString file;         ///< "alembic.ini", relative to the project; empty: there is none
    QString section;      ///< "alembic"
    QString scripts;      ///< folder of env.py, relative
    QStringList versions; ///< folders of revisions, relative
    bool recursive = false;
    bool flask = false;   ///< env.py asks the running Flask app
    QString because;      ///< why it is Alembic's; empty: nothing says so
    QString fileTemplate;
    qsizetype slugLength = 40;
    QString timezone;
    QString url;          ///< as the file says it; empty: not at all, or with parts that only the program knows
    bool programmedUrl = false; ///< env.py puts another one in its place
    QStringList urlNames; ///< variables that env.py reads its address from
    QString table;        ///< version_table; empty: not said
    QString schema;       ///< version_table_schema; empty: not said

    QString envFile() const { return scripts + QStringLiteral("/env.py"); }
};

/// Looks into @p folder; @p migrations, where given, is the folder of revisions or the one above. @p environment names a section of the .ini
/// file, where there is one of that name. Errors have file and line. Runs nothing.
Result<AlembicSettings> readAlembicSettings(const QString &folder, const QString &migrations, const QString &environment = {});

} // namespace lk
