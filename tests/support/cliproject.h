// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/clirunner.h"
#include "tests/support/testdatabase.h"
#include "tests/support/temporaryproject.h"

namespace lk {

/// A small shop for the command line: environments development (shop.db) and production (live.db, protected, no gates beyond that it
/// is), three migrations, the third without a way back.
class CliProject : public TemporaryProject
{
public:
    CliProject();

    /// Runs a command on this project in this process.
    CliResult run(const QStringList &arguments) const;
    CliResult runAnswering(const QStringList &arguments, const QByteArray &answers) const;
    /// Runs the real program on this project.
    CliResult program(const QStringList &arguments, const CliLimits &limits = {}) const;
    QString database() const { return path(QStringLiteral("shop.db")); }

    /// @p text without what differs from run to run: folder, times, durations, hashes, user, SQLite's version, runs of spaces.
    QString steady(QString text) const;
};

} // namespace lk
