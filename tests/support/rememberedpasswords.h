// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/project/passwordstore.h"

#include <QMap>
#include <QMutex>

namespace lk {

/// A store in memory: what a keyring is to desk and window. Asked from any thread, looked at from the test.
class RememberedPasswords final : public PasswordStore
{
public:
    Result<std::optional<Secret>> read(const QString &endpoint) override
    {
        const QMutexLocker lock(&m_mutex);
        const auto found = m_kept.constFind(endpoint);
        return found == m_kept.constEnd() ? std::nullopt : std::optional(*found);
    }
    Result<void> keep(const QString &endpoint, const Secret &password) override
    {
        const QMutexLocker lock(&m_mutex);
        m_kept[endpoint] = password;
        return {};
    }
    Result<void> forget(const QString &endpoint) override
    {
        const QMutexLocker lock(&m_mutex);
        m_kept.remove(endpoint);
        return {};
    }
    QMap<QString, Secret> kept() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_kept;
    }

private:
    mutable QMutex m_mutex;
    QMap<QString, Secret> m_kept;
};

} // namespace lk
