// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/foreigntools.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <chrono>

namespace lk {

namespace {

using namespace std::chrono_literals;

constexpr auto LongestInstall = 15min; // a database compiled on a busy machine
constexpr auto LongestRun = 2min;

QString toolCache()
{
    const QString own = qEnvironmentVariable("LOCKKEEPER_TOOLS");
    return own.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/lockkeeper/tools") : own;
}

/// A folder's name for the packages: readable, unless there are too many.
QString folderName(QStringList packages)
{
    packages.sort();
    QString name = packages.join(u'+').replace(u'@', u'-').replace(u'/', u'_');
    if (name.size() > 120)
        name = name.left(100) + u'-' + QString::fromLatin1(QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex().left(12));
    return name;
}

/// Where Node.js keeps its headers, for what is compiled against them; empty where they are not beside it.
QString headersOf(const QString &node)
{
    const QString prefix = QFileInfo(QFileInfo(node).canonicalPath() + QStringLiteral("/..")).canonicalFilePath();
    return QFile::exists(prefix + QStringLiteral("/include/node/node_api.h")) ? prefix : QString();
}

QMap<QString, QString> npmEnvironment()
{
    QMap<QString, QString> environment{{QStringLiteral("npm_config_build_from_source"), QStringLiteral("true")},
                                       {QStringLiteral("npm_config_update_notifier"), QStringLiteral("false")}};
    if (const QString headers = headersOf(QStandardPaths::findExecutable(QStringLiteral("node"))); !headers.isEmpty())
        environment.insert(QStringLiteral("npm_config_nodedir"), headers);
    return environment;
}

ForeignRun runFor(std::chrono::milliseconds longest, const QString &folder, const QString &program, const QStringList &arguments,
                  const QMap<QString, QString> &environment)
{
    QProcess process;
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    for (auto variable = environment.begin(); variable != environment.end(); ++variable)
        variables.insert(variable.key(), variable.value());
    process.setProcessEnvironment(variables);
    process.setWorkingDirectory(folder);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(int(longest.count()))) {
        process.kill();
        process.waitForFinished();
        return {-1, process.readAll() + program.toUtf8() + ": " + process.errorString().toUtf8()};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAll()};
}

Failure notInstalled(const QStringList &packages, const QString &why)
{
    return Failure(Error{ErrorCode::Failed, QStringLiteral("%1 can't be had from npm").arg(packages.join(QStringLiteral(", "))), {}, why.trimmed().right(2000),
                         QStringLiteral("run scripts/setup, and look whether npm reaches its registry")});
}

} // namespace

Result<QString> npmTool(const QStringList &packages)
{
    const QString cache = toolCache();
    const QString folder = cache + u'/' + folderName(packages);
    if (!QDir().mkpath(cache))
        return notInstalled(packages, QStringLiteral("%1 can't be made").arg(cache));
    QLockFile lock(folder + QStringLiteral(".lock"));
    lock.setStaleLockTime(0); // an install takes its time; one that has died is found by its process
    if (!lock.tryLock(int(std::chrono::milliseconds(LongestInstall).count())))
        return notInstalled(packages, QStringLiteral("another process holds %1.lock").arg(folder));
    if (QFile::exists(folder + QStringLiteral("/node_modules")))
        return folder;
    QTemporaryDir work(cache + QStringLiteral("/install-XXXXXX"));
    const ForeignRun install = runFor(LongestInstall, work.path(), QStringLiteral("npm"),
                                      QStringList{QStringLiteral("install"), QStringLiteral("--silent"), QStringLiteral("--no-audit"), QStringLiteral("--no-fund"),
                                                  QStringLiteral("--foreground-scripts"), QStringLiteral("--prefix"), work.path()}
                                          + packages,
                                      npmEnvironment());
    if (install.code != 0 || !QFile::exists(work.filePath(QStringLiteral("node_modules"))))
        return notInstalled(packages, QString::fromUtf8(install.said));
    if (QDir(folder).exists() && !QDir(folder).removeRecursively())
        return notInstalled(packages, QStringLiteral("%1 can't be replaced").arg(folder));
    if (!QDir().rename(work.path(), folder))
        return notInstalled(packages, QStringLiteral("%1 is in the way").arg(folder));
    work.setAutoRemove(false);
    return folder;
}

Result<QString> javascriptTools()
{
    return npmTool({QStringLiteral("knex@3.3.0"), QStringLiteral("sequelize@6.37.8"), QStringLiteral("sequelize-cli@6.6.5"), QStringLiteral("umzug@3.8.3"), QStringLiteral("pg@8.23.1"),
                    QStringLiteral("mysql2@3.24.6"), QStringLiteral("sqlite3@5.1.7")});
}

bool linkModules(const QString &tool, const QString &folder)
{
    return QFile::link(tool + QStringLiteral("/node_modules"), folder + QStringLiteral("/node_modules"));
}

ForeignRun runForeign(const QString &folder, const QString &program, const QStringList &arguments, const QMap<QString, QString> &environment)
{
    return runFor(LongestRun, folder, program, arguments, environment);
}

} // namespace lk
