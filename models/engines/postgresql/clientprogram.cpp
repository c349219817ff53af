// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/clientprogram.h"

#include "models/engines/postgresql/connection.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <algorithm>
#include <memory>

namespace lk {

namespace {

constexpr int VersionTimeoutMs = 5000;
constexpr int LookMs = 25;
constexpr int GraceMs = 3000;
constexpr qsizetype LastWords = 6;

QProcessEnvironment cleanEnvironment()
{
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    for (const char *name : {"HOME", "TMPDIR", "KRB5CCNAME", "KRB5_CONFIG", "PGPASSFILE"}) {
        if (const QString value = ours.value(QLatin1String(name)); !value.isEmpty())
            environment.insert(QLatin1String(name), value);
    }
    environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/bin:/bin"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    return environment;
}

void beginChild()
{
    ::umask(077);
    ::setsid(); // no terminal, so nothing is asked there
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
#endif
}

ClientProgram programAt(const QString &path)
{
    static const QRegularExpression Version(QStringLiteral("\\(PostgreSQL\\) (\\d+)([.\\w]*)"));
    QProcess process;
    process.setProcessEnvironment(cleanEnvironment());
    process.start(path, {QStringLiteral("--version")});
    if (!process.waitForFinished(VersionTimeoutMs) || process.exitStatus() != QProcess::NormalExit)
        return {};
    const QRegularExpressionMatch match = Version.match(QString::fromUtf8(process.readAllStandardOutput()));
    return {path, match.captured(1) + match.captured(2), match.captured(1).toInt()};
}

/// What a program says, line by line; the last words are kept for an error.
class Voice
{
public:
    void hear(const QByteArray &bytes, const std::function<void(const QString &)> &line)
    {
        m_rest += bytes;
        for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n')) {
            const QString text = QString::fromUtf8(m_rest.first(end)).trimmed();
            m_rest.remove(0, end + 1);
            static const QRegularExpression Complaint(QStringLiteral(": (error|fatal|detail|hint): |^(DETAIL|HINT|Command was):"),
                                                      QRegularExpression::CaseInsensitiveOption);
            if (text.contains(Complaint))
                m_words << text;
            else if (line)
                line(text);
        }
    }
    QString lastWords() const
    {
        const QStringList words = m_rest.isEmpty() ? m_words : m_words + QStringList{QString::fromUtf8(m_rest)};
        return words.mid(std::max<qsizetype>(words.size() - LastWords, 0)).join(QStringLiteral("; "));
    }

private:
    QByteArray m_rest;
    QStringList m_words;
};

/// The programs of one call, running.
class Pipeline
{
public:
    Pipeline(const std::vector<ClientCall> &calls, const QProcessEnvironment &environment) : m_calls(calls)
    {
        for (size_t i = 0; i < calls.size(); ++i) {
            auto process = std::make_unique<QProcess>();
            process->setProcessEnvironment(environment);
            process->setChildProcessModifier(beginChild);
            process->setProgram(calls[i].program.path);
            process->setArguments(calls[i].arguments);
            if (i + 1 == calls.size())
                process->setStandardOutputFile(calls[i].output.isEmpty() ? QProcess::nullDevice() : calls[i].output, QIODevice::Append);
            if (i == 0)
                process->setStandardInputFile(calls[i].input.isEmpty() ? QProcess::nullDevice() : calls[i].input);
            m_processes.push_back(std::move(process));
        }
        for (size_t i = 0; i + 1 < calls.size(); ++i)
            m_processes[i]->setStandardOutputProcess(m_processes[i + 1].get());
        m_voices.resize(calls.size());
    }
    ~Pipeline() { end(); }
    Q_DISABLE_COPY_MOVE(Pipeline)

    Result<void> run(RunControl &control, const std::function<void(const QString &)> &line, const std::function<void()> &tick)
    {
        for (const auto &process : m_processes)
            process->start();
        std::vector<size_t> ended;
        while (ended.size() < m_processes.size()) {
            if (control.cancelled()) {
                end();
                return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
            }
            for (size_t i = 0; i < m_processes.size(); ++i) {
                if (std::find(ended.begin(), ended.end(), i) == ended.end() && look(i, line))
                    ended.push_back(i);
            }
            if (tick)
                tick();
        }
        std::erase_if(ended, [this](size_t i) { return endedWell(i); });
        if (ended.empty())
            return {};
        // The first that failed made the others fail; whoever lost its reader or writer was not the first.
        const auto cause = std::find_if(ended.begin(), ended.end(), [this](size_t i) { return !lostItsReader(i); });
        return Failure(failureOf(cause == ended.end() ? ended.front() : *cause));
    }

private:
    bool endedWell(size_t i) const
    {
        const QProcess &process = *m_processes[i];
        return process.error() != QProcess::FailedToStart && process.exitStatus() == QProcess::NormalExit
               && process.exitCode() == 0;
    }

    bool lostItsReader(size_t i) const
    {
        const QProcess &process = *m_processes[i];
        return (process.exitStatus() == QProcess::CrashExit && process.exitCode() == SIGPIPE)
               || m_voices[i].lastWords().contains(QLatin1String("broken pipe"), Qt::CaseInsensitive);
    }

    /// Whether it has ended.
    bool look(size_t i, const std::function<void(const QString &)> &line)
    {
        QProcess &process = *m_processes[i];
        const bool ended = process.state() == QProcess::NotRunning || process.waitForFinished(LookMs);
        m_voices[i].hear(process.readAllStandardError(), line);
        return ended || process.state() == QProcess::NotRunning;
    }

    Error failureOf(size_t i) const
    {
        const QProcess &process = *m_processes[i];
        const ClientProgram &program = m_calls[i].program;
        const QString name = program.path.section(u'/', -1);
        QString why = m_voices[i].lastWords();
        if (process.error() == QProcess::FailedToStart)
            why = process.errorString();
        else if (process.exitStatus() == QProcess::CrashExit)
            why = QStringLiteral("it was killed or crashed. ") + why;
        else if (why.isEmpty())
            why = QStringLiteral("exit code %1").arg(process.exitCode());
        if (m_calls[i].explain)
            return m_calls[i].explain(why);
        return {ErrorCode::Failed, QStringLiteral("%1 %2 failed").arg(name, program.version), {}, why, {}};
    }

    void end()
    {
        for (const auto &process : m_processes)
            process->terminate();
        for (const auto &process : m_processes) {
            if (process->state() != QProcess::NotRunning && !process->waitForFinished(GraceMs)) {
                process->kill();
                process->waitForFinished(GraceMs);
            }
        }
    }

    const std::vector<ClientCall> &m_calls;
    std::vector<std::unique_ptr<QProcess>> m_processes;
    std::vector<Voice> m_voices;
};

} // namespace

QStringList clientProgramFolders()
{
    QStringList folders;
    for (const auto &[root, pattern] : {std::pair{"/usr/lib/postgresql", "*"}, std::pair{"/usr", "pgsql-*"}}) {
        const QDir dir(QString::fromLatin1(root));
        for (const QString &name : dir.entryList({QString::fromLatin1(pattern)}, QDir::Dirs | QDir::NoDotAndDotDot))
            folders << dir.filePath(name) + QStringLiteral("/bin");
    }
    return folders << QStringLiteral("/usr/local/bin") << QStringLiteral("/usr/bin");
}

std::vector<ClientProgram> findClientPrograms(const QString &name, const QStringList &folders)
{
    std::vector<ClientProgram> programs;
    for (const QString &folder : folders) {
        const QFileInfo file(folder + u'/' + name);
        if (!file.isFile() || !file.isExecutable())
            continue;
        if (const ClientProgram program = programAt(file.filePath()); program.major > 0)
            programs.push_back(program);
    }
    return programs;
}

Result<ClientProgram> clientProgram(const QString &name, int serverVersion, const QStringList &folders)
{
    const int server = serverVersion / 10000;
    const ClientProgram *best = nullptr;
    QStringList versions;
    const std::vector<ClientProgram> programs = findClientPrograms(name, folders);
    for (const ClientProgram &program : programs) {
        versions << program.version;
        if (program.major >= server && (!best || program.major < best->major))
            best = &program;
    }
    if (best)
        return *best;
    const QString next = QStringLiteral("install the package postgresql-client-%1").arg(server);
    if (programs.empty())
        return Failure(Error{ErrorCode::Failed, QStringLiteral("%1 is not installed").arg(name), {},
                             QStringLiteral("the server is PostgreSQL %1; looked in %2")
                                 .arg(QString::number(server), folders.join(QStringLiteral(", "))),
                             next});
    return Failure(Error{ErrorCode::Failed, QStringLiteral("%1 is too old").arg(name), {},
                         QStringLiteral("the server is PostgreSQL %1, installed is %2")
                             .arg(QString::number(server), versions.join(QStringLiteral(", "))),
                         next});
}

Result<std::unique_ptr<ClientLogin>> ClientLogin::make(const Target &target)
{
    std::unique_ptr<ClientLogin> login(new ClientLogin(target));
    if (target.password.isEmpty())
        return login;
    const auto refuse = [](const QString &why) {
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot hand the password to the client programs"), {}, why, {}});
    };
    QByteArray password = target.password.reveal().toUtf8();
    if (password.contains('\n') || password.contains('\r'))
        return refuse(QStringLiteral("it holds a line end, which a password file can't"));
    password.replace('\\', "\\\\").replace(':', "\\:");
    auto folder = ScratchFolder::make();
    if (!folder)
        return failure(std::move(folder));
    login->m_folder = *std::move(folder);
    const QString path = login->m_folder->filePath(QStringLiteral("pgpass"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return refuse(file.errorString());
    const QByteArray line = "*:*:*:*:" + password + '\n';
    if (file.write(line) != line.size() || !file.flush())
        return refuse(file.errorString());
    login->m_target.options.insert(QStringLiteral("passfile"), path);
    return login;
}

QProcessEnvironment ClientLogin::environment() const
{
    return cleanEnvironment();
}

QString ClientLogin::connection(const QString &database, const QString &purpose, const QString &settings) const
{
    Target target = m_target;
    if (!settings.isEmpty()) {
        QString &options = target.options[QStringLiteral("options")];
        options = options.isEmpty() ? settings : options + u' ' + settings;
    }
    return connectionString(target, database, purpose);
}

Result<void> runClientPrograms(const std::vector<ClientCall> &calls, const QProcessEnvironment &environment,
                               RunControl &control, const std::function<void(const QString &)> &line,
                               const std::function<void()> &tick)
{
    return Pipeline(calls, environment).run(control, line, tick);
}

} // namespace lk
