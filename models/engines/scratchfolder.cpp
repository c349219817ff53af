// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/scratchfolder.h"

#include <QDateTime>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLocale>
#include <QThread>

#include <csignal>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lk {

namespace {

const auto Pattern = QStringLiteral("lockkeeper-scratch-*");
const auto LockName = QStringLiteral("/in-use");
const auto KeptName = QStringLiteral("/kept");

bool isOurs(const QFileInfo &folder)
{
    struct stat status {};
    const QByteArray name = QFile::encodeName(folder.filePath());
    return ::lstat(name.constData(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid();
}

/// Whether nobody holds the lock in @p folder; one without a lock file may be about to get it, unless it is old.
bool isAbandoned(const QFileInfo &folder)
{
    if (!isOurs(folder))
        return false;
    const int fd = ::open(QFile::encodeName(folder.filePath() + LockName).constData(),
                          O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT && folder.lastModified().secsTo(QDateTime::currentDateTime()) > 3600;
    const bool free = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
    ::close(fd);
    return free;
}

bool isKept(const QFileInfo &folder)
{
    return QFile::exists(folder.filePath() + KeptName);
}

QFileInfoList scratchFolders()
{
    return QDir(QDir::tempPath()).entryInfoList({Pattern}, QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot);
}

/// Whether the process still is the server of @p folder: its number may have gone to another one since.
bool isServerOf(pid_t pid, const QString &folder)
{
    QFile arguments(QStringLiteral("/proc/%1/cmdline").arg(pid));
    return arguments.open(QIODevice::ReadOnly) && arguments.readAll().contains(QFile::encodeName(folder) + '/');
}

/// Nobody mourns what it had in memory.
void endServer(const QString &folder)
{
    constexpr int Looks = 100;
    QFile file(folder + u'/' + ServerIdFile);
    const pid_t pid = file.open(QIODevice::ReadOnly) ? pid_t(file.readAll().trimmed().toLongLong()) : 0;
    if (pid <= 1 || !isServerOf(pid, folder))
        return;
    ::kill(pid, SIGQUIT); // PostgreSQL's word for: at once, with all of your children
    for (int i = 0; i < Looks && isServerOf(pid, folder); ++i) {
        if (i == Looks / 2)
            ::kill(pid, SIGKILL);
        QThread::msleep(50);
    }
}

bool removeWhole(const QString &folder)
{
    endServer(folder);
    return QDir(folder).removeRecursively();
}

void sweep()
{
    for (const QFileInfo &folder : scratchFolders()) {
        if (!isKept(folder) && isAbandoned(folder))
            removeWhole(folder.filePath());
    }
}

qint64 sizeOf(const QString &folder)
{
    qint64 bytes = 0;
    QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext())
        bytes += files.nextFileInfo().size();
    return bytes;
}

QString describe(const QFileInfo &folder, bool kept)
{
    const QString holds = QFile::exists(folder.filePath() + u'/' + ServerIdFile) ? QStringLiteral("a database server in the folder ") : QStringLiteral("folder ");
    return QStringLiteral("%1%2, %3, %4 %5")
        .arg(holds, folder.filePath(), QLocale::c().formattedDataSize(sizeOf(folder.filePath()), 0, QLocale::DataSizeSIFormat),
             kept ? QStringLiteral("kept on purpose") : QStringLiteral("left"), folder.lastModified().toUTC().toString(Qt::ISODate));
}

} // namespace

ScratchFolder::ScratchFolder() : m_folder(QDir::tempPath() + QStringLiteral("/lockkeeper-scratch-XXXXXX")) {}

ScratchFolder::~ScratchFolder()
{
    if (m_folder.autoRemove())
        m_folder.remove();
    if (m_lock >= 0)
        ::close(m_lock);
}

Result<std::unique_ptr<ScratchFolder>> ScratchFolder::make()
{
    sweep();
    std::unique_ptr<ScratchFolder> folder(new ScratchFolder);
    QString why = folder->m_folder.errorString();
    if (folder->m_folder.isValid()) {
        folder->m_lock = ::open(QFile::encodeName(folder->m_folder.path() + LockName).constData(),
                                O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (folder->m_lock >= 0 && ::flock(folder->m_lock, LOCK_EX | LOCK_NB) == 0)
            return folder;
        why = qt_error_string(errno);
    }
    return Failure(Error{ErrorCode::Failed,
                         QStringLiteral("cannot make a folder for the scratch copy"),
                         {QDir::tempPath(), 0, 0},
                         why,
                         QStringLiteral("make space there, or set TMPDIR to another folder")});
}

Result<void> ScratchFolder::keep()
{
    QFile mark(m_folder.path() + KeptName);
    if (!mark.open(QIODevice::WriteOnly))
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot mark the scratch copy as kept"), {mark.fileName(), 0, 0}, mark.errorString(), {}});
    m_folder.setAutoRemove(false);
    return {};
}

std::vector<AbandonedScratch> abandonedFolders()
{
    std::vector<AbandonedScratch> found;
    for (const QFileInfo &folder : scratchFolders()) {
        const bool kept = isKept(folder);
        if (isAbandoned(folder))
            found.push_back({folder.filePath(), kept, describe(folder, kept)});
    }
    return found;
}

bool isFolder(const AbandonedScratch &scratch)
{
    return scratch.name.startsWith(u'/');
}

Result<void> removeFolder(const AbandonedScratch &folder)
{
    const auto refuse = [&](const QString &why, const QString &nextStep) {
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot remove the scratch copy"), {folder.name, 0, 0}, why, nextStep});
    };
    const QFileInfo info(folder.name);
    if (!info.exists())
        return {};
    if (info.path() != QDir(QDir::tempPath()).path() || !QDir::match(Pattern, info.fileName()))
        return refuse(QStringLiteral("it is not one of ours"), {});
    if (!isAbandoned(info))
        return refuse(QStringLiteral("somebody uses it now"), QStringLiteral("wait until that rehearsal has ended"));
    return removeWhole(folder.name) ? Result<void>() : Result<void>(refuse(QStringLiteral("some of its files can't be removed"), QStringLiteral("remove it by hand")));
}

} // namespace lk
