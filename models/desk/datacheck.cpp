// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/datacheck.h"

#include "models/rehearsal/rehearsedrenames.h"

namespace lk {

Result<std::vector<DataCheckAnswer>> checkData(Desk &desk, const Plan &plan, std::chrono::milliseconds limit, RunControl &control, const ProgressSink &progress)
{
    if (plan.empty() || plan.createsDatabase)
        return std::vector<DataCheckAnswer>();
    auto before = desk.snapshot();
    if (!before)
        return failure(std::move(before));
    RehearseOptions options;
    options.data = ScratchData::None;
    options.roundTrip = false;
    options.user = currentUser();
    options.trusted = desk.trusted();
    for (const HistoryEntry &entry : desk.history().entries) {
        if (entry.file)
            options.files.push_back(*entry.file);
    }
    const auto scratch = desk.engine().scratch(plan.target, options.data, control, progress);
    if (!scratch)
        return Failure(scratch.error());
    const auto rehearsal = rehearse(plan, desk.format(), desk.setup(), desk.engine(), **scratch, options, control, {});
    if (!rehearsal)
        return Failure(rehearsal.error());
    if (rehearsal->error)
        return Failure(*rehearsal->error);
    const auto session = desk.engine().open(plan.target, Access::ReadOnly);
    if (!session)
        return Failure(session.error());
    const Dialect &dialect = desk.engine().traits().dialect;
    return askData(**session, dataChecks(*before, rehearsal->schemaAfter, dialect, renamesOf(plan, *rehearsal, dialect)), limit, control);
}

} // namespace lk
