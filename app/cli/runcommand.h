// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "app/cli/consent.h"

namespace lk {

/// `apply` and `revert`: show the plan, ask the checklist for its permit and the person for a yes, run, tell how it came out.
class RunCommand : public Command
{
public:
    Result<Exit> execute(Call &call) override;

protected:
    virtual Direction direction() const = 0;

    QString m_to;
    int m_steps = 1;
    bool m_dryRun = false;
    Consent m_consent;

private:
    Result<Exit> dryRun(const Plan &plan, const Checklist &checklist, Console &console) const;
    Result<Exit> blocked(const Checklist &checklist, const Error &error, Console &console) const;
    Result<Exit> run(Desk &desk, const Plan &plan, const ApplyPermit &permit, Console &console) const;
    QString action(const Plan &plan) const;
};

} // namespace lk
