// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/schemasource.h"

#include "models/base/jsonfile.h"
#include "models/base/sourcefile.h"
#include "models/engines/engineregistry.h"
#include "models/sql/splitter.h"

#include <QFileInfo>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

Snapshot withoutTracking(Snapshot schema, const Desk &desk)
{
    return without(std::move(schema), desk.format().ownTables(desk.setup()));
}

/// A database that does not exist, for scratches that begin empty.
Target emptyTarget(const Desk &desk)
{
    Target target = desk.target();
    target.database = target.database.left(40) + u"_lockkeeper_none"_s;
    return target;
}

Result<NamedSchema> rehearsedSchema(const QString &title, const Plan &plan, const Desk &desk, Console &console)
{
    RehearseOptions options;
    options.roundTrip = false;
    options.user = currentUser();
    options.files = desk.history().files();
    options.trusted = desk.trusted();
    const auto scratch = desk.engine().scratch(plan.target, options.data, console.control(), console.progressSink());
    console.clearProgress();
    if (!scratch)
        return Failure(scratch.error());
    auto rehearsal = rehearse(plan, desk.format(), desk.setup(), desk.engine(), **scratch, options, console.control(), {});
    if (!rehearsal)
        return failure(std::move(rehearsal));
    if (rehearsal->error)
        return Failure(*rehearsal->error);
    return NamedSchema{title, std::move(rehearsal->schemaAfter)};
}

Result<NamedSchema> liveSchema(Desk &desk)
{
    auto schema = desk.snapshot();
    if (!schema)
        return failure(std::move(schema));
    return NamedSchema{u"live (%1)"_s.arg(desk.environment().name), withoutTracking(std::move(*schema), desk)};
}

Result<NamedSchema> pendingSchema(Desk &desk, Console &console)
{
    PlanRequest request;
    auto plan = desk.plan(request);
    if (!plan)
        return failure(std::move(plan));
    if (plan->empty())
        return liveSchema(desk);
    return rehearsedSchema(u"pending (%1, rehearsed)"_s.arg(plan->versions()), *plan, desk, console);
}

Result<NamedSchema> expectedSchema(Desk &desk, Console &console)
{
    std::vector<Migration> files;
    for (const HistoryEntry &entry : desk.history().entries) {
        if (!entry.inDatabase())
            continue;
        if (!entry.file)
            return Failure(Error{ErrorCode::Disagreement, u"the expected schema can't be built"_s, {},
                                 u"the file of the applied migration %1 is gone"_s.arg(entry.version()),
                                 u"bring the file back, from version control for instance"_s});
        files.push_back(*entry.file);
    }
    auto plan = makePlan(joinHistory(files, {}, desk.format(), desk.setup()), {}, desk.format(), desk.setup(), desk.engine(), emptyTarget(desk),
                         u"expected"_s);
    if (!plan)
        return failure(std::move(plan));
    plan->createsDatabase = true;
    const QString title = u"expected (%1, built from its files)"_s.arg(counted(qint64(files.size()), u"applied migration"_s));
    if (plan->empty())
        return NamedSchema{title, {}};
    return rehearsedSchema(title, *plan, desk, console);
}

Result<NamedSchema> schemaOfUrl(const QString &url, const Desk &desk, const QString &title = {})
{
    auto engine = engineForUrl(url);
    if (!engine)
        return failure(std::move(engine));
    auto target = (*engine)->target(url, desk.project().folder);
    if (!target)
        return failure(std::move(target));
    auto session = (*engine)->open(*target, Access::ReadOnly);
    if (!session)
        return failure(std::move(session));
    if (!(*session)->info().exists)
        return Failure(Error{ErrorCode::Connection, u"there is no such database"_s, {target->database}, {}, u"look at the path or the name"_s});
    auto schema = (*engine)->snapshot(**session);
    if (!schema)
        return failure(std::move(schema));
    return NamedSchema{title.isEmpty() ? target->url : title, withoutTracking(std::move(*schema), desk)};
}

Result<void> runScript(Session &session, const SourceFile &source, const QString &file, const Engine &engine)
{
    const QByteArrayView text = QByteArrayView(source.bytes).sliced(source.textOffset());
    auto statements = splitStatements(text, engine.traits().dialect);
    if (!statements) {
        Error error = statements.error();
        error.where.file = file;
        return Failure(error);
    }
    for (const StatementSpan &span : *statements) {
        auto done = session.execute(text.sliced(span.offset, span.length));
        if (!done) {
            Error error = done.error();
            error.where = {file, span.line, span.column};
            return Failure(error);
        }
    }
    return {};
}

Result<NamedSchema> schemaOfScript(const QString &file, const Desk &desk, Console &console)
{
    auto source = readSourceFile(file);
    if (!source)
        return failure(std::move(source));
    if (!source->readable())
        return Failure(encodingError(*source, file));
    auto scratch = desk.engine().scratch(emptyTarget(desk), ScratchData::None, console.control(), {});
    if (!scratch)
        return failure(std::move(scratch));
    if (auto ran = runScript((*scratch)->session(), *source, file, desk.engine()); !ran)
        return failure(std::move(ran));
    auto schema = desk.engine().snapshot((*scratch)->session());
    if (!schema)
        return failure(std::move(schema));
    return NamedSchema{file, withoutTracking(std::move(*schema), desk)};
}

Result<NamedSchema> schemaOfSnapshotFile(const QString &file, const Desk &desk)
{
    auto object = readJsonFile(file);
    if (!object)
        return failure(std::move(object));
    auto schema = snapshotFromJson(*object);
    if (!schema)
        return Failure(Error{ErrorCode::Usage, u"this is no snapshot file"_s, {file}, {}, u"`lockkeeper-cli snapshot FILE` writes one"_s});
    return NamedSchema{file, withoutTracking(std::move(*schema), desk)};
}

} // namespace

Result<NamedSchema> readSchema(const QString &what, Desk &desk, Console &console)
{
    if (what == u"live")
        return liveSchema(desk);
    if (what == u"pending")
        return pendingSchema(desk, console);
    if (what == u"expected")
        return expectedSchema(desk, console);
    if (const Environment *environment = desk.project().environment(what))
        return schemaOfUrl(environment->url, desk, what);
    if (QFileInfo(what).isFile())
        return what.endsWith(u".sql", Qt::CaseInsensitive) ? schemaOfScript(what, desk, console) : schemaOfSnapshotFile(what, desk);
    if (what.contains(u':'))
        return schemaOfUrl(what, desk); // whose errors don't repeat the address: a password may stand in it
    return Failure(Error{ErrorCode::Usage, u"\"%1\" is no schema"_s.arg(what), {}, u"there is no such word, environment, file or URL"_s,
                         u"say live, pending, expected, an environment, a URL, a snapshot file or a .sql file"_s});
}

} // namespace lk
