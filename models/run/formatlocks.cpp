// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/formatlocks.h"

#include <QDeadlineTimer>

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
    const QDeadlineTimer patience(std::max(target.lockTimeoutMs, 1));
    constexpr auto Pause = std::chrono::milliseconds(200);
    for (FormatLock &lock : locks) {
        prepare(*held->m_session, lock);
        for (;;) {
            const auto had = tryLock(*held->m_session, lock);
            if (!had)
                return Failure(had.error());
            if (*had)
                break;
            if (patience.hasExpired())
                return Failure(notHad(lock));
            if (!control.sleep(Pause))
                return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled while waiting for %1").arg(lock.title), {}, {}, QStringLiteral("nothing was run")});
        }
        held->m_taken.push_back(std::move(lock));
    }
    return held;
}

FormatLocks::~FormatLocks()
{
    // The server lets go of locks of a session that ends; a lock that is a row has to be written back.
    for (auto lock = m_taken.rbegin(); lock != m_taken.rend(); ++lock) {
        if (lock->byRow)
            (void)m_session->execute(lock->release.sql, valuesOf(lock->release));
    }
}

} // namespace lk
