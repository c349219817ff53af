// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/base/runcontrol.h"

#include <QProcess>
#include <QStringList>

#include <memory>

namespace lk {

/// The program `age`, which encrypts and decrypts streams. Recipients are public; of an identity only its file is named,
/// which age reads by itself: no secret comes through here, and none into an argument list.

/// Where it is installed; looked for in fixed places of the system, never in PATH.
Result<QString> findAge(const QStringList &folders = {QStringLiteral("/usr/bin"), QStringLiteral("/usr/local/bin")});

QStringList ageEncryptArguments(const QStringList &recipients);
QStringList ageDecryptArguments(const QString &identity);
QProcessEnvironment ageEnvironment();

/// Why this can't be one: it is secret, or not of age's or ssh's form. Empty: it may be one; age itself knows for sure.
QString recipientProblem(const QString &recipient);

/// Lets age look at @p recipients; encrypts nothing.
Result<void> checkRecipients(const QStringList &recipients);
/// Whether the file can be read here; whether it opens anything only a try can tell.
bool identityIsHere(const QString &identity);
/// Lets age open the beginning of @p file: tells a wrong or missing identity before anything else is begun.
Result<void> checkIdentity(const QString &file, const QString &identity);

/// Whether the file begins as age writes them.
bool isAgeFile(const QString &file);

/// What the last words of age mean for somebody with the backup @p file.
Error ageError(const QString &words, const QString &file, const QString &identity);

/// Encrypts what is written into a file. Until finish() succeeded the file is not whole; removing it is the caller's part.
class AgeWriter
{
public:
    /// Appends to @p file, which has to be there, empty and private.
    static Result<std::unique_ptr<AgeWriter>> make(const QString &file, const QStringList &recipients);
    ~AgeWriter();
    Q_DISABLE_COPY_MOVE(AgeWriter)

    Result<void> write(QByteArrayView bytes, const RunControl &control);
    Result<void> finish(const RunControl &control);

private:
    explicit AgeWriter(QString file) : m_file(std::move(file)) {}
    Result<void> outcome();

    QString m_file;
    QProcess m_process;
};

/// Decrypts a file piece by piece.
class AgeReader
{
public:
    static Result<std::unique_ptr<AgeReader>> make(const QString &file, const QString &identity);
    ~AgeReader();
    Q_DISABLE_COPY_MOVE(AgeReader)

    /// The next bytes; empty at the end, which is only reached where all of it was authentic.
    Result<QByteArray> read(const RunControl &control);

private:
    AgeReader(QString file, QString identity) : m_file(std::move(file)), m_identity(std::move(identity)) {}

    QString m_file;
    QString m_identity;
    QProcess m_process;
};

} // namespace lk
