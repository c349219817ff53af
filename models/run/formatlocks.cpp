// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/formatlocks.h"

#include <QDeadlineTimer>

#include <algorithm>

namespace lk {

namespace {

QVariantList valuesOf(const RecordStatement &statement)
{
    QVariantList values;
    for (const BoundValue &value : statement.values)
        values << std::get<QVariant>(value);
    return values;
}

/// One try: whether the lock was had.
Result<bool> tryLock(Session &session, const FormatLock &lock)
{
    if (lock.byRow)
        return session.execute(lock.take.sql, valuesOf(lock.take)).map([](const StatementOutcome &outcome) { return outcome.rows == 1; });
    return session.query(QString::fromUtf8(lock.take.sql), valuesOf(lock.take)).map([](const Rows &rows) {
        return !rows.rows.empty() && rows.rows[0].value(0).toBool();
    });
}

/// Makes what the lock is kept in; another run may do the same at this moment, so only a lock that is missing afterwards is an error.
void prepare(Session &session, const FormatLock &lock)
{
    for (const RecordStatement &statement : lock.prepare)
        (void)session.execute(statement.sql, valuesOf(statement));
}

Error notHad(const FormatLock &lock)
{
    return {ErrorCode::Locked, QStringLiteral("%1 is held by somebody else").arg(lock.title), {}, QStringLiteral("the project's own tool may be running"),
            QStringLiteral("wait until it has ended; nothing was run")};
}

} // namespace

Result<std::unique_ptr<FormatLocks>> FormatLocks::take(const Engine &engine, const Target &target, std::vector<FormatLock> locks, RunControl &control)
{
    std::unique_ptr<FormatLocks> held(new FormatLocks);
    if (locks.empty())
        return held;
    auto session = engine.open(target, Access::ReadWrite);
    if (!session)
        return failure(std::move(session));
    held->m_session = std::move(*session);
    held->m_patienceMs = std::max(target.lockTimeoutMs, 1);
    held->m_locks = std::move(locks);
    if (auto had = held->retake(control); !had)
        return failure(std::move(had));
    return held;
}

Result<void> FormatLocks::retake(RunControl &control)
{
    const QDeadlineTimer patience(m_patienceMs);
    constexpr auto Pause = std::chrono::milliseconds(200);
    for (; m_taken < m_locks.size(); ++m_taken) {
        const FormatLock &lock = m_locks[m_taken];
        prepare(*m_session, lock);
        for (;;) {
            const auto had = tryLock(*m_session, lock);
            if (!had)
                return Failure(had.error());
            if (*had)
                break;
            if (patience.hasExpired())
                return Failure(notHad(lock));
            if (!control.sleep(Pause))
                return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled while waiting for %1").arg(lock.title), {}, {}, QStringLiteral("nothing was run")});
        }
    }
    return {};
}

void FormatLocks::release()
{
    while (m_taken > 0) {
        const FormatLock &lock = m_locks[--m_taken];
        (void)m_session->execute(lock.release.sql, valuesOf(lock.release));
    }
}

FormatLocks::~FormatLocks()
{
    // The server lets go of locks of a session that ends; a lock that is a row has to be written back.
    if (std::ranges::any_of(m_locks, &FormatLock::byRow))
        release();
}

} // namespace lk
