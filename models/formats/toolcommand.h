// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/target.h"
#include "models/formats/migration.h"

namespace lk {

/// What a tool's own program is asked for.
enum class ToolAction {
    Address,  ///< where the project's configuration, which is a program, says that the database is
    Identify, ///< which database it reaches under the address that it is given: the answer to ToolRequest::query
    Run,      ///< one migration in one direction, with its row in the tracking table
    Preview,  ///< the SQL that a run would send, found out without a database; not every tool can
};

struct ToolRequest {
    ToolAction action = ToolAction::Run;
    QString environment = {};  ///< its name, for tools that know environments too
    Target target = {};        ///< the database to go to; of Address: not given
    QString query = {};        ///< of Identify
    Migration migration = {};  ///< of Run and Preview
    Direction direction = Direction::Up;
};

/// A program to be started in the project's folder. On its standard output, lines that begin with U+001E are our own scripts' answers
/// (RFC 7464, one JSON object each); all others are what the tool says to people.
///
///   {"address": "postgresql://..."}                                  to Address
///   {"identity": "..."}                                              to Identify
///   {"sql": "...", "parameters": ["..."], "ms": 1.5, "rows": 3}      each statement that was sent, in order; to Preview: would be
///                                                                    "failed": true where the database refused it
///   {"error": "...", "file": "...", "line": 7} why it failed, with an exit code; {"left": "UPDATE ..."} clears its own lock away, where it was ended
struct ToolCommand {
    QString program;        ///< "python3": looked up in PATH, or a path relative to the project
    QStringList arguments;  ///< never a secret; "{script}" stands for where `script` was put
    QString scriptName = {}; ///< "alembic.py"
    QByteArray script = {}; ///< a program of ours in the tool's own language, put in a private file for the call
    QMap<QString, QString> environment = {}; ///< besides the process's own
    QByteArray input = {};  ///< for its standard input, which is then closed

    bool operator==(const ToolCommand &) const = default;
};

/// The request as JSON, one line, for our scripts' standard input: "action", "environment", "query", "version", "key", "file",
/// "direction", and of the target "engine", "database", "host", "port", "user", "password", "options". A password travels nowhere else.
QByteArray toolInput(const ToolRequest &request);

/// A script of ours from the resources: "alembic.py".
QByteArray toolScript(const QString &name);

} // namespace lk
