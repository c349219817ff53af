// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/lock.h"

#include "models/engines/sqlite/databasefile.h"

#include <QDateTime>
#include <QFile>
#include <QSysInfo>

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace lk {

namespace {

class FileLock final : public MigrationLock
{
public:
    FileLock(int fd, QByteArray path) : m_fd(fd), m_path(std::move(path)) {}
    ~FileLock() override
    {
        // Removed while still held: whoever waits for this very file sees that it is gone and makes a new one
        // (isStill).
        ::unlink(m_path.constData());
        ::close(m_fd);
    }

private:
    int m_fd;
    QByteArray m_path;
};

Failure cannotLock(const QByteArray &path, int code)
{
    return Failure(Error{ErrorCode::Failed,
                         QStringLiteral("cannot make the lock file"),
                         {QFile::decodeName(path), 0, 0},
                         qt_error_string(code),
                         QStringLiteral("check that its folder exists and is writable")});
}

/// Whether @p path still names the file that is open as @p fd.
bool isStill(int fd, const QByteArray &path)
{
    struct stat open {};
    struct stat named {};
    return ::fstat(fd, &open) == 0 && ::lstat(path.constData(), &named) == 0 && open.st_dev == named.st_dev
           && open.st_ino == named.st_ino;
}

QByteArray self()
{
    const struct passwd *user = ::getpwuid(::geteuid());
    return "process " + QByteArray::number(qint64(::getpid())) + " of "
           + (user ? QByteArray(user->pw_name) : QByteArray::number(uint(::geteuid()))) + " on "
           + QSysInfo::machineHostName().toUtf8() + " since "
           + QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toUtf8() + '\n';
}

Failure heldBySomebody(int fd)
{
    char text[512];
    const ssize_t length = ::pread(fd, text, sizeof text, 0);
    const QString holder = length > 0 ? QString::fromUtf8(text, length).simplified() : QStringLiteral("another run");
    return Failure(Error{ErrorCode::Locked,
                         QStringLiteral("another run holds the lock of this database"),
                         {},
                         holder,
                         QStringLiteral("wait until it has finished")});
}

/// One attempt; gives -1 when the file was removed meanwhile.
Result<int> tryLock(const QByteArray &path)
{
    const int fd = ::open(path.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return cannotLock(path, errno);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        const int code = errno;
        const Failure held = code == EWOULDBLOCK ? heldBySomebody(fd) : cannotLock(path, code);
        ::close(fd);
        return held;
    }
    if (!isStill(fd, path)) {
        ::close(fd);
        return -1;
    }
    const QByteArray text = self();
    if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, text.constData(), size_t(text.size()), 0) != text.size()) {
        const int code = errno;
        ::unlink(path.constData());
        ::close(fd);
        return cannotLock(path, code);
    }
    return fd;
}

} // namespace

Result<std::unique_ptr<MigrationLock>> lockDatabase(const QString &path)
{
    // By its real name: two links to one database are one lock.
    const QByteArray name = QFile::encodeName(canonicalDatabasePath(path) + QStringLiteral("-lockkeeper.lock"));
    for (;;) {
        const Result<int> fd = tryLock(name);
        if (!fd)
            return Failure(fd.error());
        if (*fd >= 0)
            return std::make_unique<FileLock>(*fd, name);
    }
}

} // namespace lk
