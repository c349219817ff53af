// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/scratchfolder.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lk {

namespace {

const auto Pattern = QStringLiteral("lockkeeper-scratch-*");
const auto LockName = QStringLiteral("/in-use");

/// Whether nobody holds the lock in @p folder; one without a lock file may be about to get it, unless it is old.
bool isAbandoned(const QFileInfo &folder)
{
    struct stat status {};
    const QByteArray name = QFile::encodeName(folder.filePath());
    if (::lstat(name.constData(), &status) != 0 || !S_ISDIR(status.st_mode) || status.st_uid != ::geteuid())
        return false;
    const int fd = ::open(QFile::encodeName(folder.filePath() + LockName).constData(),
                          O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT && folder.lastModified().secsTo(QDateTime::currentDateTime()) > 3600;
    const bool free = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
    ::close(fd);
    return free;
}

void sweep()
{
    const QFileInfoList folders =
        QDir(QDir::tempPath()).entryInfoList({Pattern}, QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot);
    for (const QFileInfo &folder : folders) {
        if (isAbandoned(folder))
            QDir(folder.filePath()).removeRecursively();
    }
}

} // namespace

ScratchFolder::ScratchFolder() : m_folder(QDir::tempPath() + QStringLiteral("/lockkeeper-scratch-XXXXXX")) {}

ScratchFolder::~ScratchFolder()
{
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

} // namespace lk
