// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// Indexes and triggers of the table that go with it and that the script does not make again.
QStringList lostWith(const RuleContext &context, const Rebuild &rebuild)
{
    QStringList lost;
    if (!context.before)
        return lost;
    for (const SchemaObject &object : context.before->objects) {
        const bool index = object.kind == u"index";
        if ((!index && object.kind != u"trigger") || object.table.compare(rebuild.table, Qt::CaseInsensitive) != 0)
            continue;
        const ObjectKind kind = index ? ObjectKind::Index : ObjectKind::Trigger;
        if (!context.createdAfter(kind, object.name, rebuild.drop))
            lost << object.kind + u' ' + object.name;
    }
    return lost;
}

void check(const RuleContext &context, const ReportSink &report)
{
    for (const Rebuild &rebuild : context.rebuilds) {
        const QStringList lost = lostWith(context, rebuild);
        if (rebuild.oldRenamedFirst) {
            report({.statement = rebuild.rename,
                    .message = u"builds table %1 anew by renaming the old one to %2 first: foreign keys, views and "
                               "triggers that name %1 then follow to %2, which is dropped"_s.arg(rebuild.table,
                                                                                                 rebuild.copy),
                    .fix = u"create the new table under another name, copy, drop %1, and rename the copy last"_s.arg(
                        rebuild.table),
                    .severity = Severity::Caution});
        } else if (!lost.isEmpty()) {
            report({.statement = rebuild.drop,
                    .message = u"builds table %1 anew, and %2 goes with the old one and is not made again"_s.arg(
                        rebuild.table, lost.join(u", ")),
                    .fix = u"create it again after the RENAME, or drop it by name if it is to go"_s,
                    .severity = Severity::Caution});
        } else {
            report(
                {.statement = rebuild.drop,
                 .message =
                     u"builds table %1 anew (create, copy, drop, rename): the rehearsal compares the rows before and after"_s
                         .arg(rebuild.table),
                 .fix = u"rehearse on a full copy of the data"_s});
        }
    }
}

} // namespace

const Rule tableRebuildRule{"table-rebuild",
                            Severity::Note,
                            false,
                            "sqlite",
                            "CREATE, INSERT .. SELECT, DROP, RENAME: a table is built anew",
                            check};

} // namespace lk
