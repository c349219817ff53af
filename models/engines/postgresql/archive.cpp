// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/archive.h"

#include <QFile>
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

} // namespace

Result<void> checkArchive(const QString &file)
{
    QFile archive(file);
    if (!archive.exists())
        return unreadable(file, QStringLiteral("there is no such file"));
    if (!archive.open(QIODevice::ReadOnly))
        return unreadable(file, archive.errorString());
    const QByteArray head = archive.read(5);
    if (head.isEmpty())
        return unreadable(file, QStringLiteral("it is empty: an interrupted dump"));
    if (head != "PGDMP")
        return unreadable(file, QStringLiteral("it is not an archive of pg_dump's custom format"));
    return {};
}

Result<QString> archiveDatabaseOptions(const QString &file, const ClientProgram &restoreProgram)
{
    QProcess process;
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    process.setProcessEnvironment(environment);
    process.start(restoreProgram.path, {QStringLiteral("--create"), QStringLiteral("--schema-only"), QStringLiteral("--file=-"), file});
    // Of all the text only the beginning is wanted.
    QByteArray head;
    while (head.size() < HeadSize && !head.contains("CREATE DATABASE ")  && process.waitForReadyRead(AnswerMs))
        head += process.readAllStandardOutput();
    while (!head.contains(";\n\n") && head.size() < HeadSize && process.waitForReadyRead(AnswerMs))
        head += process.readAllStandardOutput();
    const bool ended = process.state() == QProcess::NotRunning;
    process.kill();
    process.waitForFinished();
    // Only these words go into a statement of ours.
    static const QRegularExpression Create(QStringLiteral(
        "CREATE DATABASE (?:\"(?:[^\"]|\"\")*\"|\\w+) WITH TEMPLATE = template0((?: (?:ENCODING|LOCALE|LC_COLLATE|LC_CTYPE|"
        "LOCALE_PROVIDER|ICU_LOCALE|ICU_RULES|BUILTIN_LOCALE) = (?:'[^'\\\\]*'|\\w+))*)"));
    const QRegularExpressionMatch match = Create.match(QString::fromUtf8(head));
    if (match.hasMatch())
        return match.captured(1);
    const QString words = QString::fromUtf8(process.readAllStandardError()).simplified();
    return unreadable(file, ended && !words.isEmpty() ? words : QStringLiteral("pg_restore finds no database in it"));
}

} // namespace lk
