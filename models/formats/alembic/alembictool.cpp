// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/alembictool.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace lk {

namespace {

/// The interpreter in a program's first line; empty where it is not Python.
QString interpreterOf(const QString &program)
{
    QFile file(program);
    if (!QFileInfo(program).isFile() || !file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray line = file.readLine(1024).trimmed();
    if (!line.startsWith("#!"))
        return {};
    QString interpreter = QString::fromLocal8Bit(line.sliced(2)).simplified().section(u' ', 0, 0);
    if (interpreter.endsWith(u"/env"))
        interpreter = QString::fromLocal8Bit(line).simplified().section(u' ', 1, 1);
    return interpreter.section(u'/', -1).startsWith(u"python") ? interpreter : QString();
}

QString inEnvironment(const QString &environment)
{
    for (const char *python : {"/bin/python", "/bin/python3", "/Scripts/python.exe"}) {
        if (const QString path = environment + QLatin1String(python); QFileInfo(path).isExecutable())
            return path;
    }
    return {};
}

} // namespace

QString pythonOf(const QString &folder)
{
    for (const QString &own : {QStringLiteral(".venv"), QStringLiteral("venv"), QStringLiteral("env")}) {
        if (const QString python = inEnvironment(QDir(folder).absoluteFilePath(own)); !python.isEmpty())
            return QDir(folder).relativeFilePath(python);
    }
    if (const QString active = qEnvironmentVariable("VIRTUAL_ENV"); !active.isEmpty()) {
        if (const QString python = inEnvironment(active); !python.isEmpty())
            return python;
    }
    for (const QString &place : qEnvironmentVariable("PATH").split(QDir::listSeparator(), Qt::SkipEmptyParts)) {
        if (const QString python = interpreterOf(place + QStringLiteral("/alembic")); !python.isEmpty())
            return python;
    }
    return QStringLiteral("python3");
}

Result<ToolCommand> alembicCommand(const ToolRequest &request, const AlembicSettings &settings, const QString &folder)
{
    if (settings.because.isEmpty()) {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("Alembic can't be run here"), {}, QStringLiteral("there is no alembic.ini and no env.py"),
                             QStringLiteral("open the folder in which `alembic` is run")});
    }
    if (request.action == ToolAction::Run || request.action == ToolAction::Preview) {
        if (!request.migration.up || request.migration.blocked()) {
            return Failure(Error{ErrorCode::Usage, QStringLiteral("%1 can't be run").arg(request.migration.version), {request.migration.upFile, 0, 0},
                                 request.migration.problems.empty() ? QStringLiteral("it has no file") : request.migration.problems.front().message, {}});
        }
    }
    ToolCommand command;
    command.program = pythonOf(folder);
    // -B: no compiled files are left in the project.
    command.arguments = {QStringLiteral("-B"), QStringLiteral("{script}"), QStringLiteral("--scripts"), settings.scripts, QStringLiteral("--section"), settings.section};
    if (settings.file.endsWith(u".ini"))
        command.arguments += {QStringLiteral("--config"), settings.file};
    else if (!settings.file.isEmpty())
        command.arguments += {QStringLiteral("--project"), settings.file};
    if (settings.flask)
        command.arguments += QStringLiteral("--flask");
    command.scriptName = QStringLiteral("lockkeeper_alembic.py"); // under its own name it would stand in the way of `import alembic`
    command.script = toolScript(QStringLiteral("alembic.py"));
    command.input = toolInput(request);
    return command;
}

} // namespace lk
