// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/target.h"
#include "models/formats/format.h"
#include "models/formats/sqitch/gitconfig.h"

namespace lk {

/// Settings of a project, by these names in FormatSetup::options. Paths are relative to the project's folder.
namespace sqitch {
inline const QString PlanFile = QStringLiteral("plan_file");
inline const QString DeployDir = QStringLiteral("deploy_dir");
inline const QString RevertDir = QStringLiteral("revert_dir");
inline const QString VerifyDir = QStringLiteral("verify_dir");
inline const QString ReworkedDeployDir = QStringLiteral("reworked_deploy_dir");
inline const QString ReworkedRevertDir = QStringLiteral("reworked_revert_dir");
inline const QString ReworkedVerifyDir = QStringLiteral("reworked_verify_dir");
inline const QString Extension = QStringLiteral("extension");
inline const QString Registry = QStringLiteral("registry");
inline const QString Engine = QStringLiteral("engine"); ///< "pg", "mysql", "sqlite"
inline const QString Client = QStringLiteral("client");
inline const QString Project = QStringLiteral("project");
inline const QString Uri = QStringLiteral("uri");
inline const QString UserName = QStringLiteral("user.name");
inline const QString UserEmail = QStringLiteral("user.email");
} // namespace sqitch

/// The system's, the person's and the project's sqitch.conf, the last before the others. Errors have file and line.
Result<GitConfig> readSqitchConfig(const QString &folder);

/// The project's settings by its configuration, where nothing else is chosen than the default target.
FormatSetup sqitchSetup(const QString &folder, const GitConfig &config);

/// The address of the target that @p environment names, or of the default target, as Sqitch writes it: "db:pg://me@db1/shop"; empty where there is none.
QString sqitchUri(const GitConfig &config, const QString &environment);

/// Sqitch's address as our engines read it; empty where it names no database.
Result<QString> sqitchAddress(const QString &uri);

/// @p target as Sqitch reads it, without a password.
QString sqitchUriOf(const Target &target);

/// The registry that goes with a database: a schema, a database, or a file's path. A scratch copy has one of its own.
QString sqitchRegistry(const FormatSetup &setup, const QString &engine, const QString &database);

} // namespace lk
