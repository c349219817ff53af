// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/clirunner.h"

#include "app/cli/runcli.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QProcess>

#include <csignal>

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace lk {

namespace {

CliResult run(const QStringList &arguments, QByteArray answers, bool terminal)
{
    QBuffer in(&answers);
    QByteArray outBytes;
    QByteArray errBytes;
    QBuffer out(&outBytes);
    QBuffer err(&errBytes);
    in.open(QIODevice::ReadOnly);
    out.open(QIODevice::WriteOnly);
    err.open(QIODevice::WriteOnly);
    Console console(in, out, err);
    console.inIsTerminal = terminal;
    const int code = runCli(arguments, console);
    return {code, QString::fromUtf8(outBytes), QString::fromUtf8(errBytes)};
}

/// In the child, between fork and exec: only calls that are safe there.
void limitChild(const CliLimits &limits)
{
    if (limits.obeyPermissions && ::geteuid() == 0) {
        // Root without these two may do to files what their modes say, like everybody else.
        for (const int capability : {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH}) {
            if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0)
                ::_exit(99);
        }
    }
    if (limits.largestFile >= 0) {
        const rlimit limit{rlim_t(limits.largestFile), rlim_t(limits.largestFile)};
        ::signal(SIGXFSZ, SIG_IGN); // so that write() fails with EFBIG instead
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
            ::_exit(99);
    }
}

} // namespace

CliResult runInProcess(const QStringList &arguments)
{
    return run(arguments, {}, false);
}

CliResult runAnswering(const QStringList &arguments, const QByteArray &answers)
{
    return run(arguments, answers, true);
}

QString cliProgram()
{
    return QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../app/lockkeeper-cli"));
}

CliResult runProgram(const QStringList &arguments, const CliLimits &limits)
{
    QProcess process;
    process.setChildProcessModifier([limits] { limitChild(limits); });
    process.start(cliProgram(), arguments, QIODevice::ReadOnly);
    process.closeWriteChannel();
    if (!process.waitForStarted() || !process.waitForFinished(300'000) || process.exitStatus() != QProcess::NormalExit)
        return {-1, {}, process.errorString()};
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
}

} // namespace lk
