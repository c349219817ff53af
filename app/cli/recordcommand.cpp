// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/recordcommand.h"

#include "app/cli/opendesk.h"
#include "models/plan/recordtext.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

QString statementText(const RecordStatement &statement)
{
    QString text = u"    "_s + printable(QString::fromUtf8(statement.sql).simplified()) + u'\n';
    if (!statement.values.empty())
        text += u"      with "_s + printable(valueTexts(statement).join(u", "_s)) + u'\n';
    return text;
}

QJsonArray statementsJson(const std::vector<RecordStatement> &statements)
{
    QJsonArray array;
    for (const RecordStatement &statement : statements)
        array.append(QJsonObject{{u"sql"_s, QString::fromUtf8(statement.sql)}, {u"values"_s, QJsonArray::fromStringList(valueTexts(statement))}});
    return array;
}

} // namespace

QString recordsText(const RecordPlan &plan, const Console &console)
{
    QString text;
    if (plan.createsDatabase && !plan.empty())
        text += u"There is no database yet: this creates it.\n"_s;
    if (!plan.prepare.empty())
        text += u"The tracking table is made first.\n"_s;
    for (const RecordStatement &statement : plan.prepare)
        text += statementText(statement);
    for (const RecordStep &step : plan.steps) {
        text += console.ink(printable(step.version), Ink::Strong) + u"  "_s + step.what + u'\n';
        for (const RecordStatement &statement : step.statements)
            text += statementText(statement);
    }
    for (const QString &left : plan.left)
        text += u"left as it is: "_s + printable(left) + u'\n';
    return text;
}

QJsonObject recordsJson(const RecordPlan &plan, bool written)
{
    QJsonArray steps;
    for (const RecordStep &step : plan.steps)
        steps.append(QJsonObject{{u"version"_s, step.version}, {u"what"_s, step.what}, {u"statements"_s, statementsJson(step.statements)}});
    return {{u"action"_s, plan.action()},
            {u"environment"_s, plan.environment},
            {u"prepare"_s, statementsJson(plan.prepare)},
            {u"steps"_s, steps},
            {u"left"_s, QJsonArray::fromStringList(plan.left)},
            {u"written"_s, written}};
}

Result<void> writeRecords(Desk &desk, const RecordPlan &plan, Console &console)
{
    if (auto changed = desk.changeRecords(plan, console.control()); !changed)
        return changed;
    for (const InterruptedRun &seen : desk.interruptedRuns()) {
        if (auto closed = desk.closeInterrupted(seen.id); !closed)
            console.note(u"note: "_s + closed.error().text());
    }
    if (console.json)
        console.printJsonLine(recordsJson(plan, true));
    else
        console.print(u"Done: %1."_s.arg(counted(qint64(plan.steps.size()), u"change"_s)));
    return {};
}

void RecordCommand::addRecordOptions(Options &options)
{
    options.flag("--dry-run", m_dryRun, "only show what would be written");
    m_consent.addOptions(options);
}

Result<Exit> RecordCommand::execute(Call &call)
{
    Console &console = call.console;
    const auto wanted = request();
    if (!wanted)
        return Failure(wanted.error());
    auto desk = openReadableDesk(call);
    if (!desk)
        return failure(std::move(desk));
    const auto plan = (*desk)->planRecords(*wanted);
    if (!plan)
        return Failure(plan.error());
    if (!console.json && !console.quiet)
        console.write(recordsText(*plan, console));
    if (m_dryRun) {
        if (console.json)
            console.printJson(recordsJson(*plan, false));
        else
            console.print(u"Nothing was written (--dry-run)."_s);
        return Exit::Done;
    }
    if (auto detour = refuseDetour(**desk); !detour)
        return failure(std::move(detour));
    const QString action = u"Write this into the tracking table of %1"_s.arg(plan->environment);
    if (auto yes = obtainConsent(m_consent, action, plan->target, (*desk)->environment().isProtected, console); !yes)
        return failure(std::move(yes));
    return writeRecords(**desk, *plan, console).map([] { return Exit::Done; });
}

} // namespace lk
