// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqitch/sqitchcommand.h"

#include "models/formats/scratchtarget.h"
#include "models/formats/sqitch/sqitchfolder.h"
#include "models/formats/sqitch/sqitchsettings.h"

#include <algorithm>

namespace lk {

Result<ToolCommand> sqitchCommand(const ToolRequest &request, const FormatSetup &setup)
{
    if (request.action == ToolAction::Address)
        return ToolCommand{}; // its configuration is no program
    if (request.action == ToolAction::Preview)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("sqitch has no preview"), {}, QStringLiteral("its scripts are SQL: read them"), {}});
    ToolCommand command;
    command.program = QStringLiteral("perl");
    command.scriptName = QStringLiteral("sqitch.pl");
    command.script = toolScript(command.scriptName);
    command.input = toolInput(request);
    command.arguments = {QStringLiteral("{script}"), QStringLiteral("--uri"), sqitchUriOf(request.target), QStringLiteral("--registry"),
                         sqitchRegistry(setup, request.target.engine, request.target.database), QStringLiteral("--project"), setup.options.value(sqitch::Project),
                         QStringLiteral("--timeout"), QString::number(std::max(1, request.target.connectTimeoutMs / 1000))};
    const auto add = [&](const QString &option, const QString &value) {
        if (!value.isEmpty())
            command.arguments << option << value;
    };
    add(QStringLiteral("--client"), setup.options.value(sqitch::Client));
    add(QStringLiteral("--parent"), request.migration.details.value(sqitch::ParentDetail));
    add(QStringLiteral("--script"), request.direction == Direction::Up ? request.migration.upFile : request.migration.downFile);
    if (isScratch(request.target))
        command.arguments << QStringLiteral("--scratch");
    // What the tool and the database's own clients say is read.
    command.environment = {{QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8")}, {QStringLiteral("LANGUAGE"), QStringLiteral("en")}};
    return command;
}

} // namespace lk
