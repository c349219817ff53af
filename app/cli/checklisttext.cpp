// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/checklisttext.h"

#include "models/desk/desk.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// How to call the program for the plan's database again.
QString callFor(const ChecklistFacts &facts)
{
    const bool named = facts.project && facts.project->environment(facts.environment->name);
    return u"lockkeeper-cli "_s + (named ? u"-e "_s + facts.environment->name : u"--url "_s + facts.plan.target.url) + u' ';
}

/// The command that brings the evidence of an item.
QString commandFor(const QString &item, const ChecklistFacts &facts)
{
    static const QStringList rehearsed{u"affected-identified"_s, u"duration-estimated"_s, u"rollback-planned"_s, u"rollback-tested"_s,
                                       u"safe-to-run-twice"_s,   u"data-integrity"_s,     u"production-copy"_s,  u"data-consistency"_s};
    if (rehearsed.contains(item))
        return callFor(facts) + u"rehearse"_s;
    if (item == u"backup-verified")
        return callFor(facts) + u"backup"_s;
    if (item == u"schema-documented")
        return callFor(facts) + u"snapshot"_s;
    if (item == u"reviewed" || item == u"team-approval")
        return callFor(facts) + u"review --sign, by the reviewer"_s;
    if (item == u"staging-first")
        return u"lockkeeper-cli -e %1 apply"_s.arg(facts.environment->after);
    return {};
}

QString wayOut(const ChecklistItem &item, const ChecklistFacts &facts)
{
    QStringList ways;
    if (!item.automatic)
        ways << callFor(facts) + u"checklist tick %1 --note \"...\""_s.arg(item.id);
    else if (const QString command = commandFor(item.id, facts); !command.isEmpty())
        ways << command;
    if (mayBeWaived(item.id))
        ways << callFor(facts) + u"checklist waive %1 --reason \"...\""_s.arg(item.id);
    return ways.join(u"\n      or: "_s);
}

QString findingText(const Finding &finding, const ChecklistFacts &facts)
{
    const Place place{finding.file, finding.line, finding.column};
    QString text = printable(u"    %1 (%2): %3"_s.arg(finding.rule, place.text(), finding.message)) + u'\n';
    if (!finding.fix.isEmpty())
        text += u"      fix: %1\n"_s.arg(printable(finding.fix));
    if (finding.destructive && facts.environment->destructive == DestructivePolicy::Block)
        return text + u"      %1 takes no waiver for what destroys data\n"_s.arg(printable(facts.environment->name));
    return text + u"      or: %1checklist waive %2 --reason \"...\"\n"_s.arg(printable(callFor(facts)), finding.rule);
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

QString blockersText(const Checklist &checklist, const Console &console)
{
    const ChecklistFacts &facts = checklist.facts();
    QString text;
    for (const ChecklistItem &item : checklist.blockers()) {
        text += u"  %1 %2 (%3): %4\n"_s.arg(console.ink(u"-"_s, Ink::Bad), printable(item.title), item.id, printable(item.why));
        if (item.id == u"safety-checks") {
            for (const Finding &finding : checklist.openFindings())
                text += findingText(finding, facts);
        } else if (const QString way = wayOut(item, facts); !way.isEmpty()) {
            text += u"      way out: %1\n"_s.arg(printableBlock(way));
        }
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
