// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/runcli.h"

#include "app/cli/commandtable.h"

#include <QDir>

#include <CLI/CLI.hpp>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

struct Globals {
    OpenRequest where;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
};

void addGlobals(CLI::App &app, Globals &globals)
{
    Options options(app);
    options.text("-C", globals.where.folder, "DIR", "project folder (default: this folder, then its parents)");
    options.text("-e,--environment", globals.where.environment, "ENV", "environment of lockkeeper.toml");
    options.text("--url", globals.where.url, "URL", "database instead of an environment: sqlite:path");
    options.text("--format", globals.where.format, "NAME", "format of the migrations (`formats` lists them; default: detected)");
    options.flag("--trust", globals.where.trusted, "let programs of the project's folder run: its tool, with configuration and migrations (or LOCKKEEPER_TRUST=1)");
    options.text("--migrations", globals.where.migrations, "DIR", "folder of the migrations, within the project");
    options.flag("--json", globals.json, "print JSON");
    options.flag("-q,--quiet", globals.quiet, "only results and errors");
    options.flag("-v,--verbose", globals.verbose, "say more");
    options.exclusive("-e", "--url");
    options.exclusive("-q", "-v");
}

Error usageError(const CLI::ParseError &error, const CLI::App &app)
{
    QString command = u"lockkeeper-cli"_s;
    for (const CLI::App *sub : app.get_subcommands())
        command += u' ' + QString::fromStdString(sub->get_name());
    QString why = QString::fromUtf8(error.what()).trimmed();
    if (app.get_subcommands().empty()) {
        const std::vector<std::string> strangers = app.remaining();
        why = strangers.empty() ? u"a command is missing"_s
                                : u"there is no command or option \"%1\""_s.arg(printable(QString::fromStdString(strangers.front())));
    }
    return {ErrorCode::Usage, u"wrong usage"_s, {}, why.replace(u'\n', u' '), u"`%1 --help` shows the right one"_s.arg(command)};
}

int parseFailed(const CLI::ParseError &error, CLI::App &app, Console &console)
{
    if (error.get_exit_code() == int(CLI::ExitCodes::Success)) {
        const bool version = error.get_name() == "CallForVersion";
        console.write(version ? QStringLiteral("lockkeeper-cli " LOCKKEEPER_VERSION "\n") : QString::fromStdString(app.help()));
        return int(Exit::Done);
    }
    console.error(usageError(error, app));
    return int(Exit::Usage);
}

int execute(Command &command, const Globals &globals, Console &console)
{
    console.json = globals.json;
    console.quiet = globals.quiet;
    console.verbose = globals.verbose;
    Call call{console, globals.where};
    call.where.trusted = call.where.trusted || qEnvironmentVariableIntValue("LOCKKEEPER_TRUST") == 1;
    if (call.where.folder.isEmpty()) {
        call.where.folder = QDir::currentPath();
        call.where.searchParents = true;
    }
    const Result<Exit> result = command.execute(call);
    console.clearProgress();
    if (result)
        return int(*result);
    console.error(result.error());
    return int(exitOf(result.error().code));
}

} // namespace

int runCli(const QStringList &arguments, Console &console)
{
    CLI::App app("Reviews, rehearses, backs up, applies, verifies and reverts database migrations.", "lockkeeper-cli");
    app.fallthrough(); // taken over by the commands: global options may stand after them
    Globals globals;
    addGlobals(app, globals);
    app.set_version_flag("--version", LOCKKEEPER_VERSION);

    const auto commands = makeCommands();
    for (const auto &command : commands) {
        Options options(*app.add_subcommand(command->name(), command->description()));
        command->addOptions(options);
    }
    app.require_subcommand(1);

    std::vector<std::string> words;
    for (auto argument = arguments.rbegin(); argument != arguments.rend(); ++argument)
        words.push_back(argument->toStdString()); // CLI11 takes them from the back
    try {
        app.parse(words);
    } catch (const CLI::ParseError &error) { // CLI11 knows no other way; the only place that catches
        return parseFailed(error, app, console);
    }
    for (const auto &command : commands) {
        if (app.got_subcommand(command->name()))
            return execute(*command, globals, console);
    }
    return int(Exit::Usage);
}

} // namespace lk
