// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plantext.h"

#include "models/desk/desk.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

QString placeText(const Statement &statement)
{
    switch (statement.origin) {
    case StatementOrigin::Script: return u"line %1"_s.arg(statement.line);
    case StatementOrigin::Record: return u"tracking"_s;
    case StatementOrigin::Engine: return u"engine"_s;
    }
    return {};
}

QString statementText(const Statement &statement, bool verbose)
{
    const QString head = u"  %1  %2  "_s.arg(statement.number, 3).arg(placeText(statement), -9);
    if (!verbose)
        return head + printable(statement.excerpt(300).simplified().left(100)) + u'\n';
    const QString sql = printableBlock(QString::fromUtf8(statement.sql()));
    return head + QString(sql).replace(u'\n', u'\n' + QString(head.size(), u' ')) + u'\n';
}

QString stepText(const PlanStep &step, const Console &console, bool verbose)
{
    const QString transaction = step.transaction ? u"one transaction"_s : u"no transaction"_s;
    QString text = u"%1  %2  (%3, %4)\n"_s.arg(console.ink(printable(step.migration.version), Ink::Strong),
                                              printable(step.migration.description), printable(step.script().file), transaction);
    for (const Statement &statement : step.statements)
        text += statementText(statement, verbose);
    for (const QString &remark : step.remarks)
        text += u"       note: "_s + printable(remark) + u'\n';
    return text;
}

QString wayOut(const ChecklistItem &item)
{
    if (item.automatic)
        return u"or: lockkeeper-cli checklist waive %1 --reason \"...\""_s.arg(item.id);
    return u"then: lockkeeper-cli checklist tick %1 --note \"...\""_s.arg(item.id);
}

QString findingLine(const Finding &finding)
{
    const Place place{finding.file, finding.line, finding.column};
    return printable(u"%1 (%2): %3"_s.arg(finding.rule, place.text(), finding.message));
}

Ink inkOf(ItemState state)
{
    switch (state) {
    case ItemState::Done: return Ink::Good;
    case ItemState::Failing: return Ink::Bad;
    case ItemState::Stale:
    case ItemState::Waived: return Ink::Warning;
    case ItemState::Open: return Ink::Plain;
    }
    return Ink::Plain;
}

QJsonObject itemJson(const ChecklistItem &item)
{
    return {{u"id"_s, item.id},         {u"phase"_s, title(item.phase)}, {u"title"_s, item.title}, {u"automatic"_s, item.automatic},
            {u"gates"_s, item.gates},   {u"state"_s, word(item.state)},  {u"why"_s, item.why},     {u"by"_s, item.by},
            {u"at"_s, item.at.isValid() ? QJsonValue(item.at.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue()},
            {u"note"_s, item.note}};
}

} // namespace

QString planText(const Plan &plan, const Console &console, bool verbose)
{
    const QString verb = plan.direction == Direction::Up ? u"Apply"_s : u"Revert"_s;
    QString text = u"%1 %2 %3 %4 (%5)\n"_s.arg(verb, counted(qint64(plan.steps.size()), u"migration"_s),
                                              plan.direction == Direction::Up ? u"to"_s : u"from"_s, printable(plan.environment),
                                              printable(plan.target.url));
    if (plan.createsDatabase)
        text += u"There is no database yet: this creates it.\n"_s;
    text += u"fingerprint %1\n\n"_s.arg(plan.fingerprint);
    for (const PlanStep &step : plan.steps)
        text += stepText(step, console, verbose) + u'\n';
    return text;
}

QString blockersText(const Checklist &checklist, const Console &console)
{
    QString text;
    for (const ChecklistItem &item : checklist.blockers()) {
        text += u"  %1 %2 (%3): %4\n"_s.arg(console.ink(u"-"_s, Ink::Bad), printable(item.title), item.id, printable(item.why));
        text += u"      %1\n"_s.arg(wayOut(item));
    }
    for (const Finding &finding : checklist.openFindings()) {
        text += u"  %1 %2\n"_s.arg(console.ink(u"-"_s, Ink::Bad), findingLine(finding));
        if (!finding.fix.isEmpty())
            text += u"      fix: %1\n"_s.arg(printable(finding.fix));
        text += u"      or: lockkeeper-cli checklist waive %1 --reason \"...\"\n"_s.arg(finding.rule);
    }
    return text;
}

QJsonArray blockersJson(const Checklist &checklist)
{
    QJsonArray blockers;
    for (const ChecklistItem &item : checklist.blockers())
        blockers.append(itemJson(item));
    return blockers;
}

QString checklistText(const Checklist &checklist, const Console &console)
{
    QString text;
    std::optional<Phase> phase;
    for (const ChecklistItem &item : checklist.items()) {
        if (phase != item.phase) {
            text += (phase ? u"\n"_s : QString()) + console.ink(title(item.phase), Ink::Strong) + u'\n';
            phase = item.phase;
        }
        const QString state = console.ink(word(item.state).leftJustified(7), inkOf(item.state));
        text += u"  %1  %2 %3  %4\n"_s.arg(state, item.gates ? u"gate"_s : u"    "_s, item.id.leftJustified(28), printable(item.title));
        if (!item.why.isEmpty())
            text += QString(44, u' ') + printable(item.why) + u'\n';
        if (!item.by.isEmpty())
            text += QString(44, u' ')
                + printable(u"%1, %2: %3"_s.arg(item.by, item.at.toUTC().toString(u"yyyy-MM-dd hh:mm"_s), item.note)) + u'\n';
    }
    return text;
}

QJsonObject checklistJson(const Checklist &checklist)
{
    QJsonArray items;
    for (const ChecklistItem &item : checklist.items())
        items.append(itemJson(item));
    QJsonArray findings;
    for (const Finding &finding : checklist.openFindings())
        findings.append(toJson(finding));
    return {{u"fingerprint"_s, checklist.facts().plan.fingerprint},
            {u"items"_s, items},
            {u"blockers"_s, blockersJson(checklist)},
            {u"open_findings"_s, findings}};
}

} // namespace lk
