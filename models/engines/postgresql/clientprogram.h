// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/base/runcontrol.h"
#include "models/engines/scratchfolder.h"
#include "models/engines/target.h"

#include <QProcessEnvironment>
#include <QStringList>

#include <functional>
#include <vector>

namespace lk {

/// A program of PostgreSQL's client package, pg_dump for one.
struct ClientProgram {
    QString path;
    QString version; ///< "15.20"
    int major = 0;
};

/// Where programs are looked for: fixed places of the system, never PATH.
QStringList clientProgramFolders();

/// All of this name, each asked for its version.
std::vector<ClientProgram> findClientPrograms(const QString &name, const QStringList &folders = clientProgramFolders());

/// The one to use with a server of @p serverVersion (150020): not older than the server, and else as near to it as there is,
/// since what a newer one writes may be foreign to the server. The error names both versions.
Result<ClientProgram> clientProgram(const QString &name, int serverVersion,
                                    const QStringList &folders = clientProgramFolders());

/// Environment and connection string for client programs: the password stands in a file that only we can read and that
/// goes with this object, never in arguments or environment.
class ClientLogin
{
public:
    static Result<std::unique_ptr<ClientLogin>> make(const Target &target);

    QProcessEnvironment environment() const;
    /// @p settings go to the server, "-c synchronous_commit=off".
    QString connection(const QString &database, const QString &purpose, const QString &settings = {}) const;

private:
    explicit ClientLogin(Target target) : m_target(std::move(target)) {}

    Target m_target;
    std::unique_ptr<ScratchFolder> m_folder; ///< with the password's file
};

struct ClientCall {
    ClientProgram program;
    QStringList arguments;
    QString input = {};  ///< file that the first program of a pipe reads; empty: nothing
    QString output = {}; ///< file to which the last program of a pipe appends; empty: nobody wants what it writes
    std::function<Error(const QString &)> explain = {}; ///< makes the error of its last words; empty: as they are
};

/// Runs the programs, each reading what the one before writes, until all have ended well. @p line gets what they say (with
/// --verbose, what they are at), @p tick is called some times a second. On cancel they are ended. They die with us.
Result<void> runClientPrograms(const std::vector<ClientCall> &calls, const QProcessEnvironment &environment,
                               RunControl &control, const std::function<void(const QString &)> &line,
                               const std::function<void()> &tick = {});

} // namespace lk
