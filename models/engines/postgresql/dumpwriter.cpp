// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/dumpwriter.h"

#include "models/base/age.h"
#include "models/base/privatefile.h"
#include "models/engines/postgresql/clientprogram.h"
#include "models/engines/postgresql/session.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace lk {

namespace {

enum class Form { File, Encrypted, Folder };

Result<Form> formOf(const DumpForm &form)
{
    if (form.jobs > 1 && !form.recipients.isEmpty())
        return Failure(Error{ErrorCode::Usage, QStringLiteral("a backup by several jobs can't be encrypted"), {},
                             QStringLiteral("each job writes files of its own, and age encrypts one stream"),
                             QStringLiteral("take away jobs, or encrypt_to")});
    return form.jobs > 1 ? Form::Folder : form.recipients.isEmpty() ? Form::File : Form::Encrypted;
}

Failure fileFailed(const QString &what, const QString &file, int code)
{
    return Failure(Error{ErrorCode::Failed, what, {file, 0, 0}, qt_error_string(code), QStringLiteral("check the folder")});
}

/// Makes the new, empty file or folder that is then filled; refuses whatever is there already, a symbolic link included.
Result<void> makePlace(const QString &path, Form form)
{
    const QByteArray name = QFile::encodeName(path);
    if (form == Form::Folder)
        return ::mkdir(name.constData(), 0700) == 0 ? Result<void>() : fileFailed(QStringLiteral("cannot make the folder"), path, errno);
    const int fd = ::open(name.constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return fileFailed(QStringLiteral("cannot make the file"), path, errno);
    ::close(fd);
    return {};
}

void removePlace(const QString &path, Form form)
{
    form == Form::Folder ? QDir(path).removeRecursively() : QFile::remove(path);
}

qint64 sizeOf(const QString &path)
{
    if (!QFileInfo(path).isDir())
        return QFileInfo(path).size();
    qint64 size = 0;
    for (QDirIterator files(path, QDir::Files); files.hasNext();)
        size += QFileInfo(files.next()).size();
    return size;
}

Result<void> syncFile(const QString &file)
{
    const int fd = ::open(QFile::encodeName(file).constData(), O_RDONLY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::fsync(fd) == 0;
    const int code = errno;
    if (fd >= 0)
        ::close(fd);
    return synced ? syncFolder(QFileInfo(file).path())
                  : Result<void>(fileFailed(QStringLiteral("cannot write the backup to the disk"), file, code));
}

/// The programs that write the dump.
Result<std::vector<ClientCall>> calls(ClientCall dump, const DumpFile &file, Form form)
{
    if (form != Form::Encrypted) {
        dump.arguments << QStringLiteral("--file=") + file.path;
        if (form == Form::Folder)
            dump.arguments << QStringLiteral("--jobs=%1").arg(file.form.jobs);
        return std::vector{std::move(dump)};
    }
    const auto age = findAge();
    if (!age)
        return Failure(age.error());
    if (Result<void> known = checkRecipients(file.form.recipients); !known)
        return Failure(known.error());
    ClientCall encrypt{{*age, {}, 0}, ageEncryptArguments(file.form.recipients), {}, file.path};
    encrypt.explain = [file](const QString &words) { return ageError(words, file.path, {}); };
    return std::vector{std::move(dump), std::move(encrypt)};
}

Result<void> runDump(const Target &target, const DumpFile &file, Form form, const ClientProgram &program, qint64 estimate,
                     RunControl &control, const ProgressSink &progress)
{
    const auto login = ClientLogin::make(target);
    if (!login)
        return Failure(login.error());
    const ClientCall call{program, dumpArguments(target)
                                       << (form == Form::Folder ? QStringLiteral("--format=directory") : QStringLiteral("--format=custom"))
                                       << QStringLiteral("--dbname=")
                                              + (*login)->connection(target.database, QStringLiteral("backup"))};
    const auto programs = calls(call, file, form);
    if (!programs)
        return Failure(programs.error());
    QString table;
    const auto tell = [&] {
        const qint64 size = sizeOf(file.path);
        if (progress)
            progress({table.isEmpty() ? QStringLiteral("dumping") : QStringLiteral("dumping ") + table, size,
                      std::max(estimate, size)});
    };
    const auto hear = [&](const QString &line) {
        if (const QString now = tableOf(line); !now.isEmpty())
            table = now;
    };
    Result<void> dumped = runClientPrograms(*programs, (*login)->environment(), control, hear, tell).and_then([&] {
        return syncFile(file.path);
    });
    if (dumped && progress) {
        const qint64 size = sizeOf(file.path);
        progress({QStringLiteral("dumped"), size, size});
    }
    return dumped;
}

} // namespace

QString tableOf(const QString &line)
{
    for (const char *words : {"dumping contents of table ", "processing data for table "}) {
        const qsizetype at = line.indexOf(QLatin1String(words));
        if (at >= 0)
            return line.mid(at + qsizetype(qstrlen(words))).remove(u'"');
    }
    return {};
}

QStringList dumpArguments(const Target &from)
{
    QStringList arguments{QStringLiteral("--no-password"), QStringLiteral("--verbose"),
                          QStringLiteral("--encoding=UTF8")};
    if (from.lockTimeoutMs > 0)
        arguments << QStringLiteral("--lock-wait-timeout=%1").arg(from.lockTimeoutMs);
    return arguments;
}

Result<void> dumpPostgresql(const Target &target, const DumpFile &file, RunControl &control, const ProgressSink &progress)
{
    if (control.cancelled())
        return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
    const auto form = formOf(file.form);
    if (!form)
        return Failure(form.error());
    auto session = PostgresqlSession::open(target, Access::ReadOnly);
    if (!session)
        return Failure(session.error());
    if (!(*session)->info().exists)
        return Failure(Error{ErrorCode::Connection, QStringLiteral("there is no database to copy"), {target.url, 0, 0}, {},
                             QStringLiteral("check the database's name")});
    const auto program = clientProgram(QStringLiteral("pg_dump"), (*session)->info().versionNumber);
    if (!program)
        return Failure(program.error());
    const auto estimate = (*session)->value(QStringLiteral("SELECT pg_database_size(current_database())"));
    session->reset();
    if (Result<void> made = makePlace(file.path, *form); !made)
        return made;
    Result<void> dumped = runDump(target, file, *form, *program, estimate ? estimate->toLongLong() : 0, control, progress);
    if (!dumped) {
        removePlace(file.path, *form);
        if (dumped.error().code != ErrorCode::Cancelled)
            dumped.error().what += QStringLiteral("; nothing was left behind");
    }
    return dumped;
}

} // namespace lk
