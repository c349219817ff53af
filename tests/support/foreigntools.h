// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QStringList>

namespace lk {

/// What another tool's program did.
struct ForeignRun {
    int code = -1; ///< its exit code; -1: it crashed, could not be started, or took longer than two minutes
    QByteArray said; ///< both outputs, in the order in which they came
};

/// The folder where npm has put @p packages, each with its version ("knex@3.3.0"): node_modules and node_modules/.bin are in it. They are
/// installed once, into LOCKKEEPER_TOOLS or the user's cache, and kept from then on; nobody finds them there half installed. Native parts
/// are compiled here, no binary is fetched from elsewhere. The error has what npm said.
Result<QString> npmTool(const QStringList &packages);

/// Knex, Sequelize, umzug and the databases' drivers, in one folder: SQLite is compiled there, once.
Result<QString> javascriptTools();

/// Lets the project in @p folder use what npmTool() gave, as its own node_modules.
bool linkModules(const QString &tool, const QString &folder);

/// Runs @p program (looked up in PATH where it is no path) in @p folder, with @p environment beside the process's own.
ForeignRun runForeign(const QString &folder, const QString &program, const QStringList &arguments, const QMap<QString, QString> &environment = {});

} // namespace lk

/// For initTestCase(): without the tool that @p result stands for, the test fails in CI and is passed over elsewhere.
#define LK_NEEDS_TOOL(result)                                                                      \
    do {                                                                                           \
        if (!(result) && !qEnvironmentVariableIsSet("CI"))                                         \
            QSKIP(qPrintable((result).error().text()));                                            \
        QVERIFY2((result), (result) ? "" : qPrintable((result).error().text()));                   \
    } while (false)
