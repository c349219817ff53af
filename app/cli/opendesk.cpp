// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/opendesk.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

void tellInterruptedRuns(const Desk &desk, Console &console)
{
    for (const InterruptedRun &run : desk.interruptedRuns()) {
        console.note(u"warning: a run (%1, started %2 UTC) ended without its last word: the program was killed or the machine stopped. "
                     "What the database says now:"_s.arg(run.direction, run.startedAt.toUTC().toString(u"yyyy-MM-dd hh:mm:ss"_s)));
        for (const QString &finding : run.findings)
            console.note(u"  "_s + finding);
    }
}

} // namespace

Result<std::unique_ptr<Desk>> openDesk(Call &call)
{
    if (!call.where.passwords)
        call.where.passwords = std::make_shared<Keyring>();
    auto desk = Desk::open(call.where);
    if (!desk)
        return desk;
    for (const QString &remark : (*desk)->project().remarks)
        call.console.note(u"note: "_s + remark);
    if (auto history = (*desk)->refresh(); !history)
        return failure(std::move(history));
    tellInterruptedRuns(**desk, call.console);
    return desk;
}

Result<std::unique_ptr<Desk>> openReadableDesk(Call &call)
{
    auto desk = openDesk(call);
    if (desk) {
        if (auto problem = databaseProblem(**desk))
            return Failure(*problem);
    }
    return desk;
}

std::optional<Error> databaseProblem(const Desk &desk)
{
    return desk.database().error;
}

QString deskLine(const Desk &desk)
{
    const ServerInfo &server = desk.database().server;
    QString engine = desk.engine().traits().title;
    if (!server.version.isEmpty())
        engine += u' ' + server.version;
    QStringList parts{desk.project().name, desk.environment().name, desk.format().traits().title, engine, desk.target().url};
    if (desk.environment().isProtected)
        parts << u"protected"_s;
    parts.removeAll(QString());
    return printable(parts.join(u" · "_s));
}

Result<Plan> planFor(const Desk &desk, Direction direction, const QString &to, int steps)
{
    PlanRequest request;
    request.direction = direction;
    request.to = to;
    request.steps = steps;
    return desk.plan(request);
}

} // namespace lk
