// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/toolrunner.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

#include <algorithm>
#include <csignal>

#include <sys/stat.h>
#include <unistd.h>

namespace lk {

namespace {

constexpr int LookMs = 20;
constexpr int GraceMs = 3000;
constexpr int LookupTimeoutMs = 60'000; ///< to start the tool and answer one question
constexpr qsizetype LastWords = 6;
constexpr char RecordSeparator = '\x1e';

/// Puts stars where a tool repeats the password.
class Redaction
{
public:
    explicit Redaction(const Secret &password)
    {
        if (password.isEmpty())
            return;
        m_forms << password.reveal() << QString::fromLatin1(QUrl::toPercentEncoding(password.reveal()));
        m_forms << QString::fromLatin1(QUrl::toPercentEncoding(password.reveal())).replace(QStringLiteral("%20"), QStringLiteral("+"));
        m_forms.removeDuplicates();
    }
    QString operator()(QString text) const
    {
        for (const QString &form : m_forms)
            text.replace(form, QStringLiteral("***"));
        return text;
    }

private:
    QStringList m_forms;
};

/// Cuts what comes in into lines.
class Lines
{
public:
    template <typename Take> void hear(const QByteArray &bytes, const Take &take)
    {
        m_rest += bytes;
        qsizetype from = 0;
        for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n', from)) {
            take(m_rest.mid(from, end - from));
            from = end + 1;
        }
        m_rest.remove(0, from);
    }
    template <typename Take> void end(const Take &take)
    {
        if (!m_rest.isEmpty())
            take(std::exchange(m_rest, QByteArray()));
    }

private:
    QByteArray m_rest;
};

QProcessEnvironment environmentOf(const ToolCommand &command)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    // Looking at a project must leave nothing behind in it.
    environment.insert(QStringLiteral("PYTHONDONTWRITEBYTECODE"), QStringLiteral("1"));
    for (auto variable = command.environment.begin(); variable != command.environment.end(); ++variable)
        environment.insert(variable.key(), variable.value());
    return environment;
}

void signalAll(const QProcess &process, int signal)
{
    if (process.processId() > 0)
        ::kill(-pid_t(process.processId()), signal);
}

QString commandLine(const ToolCommand &command)
{
    return command.scriptName.isEmpty() ? command.program + u' ' + command.arguments.value(0) : QStringLiteral("%1 (%2)").arg(command.program, command.scriptName);
}

Error cancelledError()
{
    return {ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}};
}

QString numbered(const QStringList &words)
{
    return words.mid(std::max<qsizetype>(words.size() - LastWords, 0)).join(QStringLiteral("; "));
}

} // namespace

struct ToolRunner::Answer {
    QString address;
    QString identity;
    std::optional<Error> error;
    QStringList words; ///< on standard error, and what else is worth to be repeated in an error
    bool asked = true; ///< false: the tool needs not be asked
};

ToolRunner::ToolRunner(ToolPlace place)
    : m_place(std::move(place))
{
}

Result<ToolRunner::Answer> ToolRunner::ask(const ToolRequest &request, RunControl &control, const Listener &listener, QList<QByteArray> *left) const
{
    auto command = m_place.format->command(request, m_place.setup);
    if (!command)
        return failure(std::move(command));
    Answer answer;
    answer.asked = !command->program.isEmpty();
    if (!answer.asked)
        return answer;

    const QTemporaryDir folder; // 0700, goes with its files
    if (!command->scriptName.isEmpty()) {
        const QString path = folder.filePath(command->scriptName);
        QFile script(path);
        if (!folder.isValid() || !script.open(QIODevice::WriteOnly) || script.write(command->script) != command->script.size())
            return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot write a temporary file"), {path, 0, 0}, script.errorString(), {}});
        script.close();
        command->arguments.replaceInStrings(QStringLiteral("{script}"), path);
    }

    const Redaction redacted(request.target.password);
    const auto say = [&](const QByteArray &line) {
        const QString text = redacted(QString::fromUtf8(line).trimmed());
        if (text.isEmpty())
            return;
        answer.words << text;
        if (answer.words.size() > 4 * LastWords)
            answer.words.removeFirst();
        if (listener.said)
            listener.said(text);
    };
    const auto hear = [&](const QByteArray &line) {
        if (!line.startsWith(RecordSeparator))
            return say(line);
        const QJsonObject told = QJsonDocument::fromJson(line.mid(1)).object();
        if (told.contains(QStringLiteral("sql"))) {
            SentStatement sent{redacted(told[QStringLiteral("sql")].toString()).toUtf8(), {}, told[QStringLiteral("ms")].toDouble(),
                               told[QStringLiteral("rows")].toInteger(-1), told[QStringLiteral("failed")].toBool()};
            for (const QJsonValue &parameter : told[QStringLiteral("parameters")].toArray())
                sent.parameters << redacted(parameter.isString() ? parameter.toString() : parameter.toVariant().toString());
            if (listener.sent)
                listener.sent(sent);
        } else if (told.contains(QStringLiteral("error"))) {
            answer.error = Error{ErrorCode::Failed, {}, {told[QStringLiteral("file")].toString(), told[QStringLiteral("line")].toInteger(), 0},
                                 redacted(told[QStringLiteral("error")].toString()), {}};
        }
        if (left && told.contains(QStringLiteral("left")))
            *left << told[QStringLiteral("left")].toString().toUtf8();
        if (told.contains(QStringLiteral("address")))
            answer.address = told[QStringLiteral("address")].toString();
        if (told.contains(QStringLiteral("identity")))
            answer.identity = told[QStringLiteral("identity")].toString();
    };

    QProcess process;
    process.setWorkingDirectory(m_place.setup.folder);
    process.setProcessEnvironment(environmentOf(*command));
    process.setChildProcessModifier([] {
        ::umask(077);
        ::setsid(); // a group of its own, and no terminal to ask at
    });
    process.start(command->program.contains(u'/') ? QDir(m_place.setup.folder).absoluteFilePath(command->program) : command->program, command->arguments);
    if (!process.waitForStarted()) {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("%1 can't be started").arg(command->program), {}, process.errorString(),
                             QStringLiteral("install %1, or what the project needs to run it").arg(m_place.format->traits().title)});
    }
    process.write(command->input);
    process.closeWriteChannel();

    Lines out;
    Lines err;
    QElapsedTimer since;
    since.start();
    qint64 endedAt = -1;
    const bool lookup = request.action != ToolAction::Run;
    const auto read = [&] {
        out.hear(process.readAllStandardOutput(), hear);
        err.hear(process.readAllStandardError(), say);
    };
    while (process.state() != QProcess::NotRunning) {
        process.waitForReadyRead(LookMs);
        read();
        const bool tooLong = lookup && since.elapsed() > LookupTimeoutMs;
        if ((control.cancelled() || tooLong) && endedAt < 0) {
            endedAt = since.elapsed();
            signalAll(process, SIGTERM);
        }
        if (endedAt >= 0 && since.elapsed() - endedAt > GraceMs)
            signalAll(process, SIGKILL);
    }
    read();
    out.end(hear);
    err.end(say);

    if (control.cancelled())
        return Failure(cancelledError());
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0 && !answer.error)
        return answer;
    Error error = answer.error.value_or(Error{ErrorCode::Failed, {}, {}, numbered(answer.words), {}});
    error.what = endedAt >= 0 ? QStringLiteral("%1 does not answer").arg(commandLine(*command))
                              : QStringLiteral("%1 failed").arg(commandLine(*command));
    if (error.why.isEmpty())
        error.why = process.exitStatus() == QProcess::NormalExit ? QStringLiteral("exit code %1").arg(process.exitCode()) : QStringLiteral("it was killed");
    if (error.where.file.startsWith(m_place.setup.folder + u'/'))
        error.where.file = error.where.file.mid(m_place.setup.folder.size() + 1);
    return Failure(std::move(error));
}

Result<QString> ToolRunner::address(RunControl &control) const
{
    return ask({ToolAction::Address, m_place.environment}, control).map([](const Answer &answer) { return answer.address; });
}

Result<void> ToolRunner::checkReaches(const Engine &engine, Session &session, RunControl &control) const
{
    if (m_reached)
        return {};
    const QString query = engine.identityQuery();
    auto ours = session.query(query);
    if (!ours)
        return failure(std::move(ours));
    auto theirs = ask({ToolAction::Identify, m_place.environment, m_place.target, query}, control);
    if (!theirs)
        return failure(std::move(theirs));
    const QString identity = ours->rows.empty() ? QString() : ours->rows[0].value(0).toString();
    m_reached = !theirs->asked || theirs->identity == identity;
    if (m_reached)
        return {};
    return Failure(Error{ErrorCode::Blocked, QStringLiteral("%1 goes to another database than it was told").arg(m_place.format->traits().title), {},
                         QStringLiteral("it reaches %1, not %2").arg(theirs->identity.isEmpty() ? QStringLiteral("none") : theirs->identity, identity),
                         QStringLiteral("nothing was run; let the project's configuration take the address that it is given")});
}

Result<void> ToolRunner::run(const Migration &migration, Direction direction, Session &session, RunControl &control, const Listener &listener) const
{
    QList<QByteArray> left;
    auto done = ask({ToolAction::Run, m_place.environment, m_place.target, {}, migration, direction}, control, listener, &left);
    for (const QByteArray &sql : std::as_const(left))
        (void)session.execute(sql);
    if (!done)
        return failure(std::move(done));
    auto applied = m_place.format->applied(session, m_place.setup, m_place.files);
    if (!applied)
        return failure(std::move(applied));
    const bool there = std::ranges::any_of(*applied, [&](const AppliedMigration &row) { return row.key == migration.key && row.success; });
    if (there == (direction == Direction::Up))
        return {};
    return Failure(Error{ErrorCode::Failed, QStringLiteral("%1 ended without an error, but its tracking table does not say so").arg(m_place.format->traits().title), {},
                         QStringLiteral("%1 is %2").arg(migration.version, there ? QStringLiteral("still applied") : QStringLiteral("not applied")), {}});
}

Result<QList<QByteArray>> ToolRunner::preview(const Migration &migration, Direction direction, RunControl &control) const
{
    QList<QByteArray> statements;
    Listener listener;
    listener.sent = [&](const SentStatement &sent) { statements << sent.sql; };
    if (auto done = ask({ToolAction::Preview, m_place.environment, m_place.target, {}, migration, direction}, control, listener); !done)
        return failure(std::move(done));
    return statements;
}

} // namespace lk
