// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/archive.h"

#include "models/base/age.h"

#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>

namespace lk {

namespace {

constexpr int AnswerMs = 10'000;
constexpr qsizetype HeadSize = 64 * 1024;

Failure unreadable(const QString &file, const QString &why)
{
    return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot read the backup"), {file, 0, 0}, why,
                         QStringLiteral("choose another backup")});
}

/// The first bytes that pg_restore would see.
Result<QByteArray> beginning(const DumpFile &file)
{
    if (isAgeFile(file.path)) {
        const RunControl control;
        return AgeReader::make(file.path, file.form.identity).and_then([&](const auto &reader) { return reader->read(control); });
    }
    QFile archive(isDirectoryArchive(file.path) ? file.path + QStringLiteral("/toc.dat") : file.path);
    if (!archive.open(QIODevice::ReadOnly))
        return unreadable(archive.fileName(), archive.errorString());
    return archive.read(5);
}

} // namespace

bool isDirectoryArchive(const QString &path)
{
    return QFileInfo(path).isDir();
}

Result<void> checkArchive(const DumpFile &file)
{
    if (!QFileInfo::exists(file.path))
        return unreadable(file.path, QStringLiteral("there is no such file"));
    const auto head = beginning(file);
    if (!head)
        return Failure(head.error());
    if (head->isEmpty())
        return unreadable(file.path, QStringLiteral("it is empty: an interrupted dump"));
    if (!head->startsWith("PGDMP"))
        return unreadable(file.path, QStringLiteral("it is not an archive of pg_dump's custom format"));
    return {};
}

Result<std::vector<ClientCall>> readingArchive(const DumpFile &file, ClientCall restore)
{
    if (!isAgeFile(file.path)) {
        restore.arguments << file.path;
        return std::vector{std::move(restore)};
    }
    const auto age = findAge();
    if (!age)
        return Failure(age.error());
    ClientCall decrypt{{*age, {}, 0}, ageDecryptArguments(file.form.identity), file.path};
    decrypt.explain = [file](const QString &words) { return ageError(words, file.path, file.form.identity); };
    return std::vector{std::move(decrypt), std::move(restore)};
}

Result<QString> archiveDatabaseOptions(const DumpFile &file, const ClientProgram &restoreProgram)
{
    const auto calls = readingArchive(
        file, {restoreProgram, {QStringLiteral("--create"), QStringLiteral("--schema-only"), QStringLiteral("--file=-")}});
    if (!calls)
        return Failure(calls.error());
    QProcess decrypt;
    QProcess process;
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    process.setProcessEnvironment(environment);
    if (calls->size() > 1) {
        decrypt.setStandardInputFile(file.path);
        decrypt.setStandardOutputProcess(&process);
        decrypt.start(calls->front().program.path, calls->front().arguments);
    }
    process.start(calls->back().program.path, calls->back().arguments);
    // Of all the text only the beginning is wanted.
    QByteArray head;
    while (head.size() < HeadSize && !head.contains("CREATE DATABASE ")  && process.waitForReadyRead(AnswerMs))
        head += process.readAllStandardOutput();
    while (!head.contains(";\n\n") && head.size() < HeadSize && process.waitForReadyRead(AnswerMs))
        head += process.readAllStandardOutput();
    const bool ended = process.state() == QProcess::NotRunning;
    for (QProcess *running : {&process, &decrypt}) {
        running->kill();
        running->waitForFinished();
    }
    // Only these words go into a statement of ours.
    static const QRegularExpression Create(QStringLiteral(
        "CREATE DATABASE (?:\"(?:[^\"]|\"\")*\"|\\w+) WITH TEMPLATE = template0((?: (?:ENCODING|LOCALE|LC_COLLATE|LC_CTYPE|"
        "LOCALE_PROVIDER|ICU_LOCALE|ICU_RULES|BUILTIN_LOCALE) = (?:'[^'\\\\]*'|\\w+))*)"));
    const QRegularExpressionMatch match = Create.match(QString::fromUtf8(head));
    if (match.hasMatch())
        return match.captured(1);
    const QString words = QString::fromUtf8(process.readAllStandardError()).simplified();
    return unreadable(file.path, ended && !words.isEmpty() ? words : QStringLiteral("pg_restore finds no database in it"));
}

} // namespace lk
