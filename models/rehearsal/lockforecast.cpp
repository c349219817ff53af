// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/lockforecast.h"

#include <QSet>

#include <algorithm>

namespace lk {

namespace {

QString withoutUsualSchema(const QString &name)
{
    const QString usual = QStringLiteral("public.");
    return name.startsWith(usual, Qt::CaseInsensitive) ? name.mid(usual.size()) : name;
}

/// Whether a statement that says @p name may mean the table @p object.
bool isMeant(const QString &name, const QString &object)
{
    const QString said = withoutUsualSchema(name);
    const QString table = withoutUsualSchema(object);
    return said.compare(table, Qt::CaseInsensitive) == 0 || (!said.contains(u'.') && table.endsWith(u'.' + said, Qt::CaseInsensitive));
}

bool isTable(const ObservedLock &lock)
{
    return !lock.object.startsWith(QLatin1String("index ")) && !lock.object.startsWith(QLatin1String("sequence ")) && lock.object != QLatin1String("the database");
}

/// Tables that the statement's text names and that were there before it.
QStringList namesIn(const StatementFacts &facts)
{
    QStringList names = facts.references;
    names << facts.table;
    if (facts.objectKind == ObjectKind::Table && facts.verb != Verb::Create)
        names << facts.name;
    names.removeAll(QString());
    for (QString &name : names) {
        if (!facts.schema.isEmpty() && !name.contains(u'.') && (name == facts.table || name == facts.name))
            name.prepend(facts.schema + u'.');
    }
    names.removeDuplicates();
    return names;
}

const RehearsedStatement *seenOf(const std::optional<Rehearsal> &rehearsal, const PlanStep &step, const Statement &statement)
{
    if (!rehearsal)
        return nullptr;
    const auto found = std::ranges::find_if(rehearsal->statements, [&](const RehearsedStatement &one) { return one.version == step.migration.version && one.number == statement.number; });
    return found == rehearsal->statements.end() ? nullptr : &*found;
}

double timeOf(const RehearsedStatement &seen)
{
    return seen.targetMs.value_or(seen.ms);
}

/// Makes the meetings of a plan, one for each table.
class Meetings
{
public:
    Meetings(const Plan &plan, const Dialect &dialect, const std::optional<Rehearsal> &rehearsal) : m_plan(plan), m_dialect(dialect), m_rehearsal(rehearsal) {}

    std::vector<LockMeeting> make()
    {
        for (const PlanStep &step : m_plan.steps) {
            for (size_t i = 0; i < step.statements.size(); ++i) {
                if (step.statements[i].origin == StatementOrigin::Script)
                    add(step, i);
            }
        }
        std::ranges::stable_sort(m_meetings, std::greater(), &LockMeeting::stops);
        return std::move(m_meetings);
    }

private:
    void add(const PlanStep &step, size_t index);
    void note(LockMeeting meeting);
    void holdUntilTheEnd(const PlanStep &step, size_t index, LockMeeting &meeting) const;

    const Plan &m_plan;
    const Dialect &m_dialect;
    const std::optional<Rehearsal> &m_rehearsal;
    std::vector<LockMeeting> m_meetings;
};

void Meetings::add(const PlanStep &step, size_t index)
{
    const Statement &statement = step.statements[index];
    LockMeeting meeting;
    meeting.version = step.migration.version;
    meeting.line = statement.line;
    meeting.statement = statement.excerpt(60).simplified();
    const RehearsedStatement *seen = seenOf(m_rehearsal, step, statement);
    if (!seen || !seen->seen.locks) {
        const StatementFacts facts = readFacts(statement.sql(), m_dialect);
        if (!facts.changesSchema() && !facts.changesData() && facts.verb != Verb::Lock && facts.verb != Verb::Rename)
            return;
        for (const QString &name : namesIn(facts)) {
            meeting.object = withoutUsualSchema(name);
            note(meeting);
        }
        return;
    }
    holdUntilTheEnd(step, index, meeting);
    for (const ObservedLock &lock : *seen->seen.locks) {
        if (!isTable(lock))
            continue;
        meeting.object = withoutUsualSchema(lock.object);
        meeting.mode = lock.mode;
        meeting.stops = lock.stops;
        note(meeting);
    }
}

/// A transaction keeps its locks; a statement that runs alone gives them back.
void Meetings::holdUntilTheEnd(const PlanStep &step, size_t index, LockMeeting &meeting) const
{
    const bool inside = step.transaction && step.statements[index].scope == StatementScope::Transaction;
    double ms = 0;
    for (size_t i = index; i < step.statements.size(); ++i) {
        if (i > index && (!inside || step.statements[i].scope != StatementScope::Transaction))
            break;
        if (const RehearsedStatement *seen = seenOf(m_rehearsal, step, step.statements[i])) {
            ms += timeOf(*seen);
            meeting.estimated = meeting.estimated || seen->targetMs;
        }
    }
    meeting.heldMs = ms;
}

/// Of several locks on a table the strongest counts, of equal ones the longest.
void Meetings::note(LockMeeting meeting)
{
    const auto known = std::ranges::find_if(m_meetings, [&](const LockMeeting &one) { return one.object.compare(meeting.object, Qt::CaseInsensitive) == 0; });
    if (known == m_meetings.end()) {
        m_meetings.push_back(std::move(meeting));
        return;
    }
    const auto rank = [](const LockMeeting &one) { return std::tuple(!one.mode.isEmpty(), one.stops, one.heldMs.value_or(0)); };
    if (rank(meeting) > rank(*known))
        *known = std::move(meeting);
}

std::vector<Bystander> inTheWayOf(const LockMeeting &meeting, const LockWeather &weather)
{
    std::vector<Bystander> found;
    for (const Bystander &one : weather.bystanders) {
        Bystander here = one;
        std::erase_if(here.holds, [&](const HeldLock &lock) {
            const bool keepsOut = meeting.mode.isEmpty() ? !lock.keepsOut.isEmpty() : lock.keepsOut.contains(meeting.mode);
            return !keepsOut || !isMeant(meeting.object, lock.object);
        });
        if (!here.holds.empty())
            found.push_back(std::move(here));
    }
    return found;
}

} // namespace

QStringList tablesWanted(const Plan &plan, const Dialect &dialect, const std::optional<Rehearsal> &rehearsal, const Snapshot &schema)
{
    const std::vector<LockMeeting> meetings = Meetings(plan, dialect, rehearsal).make();
    QStringList tables;
    for (const SchemaObject &object : schema.objects) {
        const QString name = withoutUsualSchema(object.schema.isEmpty() ? object.name : object.schema + u'.' + object.name);
        const bool isMet = object.table.isEmpty() && (object.kind == QLatin1String("table") || object.kind.endsWith(QLatin1String("view")))
                           && std::ranges::any_of(meetings, [&](const LockMeeting &meeting) { return isMeant(meeting.object, name); });
        if (isMet && !tables.contains(name))
            tables << name;
    }
    return tables;
}

LockForecast lockForecast(const Plan &plan, const Dialect &dialect, const std::optional<Rehearsal> &rehearsal, const LockWeather &weather)
{
    LockForecast forecast;
    forecast.weather = weather;
    forecast.rehearsed = rehearsal.has_value();
    forecast.lockTimeoutMs = plan.target.lockTimeoutMs;
    forecast.meetings = Meetings(plan, dialect, rehearsal).make();
    for (LockMeeting &meeting : forecast.meetings)
        meeting.inTheWay = inTheWayOf(meeting, weather);
    for (const PlanStep &step : plan.steps) {
        for (const Statement &statement : step.statements) {
            if (forecast.waitsForAll.isEmpty() && statement.origin == StatementOrigin::Script && readFacts(statement.sql(), dialect).concurrently)
                forecast.waitsForAll = QStringLiteral("%1 line %2").arg(step.migration.version).arg(statement.line);
        }
    }
    return forecast;
}

} // namespace lk
