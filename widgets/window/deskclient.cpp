// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/deskclient.h"

namespace lk {

namespace {

constexpr int newsIntervalMs = 30;

} // namespace

DeskClient::DeskClient(QObject *parent) : QObject(parent), m_worker(new DeskWorker)
{
    m_thread.setObjectName(QStringLiteral("desk"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &DeskWorker::started, this, &DeskClient::started);
    connect(m_worker, &DeskWorker::newsArrived, this, &DeskClient::onNewsArrived);
    connect(m_worker, &DeskWorker::finished, this, &DeskClient::onFinished);
    m_thread.start();
}

DeskClient::~DeskClient()
{
    dropAll();
    cancelAll();
    m_thread.quit();
    m_thread.wait();
}

int DeskClient::start(JobRequest request, DeskWorker::Work work, std::function<void()> done)
{
    if (!request.lane.isEmpty())
        replaceLane(request.lane);
    const bool acting = request.acting;
    const auto job = std::make_shared<Job>(++m_lastNumber, std::move(request));
    m_jobs.emplace(job->number, Waiting{job, std::move(done), {}});
    DeskWorker *worker = m_worker;
    QMetaObject::invokeMethod(
        worker, [worker, job, work = std::move(work)]() mutable { worker->perform(job, work); }, Qt::QueuedConnection);
    if (acting)
        emit actingChanged();
    return job->number;
}

void DeskClient::replaceLane(const QString &lane)
{
    for (auto &[number, waiting] : m_jobs) {
        if (waiting.job->request.lane == lane)
            drop(*waiting.job);
    }
}

void DeskClient::drop(Job &job)
{
    job.dropped = true;
    if (!job.request.acting)
        job.control.cancel();
}

void DeskClient::cancel(int number)
{
    const auto found = m_jobs.find(number);
    if (found != m_jobs.end())
        found->second.job->control.cancel();
}

void DeskClient::drop(int number)
{
    const auto found = m_jobs.find(number);
    if (found != m_jobs.end())
        drop(*found->second.job);
}

void DeskClient::cancelAll()
{
    for (auto &[number, waiting] : m_jobs)
        waiting.job->control.cancel();
}

void DeskClient::cancelLooking()
{
    for (auto &[number, waiting] : m_jobs) {
        if (!waiting.job->request.acting && waiting.job->request.cancellable)
            waiting.job->control.cancel();
    }
}

void DeskClient::dropAll()
{
    for (auto &[number, waiting] : m_jobs)
        drop(*waiting.job);
}

void DeskClient::pause(int number, bool paused)
{
    const auto found = m_jobs.find(number);
    if (found == m_jobs.end())
        return;
    paused ? found->second.job->control.pause() : found->second.job->control.resume();
}

int DeskClient::actingJob() const
{
    for (const auto &[number, waiting] : m_jobs) {
        if (waiting.job->request.acting)
            return number;
    }
    return 0;
}

QString DeskClient::titleOf(int number) const
{
    const auto found = m_jobs.find(number);
    return found == m_jobs.end() ? QString() : found->second.job->request.title;
}

int DeskClient::currentJob() const
{
    for (const auto &[number, waiting] : m_jobs) {
        if (!waiting.job->dropped && !waiting.job->request.title.isEmpty())
            return number;
    }
    return 0;
}

bool DeskClient::isCancellable(int number) const
{
    const auto found = m_jobs.find(number);
    return found != m_jobs.end() && found->second.job->request.cancellable;
}

void DeskClient::onNewsArrived(int number)
{
    const auto found = m_jobs.find(number);
    if (found == m_jobs.end())
        return;
    QElapsedTimer &last = found->second.lastNews;
    const qint64 wait = last.isValid() ? newsIntervalMs - last.elapsed() : 0;
    if (wait <= 0) {
        tellNews(found->second);
        return;
    }
    QTimer::singleShot(int(wait), this, [this, number] {
        const auto later = m_jobs.find(number);
        if (later != m_jobs.end())
            tellNews(later->second);
    });
}

void DeskClient::tellNews(Waiting &waiting)
{
    waiting.lastNews.start();
    const JobPointer job = waiting.job; // a receiver may start other jobs
    const Job::News news = job->takeNews();
    if (job->dropped)
        return;
    if (!news.events.empty())
        emit happened(job->number, news.events);
    if (news.progress)
        emit progressed(job->number, *news.progress);
}

void DeskClient::onFinished(int number)
{
    const auto found = m_jobs.find(number);
    if (found == m_jobs.end())
        return;
    tellNews(found->second);
    const auto node = m_jobs.extract(number);
    const Waiting &waiting = node.mapped();
    if (!waiting.job->dropped)
        waiting.done();
    if (waiting.job->request.acting)
        emit actingChanged();
    emit finished(number);
}

} // namespace lk
