// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/privatefile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace lk {

namespace {

Failure cannot(const QString &doing, const QString &path, int code)
{
    Error error{ErrorCode::Failed, doing, {path, 0, 0}, qt_error_string(code), {}};
    if (code == ENOSPC || code == EDQUOT || code == EFBIG)
        error.nextStep = QStringLiteral("make space and try again; the old content is as it was");
    else if (code == EACCES || code == EPERM || code == EROFS)
        error.nextStep = QStringLiteral("check the permissions of the folder");
    return Failure(error);
}

QString folderOf(const QString &path)
{
    return QFileInfo(path).path();
}

/// A descriptor that is closed at the end; close() tells of errors that only closing finds.
class Handle
{
public:
    explicit Handle(int fd) : m_fd(fd) {}
    ~Handle() { close(); }
    Q_DISABLE_COPY_MOVE(Handle)
    operator int() const { return m_fd; }
    bool close()
    {
        const int fd = std::exchange(m_fd, -1);
        return fd < 0 || ::close(fd) == 0;
    }

private:
    int m_fd;
};

bool writeAll(int fd, const char *data, qsizetype size)
{
    while (size > 0) {
        const ssize_t written = ::write(fd, data, size_t(size));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        data += written;
        size -= written;
    }
    return true;
}

/// Where the last whole line of the file ends. What stands behind it was torn by a crash and never reported as written.
qint64 endOfLines(int fd, qint64 size)
{
    char block[4096];
    while (size > 0) {
        const qint64 length = std::min<qint64>(size, sizeof block);
        if (::pread(fd, block, size_t(length), size - length) != length)
            return -1;
        for (qint64 i = length; i > 0; --i) {
            if (block[i - 1] == '\n')
                return size - length + i;
        }
        size -= length;
    }
    return 0;
}

} // namespace

Result<void> makePrivateFolder(const QString &folder)
{
    const QString path = QDir::cleanPath(QDir(folder).absolutePath());
    const QByteArray name = QFile::encodeName(path);
    if (::mkdir(name.constData(), 0700) == 0)
        return {};
    const int code = errno;
    if (code == EEXIST && QFileInfo(path).isDir())
        return {};
    if (code == EEXIST)
        return cannot(QStringLiteral("cannot make the folder"), path, ENOTDIR);
    if (code != ENOENT || folderOf(path) == path)
        return cannot(QStringLiteral("cannot make the folder"), path, code);
    if (Result<void> parent = makePrivateFolder(folderOf(path)); !parent)
        return parent;
    if (::mkdir(name.constData(), 0700) != 0 && errno != EEXIST)
        return cannot(QStringLiteral("cannot make the folder"), path, errno);
    return {};
}

Result<void> writePrivateFile(const QString &path, const QByteArray &content)
{
    const QString doing = QStringLiteral("cannot write the file");
    QByteArray temporary = QFile::encodeName(folderOf(path) + QStringLiteral("/.") + QFileInfo(path).fileName()
                                             + QStringLiteral(".XXXXXX"));
    Handle fd(::mkostemp(temporary.data(), O_CLOEXEC));
    if (fd < 0)
        return cannot(doing, path, errno);
    const bool written = writeAll(fd, content.constData(), content.size()) && ::fsync(fd) == 0 && fd.close()
                         && ::rename(temporary.constData(), QFile::encodeName(path).constData()) == 0;
    if (!written) {
        const int code = errno;
        ::unlink(temporary.constData());
        return cannot(doing, path, code);
    }
    return syncFolder(folderOf(path));
}

Result<void> appendPrivateLine(const QString &path, const QByteArray &line, bool sync)
{
    const QString doing = QStringLiteral("cannot append to the file");
    // A symbolic link could lead the line into another file.
    Handle fd(::open(QFile::encodeName(path).constData(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    struct stat status;
    // The lock keeps another program's half-written line from being taken for a torn one.
    if (fd < 0 || ::flock(fd, LOCK_EX) != 0 || ::fstat(fd, &status) != 0)
        return cannot(doing, path, errno);
    const qint64 end = endOfLines(fd, status.st_size);
    if (end < 0 || (end < status.st_size && ::ftruncate(fd, end) != 0))
        return cannot(doing, path, errno);
    const QByteArray whole = line + '\n';
    if (!writeAll(fd, whole.constData(), whole.size()) || (sync && ::fdatasync(fd) != 0)) {
        const int code = errno;
        // Half a line must not stay; if even this fails, the next append cuts it off.
        [[maybe_unused]] const int cut = ::ftruncate(fd, end);
        return cannot(doing, path, code);
    }
    if (sync && status.st_size == 0)
        return syncFolder(folderOf(path));
    return {};
}

Result<void> syncFolder(const QString &folder)
{
    Handle fd(::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd < 0)
        return cannot(QStringLiteral("cannot open the folder"), folder, errno);
    // Some file systems cannot sync a folder and say EINVAL; there is nothing more to do then.
    if (::fsync(fd) != 0 && errno != EINVAL)
        return cannot(QStringLiteral("cannot sync the folder"), folder, errno);
    return {};
}

} // namespace lk
