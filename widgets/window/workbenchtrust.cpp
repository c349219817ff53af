// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The part of Workbench that is about whether a folder's programs may run.
#include "models/desk/trustquestion.h"
#include "widgets/window/workbench.h"

namespace lk {

void Workbench::readTrustQuestion(QObject *context, std::function<void(const Result<TrustQuestion> &)> done)
{
    const auto work = [request = m_request](JobScope &scope) -> Result<TrustQuestion> {
        if (scope.desk)
            return trustQuestion(*scope.desk);
        return trustQuestion(request);
    };
    m_client.run({tr("Reading what would run"), QStringLiteral("trust")}, context, work, std::move(done));
}

void Workbench::trust(const TrustQuestion &shown, bool remember, QObject *context, std::function<void(const Result<void> &)> done)
{
    const auto work = [shown, remember](JobScope &scope) -> Result<void> {
        auto taken = remember ? rememberTrust(shown) : checkAsShown(shown);
        if (taken && !remember && scope.desk)
            scope.desk->trustWhileOpen();
        return taken;
    };
    m_client.run({tr("Noting what may run")}, context, work, [this, done = std::move(done)](const Result<void> &taken) {
        done(taken);
        if (taken && isOpen())
            readProject();
    });
}

} // namespace lk
