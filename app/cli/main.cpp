// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/runcli.h"

#include <QCoreApplication>
#include <QFile>

#include <csignal>

#include <unistd.h>

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("lockkeeper-cli"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LOCKKEEPER_VERSION));
    // A reader that went away (`| head`) must not end a run in the middle.
    std::signal(SIGPIPE, SIG_IGN);

    QFile in;
    QFile out;
    QFile err;
    if (!in.open(stdin, QIODevice::ReadOnly) || !out.open(stdout, QIODevice::WriteOnly) || !err.open(stderr, QIODevice::WriteOnly))
        return int(lk::Exit::Failed);
    lk::Console console(in, out, err);
    console.inIsTerminal = ::isatty(STDIN_FILENO) != 0;
    console.outIsTerminal = ::isatty(STDOUT_FILENO) != 0;
    console.errIsTerminal = ::isatty(STDERR_FILENO) != 0;
    console.watchInterrupts = true;
    return lk::runCli(application.arguments().mid(1), console);
}
