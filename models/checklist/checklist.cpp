// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/checklist/checklist.h"

#include "models/checklist/itemrules.h"

#include <algorithm>

namespace lk {

namespace {

/// Items about a run belong to the plan that ran, the others to the plan that will.
QString subjectOf(const ChecklistFacts &facts)
{
    return facts.plan.empty() && facts.lastRun ? facts.lastRun->subject : facts.plan.fingerprint;
}

const Evidence *newestTick(const ChecklistFacts &facts, const QString &item)
{
    const QString prefix = item + u'@';
    const Evidence *found = nullptr;
    for (const Evidence &tick : facts.ticks) {
        const bool samePlan = tick.subject == prefix + subjectOf(facts);
        const bool sameVersions = !facts.plan.empty() && tick.detail[QStringLiteral("versions")].toString() == facts.plan.versions();
        if (tick.environment == facts.environment->name && tick.subject.startsWith(prefix) && (samePlan || sameVersions))
            found = &tick;
    }
    return found;
}

const Evidence *waiverOf(const ChecklistFacts &facts, const QString &item)
{
    const QString subject = QStringLiteral("item:%1@%2").arg(item, facts.plan.contentDigest);
    for (const Evidence &waiver : facts.waivers) {
        if (waiver.ok && waiver.subject == subject && waiver.environment == facts.environment->name)
            return &waiver;
    }
    return nullptr;
}

void sign(ChecklistItem &item, const Evidence &evidence)
{
    item.by = evidence.by;
    item.at = evidence.at;
    item.note = evidence.note;
}

/// A tick counts for what was ticked: other content makes it stale.
void applyTick(ChecklistItem &item, const ChecklistFacts &facts)
{
    const Evidence *tick = newestTick(facts, item.id);
    if (!tick || !tick->ok) {
        item.state = ItemState::Open;
        item.why = QStringLiteral("by hand: a person ticks it");
        return;
    }
    sign(item, *tick);
    const bool current = tick->subject == item.id + u'@' + subjectOf(facts);
    item.state = current ? ItemState::Done : ItemState::Stale;
    item.why = current ? QStringLiteral("ticked by %1").arg(tick->by) : QStringLiteral("ticked by %1 for other content").arg(tick->by);
}

/// Some automatic items are decided by a person where the evidence asks for a note.
bool takesNote(const QString &id)
{
    return id == QStringLiteral("breaking-documented") || id == QStringLiteral("requirements-defined");
}

} // namespace

bool mayBeWaived(const QString &item)
{
    return item != QStringLiteral("safety-checks") && item != QStringLiteral("privileges") && item != QStringLiteral("backup-verified");
}

namespace {

ChecklistItem judge(const ItemRule &rule, const ChecklistFacts &facts)
{
    ChecklistItem item;
    item.id = QString::fromLatin1(rule.id);
    item.phase = rule.phase;
    item.title = QString::fromUtf8(rule.title);
    item.automatic = rule.judge && (!rule.bound || rule.bound(facts));
    item.gates = rule.gates(facts) || facts.environment->gates.contains(item.id);
    if (item.automatic) {
        const bool needsPlan = rule.phase != Phase::During && rule.phase != Phase::After;
        const Judgement judgement = needsPlan && facts.plan.empty() && item.id != QStringLiteral("schema-documented") && item.id != QStringLiteral("backup-verified")
                && item.id != QStringLiteral("privileges") && item.id != QStringLiteral("backup-planned")
            ? Judgement{ItemState::Open, QStringLiteral("nothing is planned")}
            : rule.judge(facts);
        item.state = judgement.state;
        item.why = judgement.why;
        if (!item.satisfied() && takesNote(item.id)) {
            const QString missing = item.why;
            applyTick(item, facts);
            if (item.state == ItemState::Open)
                item.why = missing;
        }
    } else {
        applyTick(item, facts);
        if (item.state == ItemState::Open && rule.unbound)
            item.why += QStringLiteral(" (%1)").arg(QString::fromUtf8(rule.unbound));
    }
    if (!item.satisfied() && mayBeWaived(item.id)) {
        if (const Evidence *waiver = waiverOf(facts, item.id)) {
            sign(item, *waiver);
            item.state = ItemState::Waived;
            item.why = QStringLiteral("waived by %1: %2").arg(waiver->by, waiver->note);
        }
    }
    return item;
}

Phase phaseOf(const QString &name)
{
    static const QStringList names{QStringLiteral("plan"), QStringLiteral("develop"), QStringLiteral("test"),
                                   QStringLiteral("before"), QStringLiteral("during"), QStringLiteral("after")};
    const auto index = names.indexOf(name.toLower());
    return index < 0 ? Phase::Before : Phase(index);
}

} // namespace

Checklist::Checklist(ChecklistFacts facts)
    : m_facts(std::move(facts))
{
    for (const ItemRule &rule : itemRules())
        m_items.push_back(judge(rule, m_facts));
    for (const ProjectItem &own : m_facts.project->items) {
        ChecklistItem item;
        item.id = own.id;
        item.phase = phaseOf(own.phase);
        item.title = own.title;
        item.gates = m_facts.environment->gates.contains(own.id);
        applyTick(item, m_facts);
        m_items.push_back(std::move(item));
    }
    std::stable_sort(m_items.begin(), m_items.end(), [](const ChecklistItem &a, const ChecklistItem &b) { return a.phase < b.phase; });
}

const ChecklistItem *Checklist::item(const QString &id) const
{
    const auto found = std::find_if(m_items.begin(), m_items.end(), [&id](const ChecklistItem &item) { return item.id == id; });
    return found == m_items.end() ? nullptr : &*found;
}

std::vector<ChecklistItem> Checklist::blockers() const
{
    std::vector<ChecklistItem> blocking;
    std::copy_if(m_items.begin(), m_items.end(), std::back_inserter(blocking), [](const ChecklistItem &item) { return item.gates && !item.satisfied(); });
    return blocking;
}

std::vector<Finding> Checklist::openFindings() const
{
    return unwaivedFindings(m_facts);
}

Result<ApplyPermit> Checklist::permit() const
{
    if (m_facts.plan.empty())
        return Failure(Error{ErrorCode::Blocked, QStringLiteral("nothing to run"), {}, QStringLiteral("no migration is planned"), {}});
    QStringList reasons;
    for (const ChecklistItem &item : blockers())
        reasons << QStringLiteral("%1 [%2]: %3").arg(item.title, item.id, item.why);
    if (!reasons.isEmpty()) {
        return Failure(Error{ErrorCode::Blocked, QStringLiteral("%1 does not allow it yet").arg(m_facts.environment->name), {}, reasons.join(QStringLiteral("; ")),
                             QStringLiteral("show what is missing, or waive it with a reason")});
    }
    return ApplyPermit(m_facts.plan.fingerprint, m_facts.schemaDigest);
}

Result<RepairPermit> Checklist::repairPermit(const Leftover &leftover) const
{
    static const QStringList ofEveryWrite{QStringLiteral("maintenance-window"), QStringLiteral("backup-verified"), QStringLiteral("privileges")};
    QStringList reasons;
    for (const ItemRule &rule : itemRules()) {
        const QString id = QString::fromLatin1(rule.id);
        if (!ofEveryWrite.contains(id) || !(rule.gates(m_facts) || m_facts.environment->gates.contains(id)))
            continue;
        if (const Judgement judgement = rule.judge(m_facts); judgement.state != ItemState::Done)
            reasons << QStringLiteral("%1 [%2]: %3").arg(QString::fromUtf8(rule.title), id, judgement.why);
    }
    if (!reasons.isEmpty()) {
        return Failure(Error{ErrorCode::Blocked, QStringLiteral("%1 does not allow it yet").arg(m_facts.environment->name), {}, reasons.join(QStringLiteral("; ")),
                             QStringLiteral("show what is missing")});
    }
    return RepairPermit(leftover);
}

} // namespace lk
