// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"
#include "models/engines/scratchfolder.h"

#include <QProcess>

#include <functional>

namespace lk {

/// A program that is looked for where servers are installed and on PATH; empty: it is not here.
QString findServerProgram(const QString &name, const QStringList &folders);

/// A database server of ours in a scratch folder that only it and we can enter, ended and removed with this object. Servers refuse to
/// be root: then it runs as the system's user for it. It dies with this process, and what a crash leaves is known by the folder's lock.
class ServerProcess
{
public:
    /// Makes the folder; @p user is as whom it runs where this program is root.
    static Result<std::unique_ptr<ServerProcess>> make(const QByteArray &user);
    ~ServerProcess();
    Q_DISABLE_COPY_MOVE(ServerProcess)

    /// Within the folder that the server owns.
    QString filePath(const QString &name) const { return m_folder->filePath(QStringLiteral("server/") + name); }
    QString folder() const { return m_folder->filePath(QStringLiteral("server")); }
    Result<void> write(const QString &name, const QByteArray &text) const;

    /// Runs a program as the server's user until it has ended.
    Result<void> run(const QString &program, const QStringList &arguments, RunControl &control) const;
    /// Starts the server and waits until @p answers.
    Result<void> start(const QString &program, const QStringList &arguments, RunControl &control, const std::function<bool()> &answers);

private:
    ServerProcess() = default;
    void prepare(QProcess &process) const;
    QString lastWords() const;

    std::unique_ptr<ScratchFolder> m_folder;
    QProcess m_process;
    quint32 m_user = 0; ///< 0: as who we are
    quint32 m_group = 0;
};

} // namespace lk
