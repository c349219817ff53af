// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "app/cli/consent.h"

#include <QJsonObject>

namespace lk {

/// What would be written into the tracking table, statement by statement, and what would be left.
QString recordsText(const RecordPlan &plan, const Console &console);
QJsonObject recordsJson(const RecordPlan &plan, bool written);
/// Writes it, and closes the interrupted runs that were told at the start: this was the way out.
Result<void> writeRecords(Desk &desk, const RecordPlan &plan, Console &console);

/// `mark` and `baseline`: show what would be written into the tracking table, ask, write it.
class RecordCommand : public Command
{
public:
    Result<Exit> execute(Call &call) override;

protected:
    virtual Result<RecordRequest> request() const = 0;
    void addRecordOptions(Options &options);

private:
    bool m_dryRun = false;
    Consent m_consent;
};

} // namespace lk
