// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/window/deskworker.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QThread>
#include <QTimer>

#include <map>

namespace lk {

/// The window's end of the worker: hands jobs over and brings answers back as values. All of it in the window's thread,
/// which never waits (but for the end of the thread when this is destroyed, after everything was cancelled).
class DeskClient : public QObject
{
    Q_OBJECT

public:
    explicit DeskClient(QObject *parent = nullptr);
    ~DeskClient() override;

    /// Has @p work done in the worker's thread and gives its result to @p done in this one, if @p context still lives
    /// and the job was not replaced by a newer one of its lane. Gives the job's number.
    template <class Work, class Done>
    int run(JobRequest request, QObject *context, Work work, Done done);

    /// Cancels what runs, at once: it does not wait for the worker.
    void cancel(int job);
    void cancelAll();
    /// As cancel(), for all that only look and may be cancelled.
    void cancelLooking();
    /// Nobody wants its answer any more.
    void drop(int job);
    /// Nobody wants the answers of earlier jobs any more (another project was opened).
    void dropAll();
    void pause(int job, bool paused);

    /// Number of the acting job under way (waiting or running), 0 for none, and its title.
    int actingJob() const;
    QString titleOf(int job) const;
    /// Number of the first job under way that has a title and was not dropped; 0 for none.
    int currentJob() const;
    bool isCancellable(int job) const;
    bool isIdle() const { return m_jobs.empty(); }

signals:
    void started(int job);
    void progressed(int job, const lk::Progress &progress);
    void happened(int job, const std::vector<lk::RunEvent> &events); ///< in batches, in order
    void finished(int job);
    void actingChanged();

private:
    struct Waiting {
        JobPointer job;
        std::function<void()> done;
        QElapsedTimer lastNews;
    };

    int start(JobRequest request, DeskWorker::Work work, std::function<void()> done);
    void replaceLane(const QString &lane);
    void onNewsArrived(int number);
    void onFinished(int number);
    void tellNews(Waiting &waiting);
    void drop(Job &job);

    QThread m_thread;
    DeskWorker *m_worker;
    std::map<int, Waiting> m_jobs; ///< by number: in the order in which they run
    int m_lastNumber = 0;
};

template <class Work, class Done>
int DeskClient::run(JobRequest request, QObject *context, Work work, Done done)
{
    using Answer = std::invoke_result_t<Work, JobScope &>;
    auto answer = std::make_shared<std::optional<Answer>>();
    return start(
        std::move(request), [work = std::move(work), answer](JobScope &scope) mutable { answer->emplace(work(scope)); },
        [context = QPointer<QObject>(context), answer, done = std::move(done)]() mutable {
            if (context && *answer)
                done(std::move(**answer));
        });
}

} // namespace lk
