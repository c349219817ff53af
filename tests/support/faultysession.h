// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/session.h"

namespace lk {

/// A session that fails at its Nth call that sends something to the server, and passes everything else on.
class FaultySession : public Session
{
public:
    FaultySession(Session &real, int failAt)
        : m_real(real)
        , m_failAt(failAt)
    {
    }

    int calls() const { return m_calls; }

    ServerInfo info() const override { return m_real.info(); }
    Result<StatementOutcome> execute(QByteArrayView statement, const QVariantList &values = {}) override
    {
        if (auto fault = next(); !fault)
            return failure(std::move(fault));
        return m_real.execute(statement, values);
    }
    Result<Rows> query(const QString &sql, const QVariantList &values = {}) override { return m_real.query(sql, values); }
    Result<bool> hasTable(const QString &name) override { return m_real.hasTable(name); }
    Result<void> begin() override { return call([this] { return m_real.begin(); }); }
    Result<void> commit() override { return call([this] { return m_real.commit(); }); }
    Result<void> rollback() override { return m_real.rollback(); }
    bool inTransaction() const override { return m_real.inTransaction(); }
    std::function<void()> canceller() override { return m_real.canceller(); }

private:
    Result<void> next()
    {
        if (++m_calls != m_failAt)
            return {};
        return Failure(Error{ErrorCode::Failed, QStringLiteral("injected"), {}, QStringLiteral("injected fault"), {}});
    }
    template<class Function>
    Result<void> call(Function function)
    {
        if (auto fault = next(); !fault)
            return fault;
        return function();
    }

    Session &m_real;
    int m_failAt;
    int m_calls = 0;
};

} // namespace lk
