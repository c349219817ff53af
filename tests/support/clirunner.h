// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace lk {

/// What one call of the command line came to.
struct CliResult {
    int code = -1;
    QString out;
    QString err;
};

/// Runs lockkeeper-cli in this process, on buffers. @p answers is what a person types: given, stdin counts as a terminal.
CliResult runInProcess(const QStringList &arguments);
CliResult runAnswering(const QStringList &arguments, const QByteArray &answers);

/// Limits of a child process.
struct CliLimits {
    bool obeyPermissions = false;  ///< also for root: read-only files and folders are so (the capability to override is dropped)
    qint64 largestFile = -1;       ///< bytes that a file may have; writing beyond it fails, as on a full disk. -1: no limit
};

/// Path of the real program, as it was built beside the tests.
QString cliProgram();
/// Runs the real program as a process of its own.
CliResult runProgram(const QStringList &arguments, const CliLimits &limits = {});

} // namespace lk
