// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/checklisttext.h"
#include "app/cli/commands.h"
#include "app/cli/opendesk.h"

#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class ChecklistCommand : public Command
{
public:
    const char *name() const override { return "checklist"; }
    const char *description() const override { return "the checklist of the pending plan, and what people put on it"; }

    void addOptions(Options &options) override
    {
        options.text("--to", m_to, "V", "of the plan up to and including this version");
        options.flag("--revert", m_revert, "of the plan of a revert");
        options.number("--steps", m_steps, "N", "with --revert: this many of the migrations applied last (default: 1)");

        Options tick = options.word("tick", m_tick, "say that an item was done by hand");
        tick.argument("ITEM", m_item, true, "id of the item");
        tick.text("--note", m_note, "TEXT", "what was done");
        Options untick = options.word("untick", m_untick, "take a tick back");
        untick.argument("ITEM", m_item, true, "id of the item");
        Options waive = options.word("waive", m_waive, "go on without an item, or in spite of a finding");
        waive.argument("ITEM", m_item, true, "id of the item, rule of a finding, or a finding's key");
        waive.text("--reason", m_reason, "TEXT", "why");
    }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openDesk(call);
        if (!desk)
            return failure(std::move(desk));
        auto plan = planFor(**desk, m_revert ? Direction::Down : Direction::Up, m_to, m_steps);
        if (!plan)
            return failure(std::move(plan));
        if (auto changed = change(**desk, *plan, call.console); !changed)
            return failure(std::move(changed));
        const Checklist checklist = (*desk)->checklist(*plan);
        if (call.console.json)
            call.console.printJson(checklistJson(checklist));
        else if (!changes())
            call.console.write(checklistText(checklist, call.console));
        return Exit::Done;
    }

private:
    bool changes() const { return m_tick || m_untick || m_waive; }

    Result<void> change(Desk &desk, const Plan &plan, Console &console) const
    {
        if (!changes())
            return {};
        if (plan.empty() && m_waive) // a tick then is about the newest run
            return Failure(Error{ErrorCode::Usage, u"nothing is pending"_s, {}, u"a waiver belongs to a plan"_s,
                                 u"name the plan of a revert with --revert"_s});
        const Checklist checklist = desk.checklist(plan);
        const bool item = checklist.item(m_item) != nullptr;
        if (!item && !(m_waive && !findingsNamed(checklist).empty()))
            return Failure(unknownItem(checklist));
        if (m_waive)
            return waive(desk, plan, checklist, console);
        auto result = m_tick ? desk.tick(plan, m_item, m_note) : desk.untick(plan, m_item);
        if (result)
            console.note(m_tick ? u"Ticked %1."_s.arg(m_item) : u"Took the tick of %1 back."_s.arg(m_item));
        return result;
    }

    Result<void> waive(Desk &desk, const Plan &plan, const Checklist &checklist, Console &console) const
    {
        if (m_reason.trimmed().isEmpty())
            return Failure(Error{ErrorCode::Usage, u"a waiver needs its reason"_s, {}, u"the team will read it later"_s, u"add --reason \"...\""_s});
        if (checklist.item(m_item)) {
            auto result = desk.waiveItem(plan, m_item, m_reason);
            if (result)
                console.note(u"Waived %1."_s.arg(m_item));
            return result;
        }
        const std::vector<Finding> findings = findingsNamed(checklist);
        for (const Finding &finding : findings) {
            if (auto result = desk.waiveFinding(plan, {finding, m_reason}); !result)
                return result;
            console.note(u"Waived %1 (%2)."_s.arg(finding.rule, Place{finding.file, finding.line, finding.column}.text()));
        }
        return {};
    }

    std::vector<Finding> findingsNamed(const Checklist &checklist) const
    {
        std::vector<Finding> found;
        for (const Finding &finding : checklist.facts().findings) {
            if (finding.rule == m_item || (!finding.waiverKey.isEmpty() && finding.waiverKey == m_item))
                found.push_back(finding);
        }
        return found;
    }

    Error unknownItem(const Checklist &checklist) const
    {
        QStringList known;
        for (const ChecklistItem &item : checklist.items())
            known << item.id;
        if (m_waive) {
            for (const Finding &finding : checklist.facts().findings)
                known << finding.rule;
        }
        known.removeDuplicates();
        return {ErrorCode::Usage, u"the checklist has no item called \"%1\""_s.arg(m_item), {}, {}, u"it knows: "_s + known.join(u", "_s)};
    }

    QString m_to;
    bool m_revert = false;
    int m_steps = 1;
    bool m_tick = false;
    bool m_untick = false;
    bool m_waive = false;
    QString m_item;
    QString m_note;
    QString m_reason;
};

} // namespace

std::unique_ptr<Command> makeChecklistCommand()
{
    return std::make_unique<ChecklistCommand>();
}

} // namespace lk
