// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/dumpwriter.h"

#include "models/base/age.h"
#include "models/base/privatefile.h"
#include "models/engines/mysql/backuptool.h"
#include "models/engines/mysql/cancelledcopy.h"
#include "models/engines/mysql/dumpfile.h"
#include "models/engines/mysql/dumptool.h"
#include "models/engines/scratchfolder.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace lk {

namespace {

constexpr int PollMs = 100;
constexpr int TerminateMs = 2000;
constexpr qsizetype KeptErrorBytes = 4000;

/// The new, empty file; whatever is there already is refused, a symbolic link included.
class NewFile
{
public:
    NewFile(const DumpFile &file, const RunControl &control)
        : m_name(file.path)
        , m_recipients(file.form.recipients)
        , m_control(control)
        , m_fd(::open(QFile::encodeName(file.path).constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600))
        , m_error(m_fd < 0 ? errno : 0)
    {}
    ~NewFile()
    {
        if (m_fd < 0)
            return;
        ::close(m_fd);
        if (!m_kept)
            QFile::remove(m_name);
    }
    Q_DISABLE_COPY_MOVE(NewFile)

    Result<void> make()
    {
        if (m_error != 0)
            return Failure(problem(QStringLiteral("cannot make the file"), m_error));
        if (m_recipients.isEmpty())
            return {};
        return AgeWriter::make(m_name, m_recipients).map([this](std::unique_ptr<AgeWriter> age) { m_age = std::move(age); });
    }

    Result<void> write(QByteArrayView bytes)
    {
        if (m_age) {
            m_size += bytes.size();
            return m_age->write(bytes, m_control);
        }
        while (!bytes.isEmpty()) {
            const ssize_t written = ::write(m_fd, bytes.data(), size_t(bytes.size()));
            if (written < 0 && errno != EINTR)
                return Failure(problem(QStringLiteral("cannot write the dump; nothing was left behind"), errno));
            bytes = bytes.sliced(std::max<ssize_t>(written, 0));
            m_size += std::max<ssize_t>(written, 0);
        }
        return {};
    }

    Result<void> keep()
    {
        if (Result<void> ended = m_age ? m_age->finish(m_control) : Result<void>(); !ended)
            return ended;
        if (::fsync(m_fd) != 0)
            return Failure(problem(QStringLiteral("cannot write the dump to the disk; nothing was left behind"), errno));
        m_kept = true;
        return syncFolder(QFileInfo(m_name).path());
    }

    qint64 size() const { return m_size; } ///< of what was written, before it was encrypted

private:
    Error problem(const QString &what, int code) const
    {
        const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
        return {ErrorCode::Failed, what, {m_name, 0, 0}, qt_error_string(code),
                full ? QStringLiteral("make space and try again") : QStringLiteral("check the folder")};
    }

    QString m_name;
    QStringList m_recipients;
    const RunControl &m_control;
    std::unique_ptr<AgeWriter> m_age; ///< through which all goes; empty: nothing is encrypted
    int m_fd;
    int m_error;
    qint64 m_size = 0;
    bool m_kept = false;
};

/// Where and as whom to connect, in a private folder that goes with the object.
class OptionFile
{
public:
    Result<QString> make(const Target &target, const DumpTool &tool)
    {
        const Result<Secret> password = passwordFor(target);
        if (!password)
            return Failure(password.error());
        auto folder = ScratchFolder::make();
        if (!folder)
            return failure(std::move(folder));
        m_folder = *std::move(folder);
        QFile file(m_folder->filePath(QStringLiteral("client.cnf")));
        const QByteArray text = optionFile(target, password->reveal(), tool);
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner)
            || file.write(text) != text.size() || !file.flush())
            return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot make a file for the dump program"), {m_folder->path(), 0, 0},
                                 file.errorString(), QStringLiteral("make space there, or set TMPDIR to another folder")});
        return file.fileName();
    }

private:
    std::unique_ptr<ScratchFolder> m_folder;
};

QStringList arguments(const QString &options, const DumpTool &tool, bool withRows, const QString &database)
{
    QStringList list{QStringLiteral("--defaults-file=") + options,
                     QStringLiteral("--single-transaction"),
                     QStringLiteral("--quick"),
                     QStringLiteral("--routines"),
                     QStringLiteral("--triggers"),
                     QStringLiteral("--events"),
                     QStringLiteral("--hex-blob"),
                     QStringLiteral("--no-tablespaces"),
                     QStringLiteral("--skip-add-locks"),
                     QStringLiteral("--skip-dump-date"),
                     QStringLiteral("--comments"),
                     QStringLiteral("--verbose"),
                     QStringLiteral("--max-allowed-packet=1G"),
                     QStringLiteral("--default-character-set=utf8mb4")};
    if (!tool.mariadb)
        list << QStringLiteral("--set-gtid-purged=OFF");
    if (!withRows)
        list << QStringLiteral("--no-data");
    return list << QStringLiteral("--") << database;
}

/// The dump program, from its start to its end.
class DumpRun
{
public:
    DumpRun(NewFile &file, RunControl &control, const ProgressSink &progress) : m_file(file), m_control(control), m_progress(progress) {}

    Result<void> run(const DumpTool &tool, const QStringList &arguments)
    {
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/bin:/bin"));
        environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
        m_process.setProcessEnvironment(environment);
        m_process.setWorkingDirectory(QStringLiteral("/"));
        m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGTERM); });
        m_process.start(tool.path, arguments, QIODevice::ReadOnly);
        if (!m_process.waitForStarted())
            return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot start %1").arg(tool.path), {}, m_process.errorString(), {}});
        Result<void> copied = copy();
        if (!copied) {
            m_process.terminate();
            if (!m_process.waitForFinished(TerminateMs))
                m_process.kill();
            m_process.waitForFinished();
            return copied;
        }
        return outcome(tool);
    }

private:
    Result<void> copy()
    {
        bool running = true;
        while (running) {
            if (m_control.cancelled())
                return cancelledCopy();
            running = m_process.state() != QProcess::NotRunning;
            m_process.waitForReadyRead(PollMs);
            const QByteArray bytes = m_process.readAllStandardOutput();
            m_tail = (m_tail + bytes).right(512);
            if (Result<void> written = m_file.write(bytes); !written)
                return written;
            readWords();
            if (m_progress && !bytes.isEmpty())
                m_progress({m_table, m_file.size(), 0});
        }
        return {};
    }

    /// Its standard error: what it is at, and what went wrong.
    void readWords()
    {
        m_words += m_process.readAllStandardError();
        for (qsizetype end = m_words.indexOf('\n'); end >= 0; end = m_words.indexOf('\n')) {
            const QByteArray line = m_words.left(end);
            m_words.remove(0, end + 1);
            if (line.startsWith("-- Retrieving table structure for table "))
                m_table = QStringLiteral("dumping %1").arg(QString::fromUtf8(line.mid(40)).section(QStringLiteral("..."), 0, 0));
            else if (!line.startsWith("-- ") && !line.isEmpty())
                m_errors = (m_errors + line + '\n').right(KeptErrorBytes);
        }
    }

    Result<void> outcome(const DumpTool &tool) const
    {
        QString why = QString::fromUtf8(m_errors + m_words).trimmed();
        if (m_process.exitStatus() != QProcess::NormalExit)
            why = QStringLiteral("it was stopped. ") + why;
        else if (m_process.exitCode() != 0)
            why = QStringLiteral("exit code %1: %2").arg(m_process.exitCode()).arg(why);
        else if (!m_tail.contains("-- Dump completed"))
            why = QStringLiteral("its last line is missing. ") + why;
        else
            return {};
        return Failure(Error{ErrorCode::Failed, QStringLiteral("%1 failed; nothing was left behind").arg(tool.path), {}, why,
                             QStringLiteral("the account needs SELECT, SHOW VIEW, TRIGGER, EVENT and SHOW CREATE ROUTINE (or SELECT on mysql.proc)")});
    }

    NewFile &m_file;
    RunControl &m_control;
    const ProgressSink &m_progress;
    QProcess m_process;
    QString m_table = QStringLiteral("dumping");
    QByteArray m_tail;
    QByteArray m_words;
    QByteArray m_errors;
};

Result<QByteArray> charsetLine(MysqlSession &from)
{
    return from
        .query(QStringLiteral("SELECT default_character_set_name, default_collation_name FROM information_schema.schemata "
                              "WHERE schema_name = DATABASE()"))
        .map([](const Rows &rows) {
            return rows.rows.empty() ? QByteArray() : MysqlDumpFile::trailer(rows.rows[0][0].toString(), rows.rows[0][1].toString());
        });
}

} // namespace

Result<void> dumpMysql(MysqlSession &from, bool withRows, const DumpFile &file, RunControl &control, const ProgressSink &progress)
{
    if (!from.info().exists)
        return Failure(Error{ErrorCode::Connection, QStringLiteral("there is no database to copy"), {}, from.target().url,
                             QStringLiteral("check the address")});
    const Result<DumpTool> tool = findDumpTool(from.isMariadb(), from.info().versionNumber);
    if (!tool)
        return Failure(tool.error());
    const Result<QByteArray> last = charsetLine(from);
    const Result<QStringList> loose = tablesWithoutTransactions(from);
    if (!last || !loose)
        return Failure(last ? loose.error() : last.error());
    if (!loose->isEmpty() && progress)
        progress({QStringLiteral("not of one moment, because their engine has no transactions: %1").arg(loose->join(QStringLiteral(", "))), 0, 0});
    OptionFile options;
    const Result<QString> optionName = options.make(from.target(), *tool);
    if (!optionName)
        return Failure(optionName.error());
    NewFile out(file, control);
    DumpRun run(out, control, progress);
    Result<void> done = out.make()
                            .and_then([&] { return run.run(*tool, arguments(*optionName, *tool, withRows, from.info().database)); })
                            .and_then([&] { return out.write(*last); })
                            .and_then([&] { return out.keep(); });
    if (done && progress)
        progress({QStringLiteral("dumped"), out.size(), out.size()});
    return done;
}

} // namespace lk
