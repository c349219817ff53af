// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/age.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace lk {

namespace {

constexpr int PollMs = 100;
constexpr int AnswerMs = 10'000;
constexpr int TerminateMs = 2000;
constexpr qsizetype PieceBytes = 1 << 20;
constexpr qint64 MostQueued = 4 << 20;

void begin(QProcess &process, const QString &program, const QStringList &arguments)
{
    process.setProcessEnvironment(ageEnvironment());
    process.setWorkingDirectory(QStringLiteral("/"));
    // Without a terminal it can't ask for a passphrase, which nobody could answer.
    process.setChildProcessModifier([] {
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    });
    process.start(program, arguments);
}

void end(QProcess &process)
{
    if (process.state() == QProcess::NotRunning)
        return;
    process.terminate();
    if (!process.waitForFinished(TerminateMs)) {
        process.kill();
        process.waitForFinished();
    }
}

bool endedWell(const QProcess &process)
{
    return process.error() != QProcess::FailedToStart && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

QString words(QProcess &process)
{
    const QString said = QString::fromUtf8(process.readAllStandardError());
    return said.trimmed().isEmpty() ? process.errorString() : said;
}

Failure cancelled()
{
    return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
}

struct Meaning {
    const char *words;
    ErrorCode code; ///< Usage: the backup may be as good as ever
    const char *what;
    const char *nextStep;
};

constexpr std::array Meanings{
    Meaning{"no identity matched", ErrorCode::Usage, "the identity does not open this backup", "name the identity file of one of those it is encrypted to"},
    Meaning{"reading \"", ErrorCode::Usage, "the identity file can't be used", "name the file that age-keygen has written"},
    Meaning{"passphrase", ErrorCode::Usage, "the identity file can't be used without a passphrase", "decrypt it first with `age -d`, into a file that only you can read"},
    Meaning{"failed to decrypt and authenticate", ErrorCode::Failed, "the backup is cut short or damaged", "do not rely on it; take another one"},
    Meaning{"failed to read header", ErrorCode::Failed, "the backup is cut short, damaged, or not encrypted by age", "choose another backup"},
    Meaning{"recipient", ErrorCode::Usage, "age does not accept a recipient", "correct encrypt_to; `age-keygen -y` prints the recipient of an identity"},
};

} // namespace

Result<QString> findAge(const QStringList &folders)
{
    for (const QString &folder : folders) {
        const QFileInfo file(folder + QStringLiteral("/age"));
        if (file.isFile() && file.isExecutable())
            return file.filePath();
    }
    return Failure(Error{ErrorCode::Usage, QStringLiteral("age is not installed"), {},
                         QStringLiteral("backups are encrypted and decrypted by it; looked in %1").arg(folders.join(QStringLiteral(", "))),
                         QStringLiteral("install the package age")});
}

QStringList ageEncryptArguments(const QStringList &recipients)
{
    QStringList arguments{QStringLiteral("--encrypt")};
    for (const QString &recipient : recipients)
        arguments << QStringLiteral("--recipient") << recipient;
    return arguments;
}

QStringList ageDecryptArguments(const QString &identity)
{
    return {QStringLiteral("--decrypt"), QStringLiteral("--identity"), identity};
}

QProcessEnvironment ageEnvironment()
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/bin:/bin"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    return environment;
}

QString recipientProblem(const QString &recipient)
{
    static const QRegularExpression form(QStringLiteral("^(age1[0-9a-z]+|ssh-(ed25519|rsa) [A-Za-z0-9+/=]+( .*)?)$"));
    if (recipient.contains(QLatin1String("SECRET-KEY"), Qt::CaseInsensitive))
        return QStringLiteral("a secret key stands in it, and only recipients, which are public, belong here");
    if (!form.match(recipient).hasMatch())
        return QStringLiteral("\"%1\" is no recipient: they begin with age1, ssh-ed25519 or ssh-rsa").arg(recipient);
    return {};
}

Result<void> checkRecipients(const QStringList &recipients)
{
    const auto program = findAge();
    if (!program)
        return Failure(program.error());
    QProcess process;
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
    begin(process, *program, ageEncryptArguments(recipients));
    if (process.waitForFinished(AnswerMs) && endedWell(process))
        return {};
    end(process);
    return Failure(ageError(words(process), {}, {}));
}

bool identityIsHere(const QString &identity)
{
    const QFileInfo file(identity);
    return !identity.isEmpty() && file.isFile() && file.isReadable();
}

Result<void> checkIdentity(const QString &file, const QString &identity)
{
    const RunControl control;
    return AgeReader::make(file, identity).and_then([&](const auto &reader) { return reader->read(control); }).map([](const QByteArray &) {});
}

bool isAgeFile(const QString &file)
{
    static const QByteArray Intro("age-encryption.org/");
    QFile in(file);
    return QFileInfo(file).isFile() && in.open(QIODevice::ReadOnly) && in.read(Intro.size()) == Intro;
}

Error ageError(const QString &words, const QString &file, const QString &identity)
{
    QStringList lines;
    for (const QString &line : words.split(u'\n', Qt::SkipEmptyParts)) {
        if (!line.contains(QLatin1String("report unexpected or unhelpful errors")))
            lines << line.trimmed();
    }
    QString why = lines.join(QStringLiteral("; "));
    for (const Meaning &meaning : Meanings) {
        if (!words.contains(QLatin1String(meaning.words)))
            continue;
        const bool ofIdentity = QLatin1String(meaning.what).contains(QLatin1String("identity"));
        if (ofIdentity)
            why = QStringLiteral("%1 says of %2: %3").arg(QStringLiteral("age"), identity, why);
        return {meaning.code, QLatin1String(meaning.what), {file, 0, 0}, why, QLatin1String(meaning.nextStep)};
    }
    return {ErrorCode::Failed, QStringLiteral("age failed"), {file, 0, 0}, why, {}};
}

Result<std::unique_ptr<AgeWriter>> AgeWriter::make(const QString &file, const QStringList &recipients)
{
    const auto program = findAge();
    if (!program)
        return Failure(program.error());
    if (Result<void> known = checkRecipients(recipients); !known)
        return Failure(known.error());
    std::unique_ptr<AgeWriter> writer(new AgeWriter(file));
    writer->m_process.setStandardOutputFile(file, QIODevice::Append);
    begin(writer->m_process, *program, ageEncryptArguments(recipients));
    if (!writer->m_process.waitForStarted())
        return Failure(ageError(writer->m_process.errorString(), file, {}));
    return writer;
}

AgeWriter::~AgeWriter()
{
    end(m_process);
}

Result<void> AgeWriter::write(QByteArrayView bytes, const RunControl &control)
{
    for (qsizetype at = 0; at < bytes.size(); at += PieceBytes) {
        const QByteArrayView piece = bytes.sliced(at, std::min(PieceBytes, bytes.size() - at));
        m_process.write(piece.data(), piece.size());
        while (m_process.bytesToWrite() > MostQueued) {
            if (control.cancelled())
                return cancelled();
            if (!m_process.waitForBytesWritten(PollMs) && m_process.state() == QProcess::NotRunning)
                return outcome();
        }
    }
    return {};
}

Result<void> AgeWriter::finish(const RunControl &control)
{
    m_process.closeWriteChannel();
    while (m_process.state() != QProcess::NotRunning) {
        if (control.cancelled())
            return cancelled();
        m_process.waitForFinished(PollMs);
    }
    return outcome();
}

Result<void> AgeWriter::outcome()
{
    // One that ended before all was written has failed, whatever its exit code.
    if (endedWell(m_process) && m_process.bytesToWrite() == 0)
        return {};
    return Failure(ageError(words(m_process), m_file, {}));
}

Result<std::unique_ptr<AgeReader>> AgeReader::make(const QString &file, const QString &identity)
{
    const auto program = findAge();
    if (!program)
        return Failure(program.error());
    if (!identityIsHere(identity))
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the identity that opens this backup is not here"), {file, 0, 0},
                             identity.isEmpty() ? QStringLiteral("no identity file is named") : QStringLiteral("cannot read %1").arg(identity),
                             QStringLiteral("name the identity file by backup.identity of the environment")});
    std::unique_ptr<AgeReader> reader(new AgeReader(file, identity));
    reader->m_process.setStandardInputFile(file);
    begin(reader->m_process, *program, ageDecryptArguments(identity));
    if (!reader->m_process.waitForStarted())
        return Failure(ageError(reader->m_process.errorString(), file, identity));
    return reader;
}

AgeReader::~AgeReader()
{
    end(m_process);
}

Result<QByteArray> AgeReader::read(const RunControl &control)
{
    for (;;) {
        if (control.cancelled())
            return cancelled();
        const bool running = m_process.state() != QProcess::NotRunning;
        if (running)
            m_process.waitForReadyRead(PollMs);
        const QByteArray bytes = m_process.readAllStandardOutput();
        if (!bytes.isEmpty())
            return bytes;
        if (running)
            continue;
        if (endedWell(m_process))
            return QByteArray();
        return Failure(ageError(words(m_process), m_file, m_identity));
    }
}

} // namespace lk
