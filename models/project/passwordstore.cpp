// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/passwordstore.h"

#include "models/base/cancelscope.h"

#include <QCoreApplication>
#include <QThread>
#include <qt6keychain/keychain.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace lk {

namespace {

const auto Service = QStringLiteral("Lockkeeper");

/// The thread in which all jobs live. QtKeychain keeps one queue, in the thread that used it first: a job in another one waits until that
/// thread turns its event loop, for ever if it has ended, and is called back after it was deleted.
class KeyringThread
{
public:
    static QObject *context()
    {
        static KeyringThread *const only = new KeyringThread;
        return only->m_context;
    }

private:
    KeyringThread()
        : m_thread(new QThread)
        , m_context(new QObject)
    {
        m_thread->setObjectName(QStringLiteral("keyring"));
        m_context->moveToThread(m_thread);
        QObject::connect(m_thread, &QThread::finished, m_context, &QObject::deleteLater);
        m_thread->start();
        thread = m_thread;
        qAddPostRoutine([] {
            thread->quit();
            thread->wait();
            delete thread;
        });
    }

    static inline QThread *thread = nullptr;
    QThread *m_thread;
    QObject *m_context;
};

struct Answer {
    QKeychain::Error error = QKeychain::NoError;
    QString words;
    QString text; ///< what was read
};

/// Has the job done and waits for it: the keyring answers through the bus, perhaps once a person has unlocked it. Nothing: the waiting was
/// cancelled; the job goes on by itself, the library can't stop it.
std::optional<Answer> ask(const std::function<QKeychain::Job *()> &make)
{
    struct Meeting {
        std::mutex mutex;
        std::condition_variable_any changed;
        std::optional<Answer> answer;
    };
    const auto meeting = std::make_shared<Meeting>();
    QMetaObject::invokeMethod(KeyringThread::context(), [meeting, make] {
        QKeychain::Job *job = make();
        job->setAutoDelete(true);
        job->setInsecureFallback(false);
        QObject::connect(job, &QKeychain::Job::finished, job, [meeting](QKeychain::Job *done) {
            const auto *read = qobject_cast<QKeychain::ReadPasswordJob *>(done);
            const std::scoped_lock lock(meeting->mutex);
            meeting->answer = Answer{done->error(), done->errorString(), read ? read->textData() : QString()};
            meeting->changed.notify_all();
        });
        job->start();
    }, Qt::QueuedConnection);
    std::unique_lock lock(meeting->mutex);
    meeting->changed.wait(lock, CancelScope::forWait(), [&] { return meeting->answer.has_value(); });
    return meeting->answer;
}

Failure refused(const std::optional<Answer> &answer, const QString &what)
{
    if (!answer)
        return Failure(Error{ErrorCode::Cancelled, QStringLiteral("the waiting for the keyring was cancelled"), {}, {}, {}});
    return Failure(Error{ErrorCode::Failed, what, {}, answer->words,
                         QStringLiteral("unlock the keyring of this session, or keep the password in the database's own "
                                        "password file (~/.pgpass, ~/.my.cnf)")});
}

template <class Job>
std::function<QKeychain::Job *()> jobFor(const QString &endpoint, const std::function<void(Job &)> &fill = {})
{
    return [endpoint, fill] {
        auto *job = new Job(Service);
        job->setKey(endpoint);
        if (fill)
            fill(*job);
        return job;
    };
}

} // namespace

Result<std::optional<Secret>> Keyring::read(const QString &endpoint)
{
    const auto answer = ask(jobFor<QKeychain::ReadPasswordJob>(endpoint));
    if (answer && answer->error == QKeychain::EntryNotFound)
        return std::nullopt;
    if (!answer || answer->error != QKeychain::NoError)
        return refused(answer, QStringLiteral("the keyring could not be read"));
    return Secret(answer->text);
}

Result<void> Keyring::keep(const QString &endpoint, const Secret &password)
{
    const auto answer = ask(jobFor<QKeychain::WritePasswordJob>(endpoint, [password](QKeychain::WritePasswordJob &job) { job.setTextData(password.reveal()); }));
    if (!answer || answer->error != QKeychain::NoError)
        return refused(answer, QStringLiteral("the keyring did not take the password"));
    return {};
}

Result<void> Keyring::forget(const QString &endpoint)
{
    const auto answer = ask(jobFor<QKeychain::DeletePasswordJob>(endpoint));
    if (!answer || (answer->error != QKeychain::NoError && answer->error != QKeychain::EntryNotFound))
        return refused(answer, QStringLiteral("the keyring did not forget the password"));
    return {};
}

} // namespace lk
