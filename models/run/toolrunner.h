// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"
#include "models/formats/format.h"
#include "models/run/sentstatements.h"

#include <functional>

namespace lk {

/// Where a tool's migrations, which are programs, are to run.
struct ToolPlace {
    const Format *format = nullptr;
    FormatSetup setup;
    std::vector<Migration> files = {}; ///< all of the project's: some tools' tracking tables say nothing without them
    QString environment = {};
    Target target = {};
};

/// Starts a project's own tool (Format::command) and reads what it answers. Nothing here asks whether a person trusts the folder: who
/// calls has made sure of that. A cancel ends the program and all that it started.
class ToolRunner
{
public:
    struct Listener {
        std::function<void(const SentStatement &)> sent; ///< as it is told, in order
        std::function<void(const QString &)> said;       ///< a line for people
    };

    explicit ToolRunner(ToolPlace place);

    const ToolPlace &place() const { return m_place; }

    /// The database's address that the project's configuration, a program, says.
    Result<QString> address(RunControl &control) const;
    /// An error unless the tool, given the place's target, reaches the very database of @p session. It is asked until it has said so once.
    Result<void> checkReaches(const Engine &engine, Session &session, RunControl &control) const;
    /// One migration in one direction; then the tracking table, read on @p session, has to say so.
    Result<void> run(const Migration &migration, Direction direction, Session &session, RunControl &control, const Listener &listener) const;
    /// The SQL that it would send, without a database.
    Result<QList<QByteArray>> preview(const Migration &migration, Direction direction, RunControl &control) const;

private:
    struct Answer;
    /// @p left gets statements that clear away what a tool that was ended left of its own.
    Result<Answer> ask(const ToolRequest &request, RunControl &control, const Listener &listener = {}, QList<QByteArray> *left = nullptr) const;

    ToolPlace m_place;
    mutable bool m_reached = false; ///< the database, as the tool has shown
};

} // namespace lk
