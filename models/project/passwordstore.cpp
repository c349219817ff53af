// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/passwordstore.h"

#include <QEventLoop>
#include <qt6keychain/keychain.h>

namespace lk {

namespace {

const auto Service = QStringLiteral("Lockkeeper");

/// Runs the job in this thread and waits: the keyring answers through the bus.
void run(QKeychain::Job &job)
{
    job.setAutoDelete(false);
    job.setInsecureFallback(false);
    QEventLoop loop;
    QObject::connect(&job, &QKeychain::Job::finished, &loop, &QEventLoop::quit);
    job.start();
    loop.exec();
}

Failure refused(const QKeychain::Job &job, const QString &what)
{
    return Failure(Error{ErrorCode::Failed, what, {}, job.errorString(),
                         QStringLiteral("unlock the keyring of this session, or keep the password in the database's own "
                                        "password file (~/.pgpass, ~/.my.cnf)")});
}

} // namespace

Result<std::optional<Secret>> Keyring::read(const QString &endpoint)
{
    QKeychain::ReadPasswordJob job(Service);
    job.setKey(endpoint);
    run(job);
    if (job.error() == QKeychain::EntryNotFound)
        return std::nullopt;
    if (job.error() != QKeychain::NoError)
        return refused(job, QStringLiteral("the keyring could not be read"));
    return Secret(job.textData());
}

Result<void> Keyring::keep(const QString &endpoint, const Secret &password)
{
    QKeychain::WritePasswordJob job(Service);
    job.setKey(endpoint);
    job.setTextData(password.reveal());
    run(job);
    if (job.error() != QKeychain::NoError)
        return refused(job, QStringLiteral("the keyring did not take the password"));
    return {};
}

Result<void> Keyring::forget(const QString &endpoint)
{
    QKeychain::DeletePasswordJob job(Service);
    job.setKey(endpoint);
    run(job);
    if (job.error() != QKeychain::NoError && job.error() != QKeychain::EntryNotFound)
        return refused(job, QStringLiteral("the keyring did not forget the password"));
    return {};
}

} // namespace lk
