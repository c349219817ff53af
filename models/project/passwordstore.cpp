// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/passwordstore.h"

#include "models/base/cancelscope.h"

#include <QEventLoop>
#include <qt6keychain/keychain.h>

namespace lk {

namespace {

const auto Service = QStringLiteral("Lockkeeper");

/// Runs the job in this thread and waits: the keyring answers through the bus, perhaps once a person has unlocked it. False: the waiting
/// was cancelled.
bool run(QKeychain::Job &job)
{
    job.setAutoDelete(false);
    job.setInsecureFallback(false);
    QEventLoop loop;
    bool answered = false;
    QObject::connect(&job, &QKeychain::Job::finished, &loop, [&] {
        answered = true;
        loop.quit();
    });
    const std::stop_callback ends(CancelScope::forWait(), [&loop] { QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection); });
    job.start();
    loop.exec();
    return answered;
}

Failure cancelled()
{
    return Failure(Error{ErrorCode::Cancelled, QStringLiteral("the waiting for the keyring was cancelled"), {}, {}, {}});
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
    if (!run(job))
        return cancelled();
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
    if (!run(job))
        return cancelled();
    if (job.error() != QKeychain::NoError)
        return refused(job, QStringLiteral("the keyring did not take the password"));
    return {};
}

Result<void> Keyring::forget(const QString &endpoint)
{
    QKeychain::DeletePasswordJob job(Service);
    job.setKey(endpoint);
    if (!run(job))
        return cancelled();
    if (job.error() != QKeychain::NoError && job.error() != QKeychain::EntryNotFound)
        return refused(job, QStringLiteral("the keyring did not forget the password"));
    return {};
}

} // namespace lk
