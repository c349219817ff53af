// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/serverprocess.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QStandardPaths>

#include <csignal>

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lk {

namespace {

constexpr int LookMs = 25;
constexpr int StartMs = 60'000;
constexpr int EndMs = 10'000;

Failure cannot(const QString &why)
{
    return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot start a private server"), {}, why, QStringLiteral("rehearse on a scratch or a restored backup instead")});
}

Failure cancelledStart()
{
    return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
}

} // namespace

QString findServerProgram(const QString &name, const QStringList &folders)
{
    const QString found = QStandardPaths::findExecutable(name, folders);
    return found.isEmpty() ? QStandardPaths::findExecutable(name) : found;
}

Result<std::unique_ptr<ServerProcess>> ServerProcess::make(const QByteArray &user)
{
    auto folder = ScratchFolder::make();
    if (!folder)
        return failure(std::move(folder));
    std::unique_ptr<ServerProcess> server(new ServerProcess);
    server->m_folder = *std::move(folder);
    const QByteArray place = QFile::encodeName(server->folder());
    if (::mkdir(place.constData(), 0700) != 0)
        return cannot(qt_error_string(errno));
    if (::geteuid() != 0)
        return server;
    const passwd *who = ::getpwnam(user.constData());
    who = who ? who : ::getpwnam("nobody");
    if (!who)
        return cannot(QStringLiteral("a database server does not run as root, and there is no user %1").arg(QString::fromLatin1(user)));
    server->m_user = who->pw_uid;
    server->m_group = who->pw_gid;
    // It has to get through to its own folder, but not to see what else there is.
    if (::chmod(QFile::encodeName(server->m_folder->path()).constData(), 0711) != 0 || ::chown(place.constData(), who->pw_uid, who->pw_gid) != 0)
        return cannot(qt_error_string(errno));
    return server;
}

ServerProcess::~ServerProcess()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    // Nobody mourns what it has in memory: PostgreSQL ends all of its processes, MariaDB just ends.
    ::kill(pid_t(m_process.processId()), SIGQUIT);
    if (!m_process.waitForFinished(EndMs / 5)) {
        m_process.kill();
        m_process.waitForFinished(EndMs);
    }
}

/// What the child does before it becomes the program: only calls that are safe there.
void ServerProcess::prepare(QProcess &process) const
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/bin:/bin:/usr/sbin:/sbin"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(QStringLiteral("/"));
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setChildProcessModifier([user = m_user, group = m_group] {
        ::umask(077);
        if (user != 0 && (::setgroups(0, nullptr) != 0 || ::setgid(group) != 0 || ::setuid(user) != 0))
            ::_exit(126);
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT); // after the change of the user, which takes it back
    });
}

Result<void> ServerProcess::write(const QString &name, const QByteArray &text) const
{
    QFile file(filePath(name));
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner) || file.write(text) != text.size() || !file.flush())
        return cannot(file.errorString());
    if (m_user != 0 && ::fchown(file.handle(), m_user, m_group) != 0)
        return cannot(qt_error_string(errno));
    return {};
}

Result<void> ServerProcess::run(const QString &program, const QStringList &arguments, RunControl &control) const
{
    QProcess process;
    prepare(process);
    process.start(program, arguments);
    while (!process.waitForFinished(LookMs)) {
        if (process.state() == QProcess::NotRunning)
            return cannot(QStringLiteral("%1: %2").arg(program, process.errorString()));
        if (control.cancelled()) {
            process.kill();
            process.waitForFinished(EndMs);
            return cancelledStart();
        }
    }
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0)
        return {};
    return cannot(QStringLiteral("%1: %2").arg(program, QString::fromUtf8(process.readAll()).trimmed().section(u'\n', -3)));
}

QString ServerProcess::lastWords() const
{
    QFile log(m_folder->filePath(QStringLiteral("server.log")));
    return log.open(QIODevice::ReadOnly) ? QString::fromUtf8(log.readAll().right(1000)).trimmed().section(u'\n', -3) : QString();
}

Result<void> ServerProcess::start(const QString &program, const QStringList &arguments, RunControl &control, const std::function<bool()> &answers)
{
    prepare(m_process);
    m_process.setStandardOutputFile(m_folder->filePath(QStringLiteral("server.log")));
    m_process.start(program, arguments);
    if (!m_process.waitForStarted(StartMs))
        return cannot(QStringLiteral("%1: %2").arg(program, m_process.errorString()));
    QFile id(m_folder->filePath(ServerIdFile));
    if (!id.open(QIODevice::WriteOnly) || id.write(QByteArray::number(m_process.processId())) < 0)
        return cannot(id.errorString());
    id.close();
    QElapsedTimer waited;
    waited.start();
    while (!answers()) {
        if (control.cancelled())
            return cancelledStart();
        if (m_process.waitForFinished(LookMs) || m_process.state() == QProcess::NotRunning || waited.elapsed() > StartMs)
            return cannot(QStringLiteral("it did not start: %1").arg(lastWords()));
    }
    return {};
}

} // namespace lk
