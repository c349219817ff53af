// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/backuptool.h"

#include "models/base/privatefile.h"
#include "models/engines/mysql/cancelguard.h"
#include "models/engines/mysql/dumpfile.h"
#include "models/engines/mysql/scratch.h"
#include "models/engines/mysql/values.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

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
    explicit NewFile(const QString &name)
        : m_name(name)
        , m_fd(::open(QFile::encodeName(name).constData(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600))
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

    Result<void> made() const { return m_error == 0 ? Result<void>() : Failure(problem(QStringLiteral("cannot make the file"), m_error)); }

    Result<void> write(QByteArrayView bytes)
    {
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
        if (::fsync(m_fd) != 0)
            return Failure(problem(QStringLiteral("cannot write the dump to the disk; nothing was left behind"), errno));
        m_kept = true;
        return syncFolder(QFileInfo(m_name).path());
    }

    qint64 size() const { return m_size; }

private:
    Error problem(const QString &what, int code) const
    {
        const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
        return {ErrorCode::Failed, what, {m_name, 0, 0}, qt_error_string(code),
                full ? QStringLiteral("make space and try again") : QStringLiteral("check the folder")};
    }

    QString m_name;
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
        QFile file(m_folder.filePath(QStringLiteral("client.cnf")));
        const QByteArray text = optionFile(target, password->reveal(), tool);
        if (!m_folder.isValid() || !file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner)
            || file.write(text) != text.size() || !file.flush())
            return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot make a file for the dump program"), {m_folder.path(), 0, 0},
                                 file.errorString(), QStringLiteral("make space there, or set TMPDIR to another folder")});
        return file.fileName();
    }

private:
    QTemporaryDir m_folder;
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

Result<void> dropAll(MysqlSession &session)
{
    struct Kind {
        const char *list;
        const char *drop;
    };
    static constexpr Kind Kinds[] = {
        {"SELECT event_name FROM information_schema.events WHERE event_schema = DATABASE()", "DROP EVENT "},
        {"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'VIEW'", "DROP VIEW "},
        {"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')", "DROP TABLE "},
        {"SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'SEQUENCE'", "DROP SEQUENCE "},
        {"SELECT routine_name FROM information_schema.routines WHERE routine_schema = DATABASE() AND routine_type = 'FUNCTION'", "DROP FUNCTION "},
        {"SELECT routine_name FROM information_schema.routines WHERE routine_schema = DATABASE() AND routine_type = 'PROCEDURE'", "DROP PROCEDURE "},
    };
    Result<void> done = session.replay("SET foreign_key_checks = 0");
    for (const Kind &kind : Kinds) {
        const Result<Rows> names = done ? session.query(QString::fromLatin1(kind.list)) : Result<Rows>(Failure(done.error()));
        if (!names)
            return Failure(names.error());
        for (const QVariantList &row : names->rows) {
            if (done)
                done = session.replay(kind.drop + backticked(row[0].toString()).toUtf8());
        }
    }
    return done;
}

CopyMask maskFor(const MysqlDumpFile &dump, const Target &target, const Dialect &dialect)
{
    return CopyMask({dump.database(), target.database, false, {}}, dialect);
}

Result<void> loadNew(MysqlDumpFile &dump, const Target &target, const Dialect &dialect, RunControl &control, const ProgressSink &progress)
{
    Result<std::unique_ptr<MysqlSession>> session = MysqlSession::open(target, dialect, Access::ReadWrite, true);
    if (!session)
        return failure(std::move(session));
    const QByteArray name = backticked(target.database).toUtf8();
    Result<void> loaded;
    if (!dump.charset().isEmpty())
        loaded = (*session)->replay("ALTER DATABASE " + name + dump.charset());
    CopyMask mask = maskFor(dump, target, dialect);
    if (loaded)
        loaded = dump.replay(**session, mask, false, control, progress);
    if (loaded)
        return loaded;
    Result<std::unique_ptr<MysqlSession>> again = MysqlSession::open(target, dialect, Access::ReadWrite, false);
    const bool removed = again && (*again)->replay("DROP DATABASE " + name);
    loaded.error().what += removed ? QStringLiteral("; the database was not made")
                                   : QStringLiteral("; the half loaded database %1 could not be removed").arg(target.database);
    return loaded;
}

Result<void> loadOver(MysqlDumpFile &dump, const QString &file, const Target &target, const Dialect &dialect, RunControl &control,
                      const ProgressSink &progress)
{
    // Proven beside it first: nothing is dropped for a dump that does not load.
    if (const auto proof = scratchFromDump(file, target, dialect, control, progress); !proof) {
        Error error = proof.error();
        error.what += QStringLiteral("; the database is as it was");
        return Failure(error);
    }
    Result<std::unique_ptr<MysqlSession>> session = MysqlSession::open(target, dialect, Access::ReadWrite, false);
    if (!session)
        return failure(std::move(session));
    if (control.cancelled())
        return cancelledCopy();
    // From here on it goes to the end: a half loaded database is worse than a late one.
    RunControl unstoppable;
    CopyMask mask = maskFor(dump, target, dialect);
    Result<void> loaded = dropAll(**session);
    if (loaded && !dump.charset().isEmpty())
        loaded = (*session)->replay("ALTER DATABASE " + backticked(target.database).toUtf8() + dump.charset());
    if (loaded)
        loaded = dump.replay(**session, mask, false, unstoppable, progress);
    if (!loaded) {
        loaded.error().what += QStringLiteral("; the database %1 is now incomplete").arg(target.database);
        loaded.error().nextStep = QStringLiteral("remove the cause and load the backup again: it loaded well beside the database");
    }
    return loaded;
}

} // namespace

Result<void> dumpMysql(MysqlSession &from, bool withRows, const QString &file, RunControl &control, const ProgressSink &progress)
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
    NewFile out(file);
    DumpRun run(out, control, progress);
    Result<void> done = out.made()
                            .and_then([&] { return run.run(*tool, arguments(*optionName, *tool, withRows, from.info().database)); })
                            .and_then([&] { return out.write(*last); })
                            .and_then([&] { return out.keep(); });
    if (done && progress)
        progress({QStringLiteral("dumped"), out.size(), out.size()});
    return done;
}

Result<void> loadMysql(const QString &file, const Target &target, const Dialect &dialect, RunControl &control, const ProgressSink &progress)
{
    Result<std::unique_ptr<MysqlDumpFile>> dump = MysqlDumpFile::open(file);
    if (!dump)
        return failure(std::move(dump));
    const auto look = MysqlSession::open(target, dialect, Access::ReadOnly, false);
    if (!look)
        return Failure(look.error());
    return (*look)->info().exists ? loadOver(**dump, file, target, dialect, control, progress)
                                  : loadNew(**dump, target, dialect, control, progress);
}

Result<qint64> estimatedDumpSize(MysqlSession &session)
{
    // Bytes are written as hex, and what the server says may be old.
    constexpr qint64 Least = 4 * 1024 * 1024;
    constexpr qint64 PerTable = 16 * 1024;
    return session
        .query(QStringLiteral("SELECT COUNT(*), SUM(data_length) FROM information_schema.tables WHERE table_schema = DATABASE()"))
        .map([](const Rows &rows) { return Least + rows.rows[0][0].toLongLong() * PerTable + 2 * rows.rows[0][1].toString().toLongLong(); });
}

Result<QStringList> tablesWithoutTransactions(Session &session)
{
    return session
        .query(QStringLiteral("SELECT t.table_name, t.engine FROM information_schema.tables t JOIN information_schema.engines e ON e.engine = t.engine "
                              "WHERE t.table_schema = DATABASE() AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') AND e.transactions = 'NO' ORDER BY 1"))
        .map([](const Rows &rows) {
            QStringList names;
            for (const QVariantList &row : rows.rows)
                names << QStringLiteral("%1 (%2)").arg(row[0].toString(), row[1].toString());
            return names;
        });
}

} // namespace lk
