// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where and how a plan is rehearsed, and what is kept of it.
#include "models/desk/desk.h"

#include "models/base/jsonfile.h"
#include "models/desk/deskground.h"
#include "models/desk/programkey.h"
#include "models/rehearsal/earlierrehearsals.h"
#include "models/rehearsal/estimate.h"
#include "models/rehearsal/projectqueries.h"
#include "models/rehearsal/rolledback.h"

#include <QLocale>

#include <algorithm>

namespace lk {

namespace {

/// Copying more than this for every rehearsal is not done without being asked for.
constexpr qint64 CopiedUnasked = 2'000'000'000;

/// What was cut off fails in many ways, depending on where it was.
Failure wasCancelled()
{
    return Failure(Error{ErrorCode::Cancelled, QStringLiteral("rehearsal cancelled"), {}, {}, QStringLiteral("the target was not touched, the scratch is removed")});
}

QString sizeText(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

/// Whether a statement that a program sent is the migration's, not its tool's.
bool isOfMigration(const StatementFacts &facts, const QStringList &ownTables)
{
    switch (facts.verb) {
    case Verb::Begin:
    case Verb::Commit:
    case Verb::Rollback:
    case Verb::Savepoint:
    case Verb::Release:
        return false;
    default:
        break;
    }
    const QString table = facts.table.isEmpty() ? facts.name : facts.table;
    return table.isEmpty() || std::ranges::none_of(ownTables, [&](const QString &own) { return own.section(u'.', -1).compare(table, Qt::CaseInsensitive) == 0; });
}

} // namespace

/// Why a plan can't be rehearsed there, as far as can be told without trying; empty: it can.
QString Desk::placeProblem(RehearsalPlace place, const QString &url) const
{
    const bool isFile = !m_engine->traits().server;
    switch (place) {
    case RehearsalPlace::Scratch:
        return m_database.error ? m_database.problem : QString();
    case RehearsalPlace::Server: {
        if (isFile)
            return QStringLiteral("%1 has no server; its copy is a file of its own").arg(m_engine->traits().title);
        const auto other = otherServer(url);
        return other ? QString() : other.error().text();
    }
    case RehearsalPlace::Private:
        return isFile ? QStringLiteral("%1 has no server; its copy is a file of its own").arg(m_engine->traits().title)
                      : m_engine->privateServerProblem(m_database.server);
    case RehearsalPlace::Backup: {
        const auto record = backupFor({});
        return record ? QString() : record.error().text();
    }
    case RehearsalPlace::Live:
        if (isFile)
            return QStringLiteral("a copy of a file is made at once, so that nothing has to run on the database itself");
        if (!m_engine->traits().transactionalDdl)
            return QStringLiteral("%1 commits every change of the schema at once, so that nothing could be rolled back").arg(m_engine->traits().title);
        if (m_environment.isProtected)
            return QStringLiteral("%1 is protected").arg(m_environment.name);
        return m_database.error ? m_database.problem : m_database.server.exists ? QString() : QStringLiteral("there is no database yet");
    }
    return {};
}

std::vector<RehearsalChoice> Desk::rehearsalChoices()
{
    const RehearsalPolicy &policy = m_environment.rehearsal;
    std::vector<RehearsalPlace> places{RehearsalPlace::Scratch, RehearsalPlace::Backup, RehearsalPlace::Private, RehearsalPlace::Server, RehearsalPlace::Live};
    std::ranges::stable_partition(places, [&](RehearsalPlace place) { return place == policy.on; });
    std::vector<RehearsalChoice> choices;
    for (const RehearsalPlace place : places)
        choices.push_back({place, placeTitle(place, *m_engine), placeProblem(place, policy.url)});
    return choices;
}

/// With rows, unless the policy says otherwise or there are too many.
RehearseOptions Desk::withRowsAsFits(RehearseOptions options, const std::optional<ScratchData> &asked) const
{
    const std::optional<bool> &wanted = m_environment.rehearsal.rows;
    QString why;
    if (options.on == RehearsalPlace::Backup || options.on == RehearsalPlace::Live) {
        options.data = ScratchData::Full;
    } else if (asked) {
        options.data = *asked;
    } else if (wanted) {
        options.data = *wanted ? ScratchData::Full : ScratchData::None;
        why = *wanted ? QString() : QStringLiteral(", as the policy says");
    } else if (const auto bytes = notReached() ? Result<qint64>(0) : m_engine->estimatedDumpSize(m_target); bytes && *bytes > CopiedUnasked) {
        options.data = ScratchData::None;
        why = QStringLiteral(": the database has about %1, and more than %2 is copied only when asked for").arg(sizeText(*bytes), sizeText(CopiedUnasked));
    }
    if (const LiveLimits limits; options.on == RehearsalPlace::Live && !notReached()) {
        const auto bytes = m_engine->estimatedDumpSize(m_target);
        options.comparesRows = bytes && *bytes <= limits.readRowsUpTo;
        if (!options.comparesRows && bytes)
            why = QStringLiteral(", rows not compared: the database has about %1, and of more than %2 they are not read while others wait")
                      .arg(sizeText(*bytes), sizeText(limits.readRowsUpTo));
    }
    options.place = inSentence(placeTitle(options.on, *m_engine)) + (options.data == ScratchData::Full ? QString() : QStringLiteral(", without rows")) + why;
    return options;
}

Result<RehearseOptions> Desk::rehearseOptions(const std::optional<RehearsalPlace> &place, const QString &url, const std::optional<ScratchData> &data)
{
    const RehearsalPolicy &policy = m_environment.rehearsal;
    RehearseOptions options;
    options.on = place.value_or(policy.on);
    options.url = url.isEmpty() && options.on == RehearsalPlace::Server ? policy.url : url;
    if (options.on == RehearsalPlace::Server && url.isEmpty() && !policy.urlProblem.isEmpty())
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the rehearsal server can't be used"), {}, policy.urlProblem, {}});
    return withRowsAsFits(std::move(options), data);
}

/// On whatever copy the options ask for, which goes then.
Result<Rehearsal> Desk::Ground::onCopy(Desk &desk, const Plan &plan, RehearseOptions &options, RunControl &control, const EventSink &sink, const ProgressSink &progress)
{
    auto made = desk.ground(plan, options, control, progress);
    if (!made)
        return control.cancelled() ? wasCancelled() : Failure(made.error());
    auto rehearsal = lk::rehearse(plan, *desk.m_format, desk.m_setup, *desk.m_engine, *made->scratch, options, control, sink);
    if (rehearsal && options.data == ScratchData::None)
        estimate(*rehearsal, plan, *desk.m_engine, desk.m_browse, made->scratch->session());
    if (rehearsal && options.keep) {
        rehearsal->kept = made->scratch->target().url;
        if (auto kept = made->scratch->keep(); !kept)
            return failure(std::move(kept));
    }
    made->scratch.reset();
    *made = {};
    return rehearsal || !control.cancelled() ? std::move(rehearsal) : Result<Rehearsal>(wasCancelled());
}

Result<Rehearsal> Desk::rehearse(const Plan &plan, const RehearseOptions &options, RunControl &control, const EventSink &sink, const ProgressSink &progress)
{
    RehearseOptions chosen = options;
    chosen.user = currentUser();
    chosen.clock = m_clock;
    chosen.files = m_history.files();
    chosen.trusted = trusted();
    if (auto may = checkTrust(plan); !may)
        return failure(std::move(may));
    if (auto queries = readProjectQueries(m_project.folder, m_engine->traits().dialect).map([&](std::vector<ProjectQuery> found) { chosen.queries = std::move(found); }); !queries)
        return failure(std::move(queries));
    m_schema.reset();
    const auto seen = schemaDigest();
    if (!seen)
        return Failure(seen.error());
    auto rehearsal = chosen.on == RehearsalPlace::Live ? Ground::rolledBack(*this, plan, chosen, control, sink) : Ground::onCopy(*this, plan, chosen, control, sink, progress);
    if (!rehearsal)
        return rehearsal;
    // The scratch's own digest may differ in what a copy can't have: grants of the server, times that it noted itself.
    rehearsal->schemaBefore = *seen;
    rehearsal->targetVersion = m_database.server.version;
    if (auto kept = setAside(rehearsalPath(plan.fingerprint)); !kept)
        return failure(std::move(kept));
    if (auto kept = writeJsonFile(rehearsalPath(plan.fingerprint), toJson(*rehearsal)); !kept)
        return failure(std::move(kept));
    noteSent(plan, *rehearsal);
    if (auto noted = addEvidence(QStringLiteral("rehearsed"), plan.versions(), plan.fingerprint, rehearsal->ok); !noted)
        return failure(std::move(noted));
    if (auto noted = audit(QStringLiteral("rehearse"), plan.fingerprint, plan.versions(), rehearsal->ok ? QStringLiteral("done") : QStringLiteral("failed"), rehearsal->place); !noted)
        return failure(std::move(noted));
    return rehearsal;
}

/// Keeps what each program of @p plan was seen to send, but for brackets and the tool's own tables: it is judged like a script.
void Desk::noteSent(const Plan &plan, const Rehearsal &rehearsal)
{
    const QStringList own = m_format->ownTables(m_setup);
    for (size_t i = 0; i < std::min(plan.steps.size(), rehearsal.steps.size()); ++i) {
        const PlanStep &step = plan.steps[i];
        if (!step.isProgram())
            continue;
        const auto keep = [&](Direction direction, const QStringList &sent) {
            QStringList &kept = m_sent[programKey(step.migration, direction)];
            kept.clear();
            std::ranges::copy_if(sent, std::back_inserter(kept), [&](const QString &sql) {
                return isOfMigration(readFacts(sql.toUtf8(), m_engine->traits().dialect), own);
            });
        };
        keep(step.direction, rehearsal.steps[i].sent);
        if (!rehearsal.steps[i].sentBack.isEmpty())
            keep(step.direction == Direction::Up ? Direction::Down : Direction::Up, rehearsal.steps[i].sentBack);
    }
}

QString Desk::rehearsalPath(const QString &fingerprint) const
{
    return QStringLiteral("%1/rehearsals/%2-%3.json").arg(m_project.dataFolder(), m_environment.name, fingerprint.left(32));
}

} // namespace lk
