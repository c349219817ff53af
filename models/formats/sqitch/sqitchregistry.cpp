// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqitch/sqitchregistry.h"

#include "models/engines/engineregistry.h"
#include "models/formats/sqitch/sqitchfolder.h"
#include "models/formats/sqitch/sqitchsettings.h"
#include "models/formats/trackingtable.h"

#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace lk {

namespace {

/// The name under which a session of SQLite's has the registry's file attached.
const QString Attached = QStringLiteral("sqitch");

const QStringList ChangeColumns{QStringLiteral("change_id"),       QStringLiteral("script_hash"), QStringLiteral("change"),       QStringLiteral("project"),
                                QStringLiteral("note"),            QStringLiteral("committed_at"), QStringLiteral("committer_name"), QStringLiteral("committer_email"),
                                QStringLiteral("planned_at"),      QStringLiteral("planner_name"), QStringLiteral("planner_email")};

/// The parts of a statement that differ from database to database.
class Words
{
public:
    Words(const QString &engine, const FormatSetup &setup, const QString &registry = {})
        : m_engine(engine), m_registry(engine == u"sqlite" ? Attached : registry.isEmpty() ? setup.options.value(sqitch::Registry, Attached) : registry)
    {}

    bool isPostgresql() const { return m_engine == u"postgresql"; }
    bool isSqlite() const { return m_engine == u"sqlite"; }
    QByteArray table(const char *name) const { return quotedTable(m_registry, m_engine).toUtf8() + '.' + quotedTable(QString::fromLatin1(name), m_engine).toUtf8(); }
    QByteArray change() const { return quotedTable(QStringLiteral("change"), m_engine).toUtf8(); }
    /// The time of the row that is being written into @p name: later than every other, as Sqitch finds its way by it.
    QByteArray now(const char *name) const
    {
        if (isPostgresql())
            return "clock_timestamp()";
        if (!isSqlite())
            return "utc_timestamp(6)";
        return "(SELECT max(strftime('%Y-%m-%d %H:%M:%f', 'now'), coalesce(strftime('%Y-%m-%d %H:%M:%f', max(committed_at), '+0.001 seconds'), '')) FROM " + table(name) + ')';
    }
    QByteArray nothing() const { return isPostgresql() || isSqlite() ? "" : " FROM DUAL"; }
    /// A bound time.
    QByteArray time() const { return isPostgresql() ? "CAST(? AS timestamptz)" : "?"; }
    QString timeValue(const QString &date) const { return isPostgresql() ? date : QString(date).replace(u'T', u' ').remove(u'Z'); }
    QByteArray text() const { return isPostgresql() ? "CAST(? AS text)" : "?"; }
    /// Names as a cell of the events table, with what is bound to it.
    QByteArray list(const QStringList &names, const QString &separator, std::vector<BoundValue> &values) const
    {
        if (!isPostgresql()) {
            values.push_back(QVariant(names.isEmpty() ? QStringLiteral("") : names.join(separator)));
            return "?";
        }
        for (const QString &name : names)
            values.push_back(QVariant(name));
        return "ARRAY[" + QStringList(names.size(), QStringLiteral("?")).join(QStringLiteral(", ")).toUtf8() + "]::text[]";
    }
    /// The names of @p column in the rows of @p name that belong to the change `c`, in one cell.
    QByteArray gathered(const char *name, const char *column, const QByteArray &where) const
    {
        const QByteArray rows = " FROM " + table(name) + " g WHERE g.change_id = c.change_id" + where;
        if (isPostgresql())
            return "ARRAY(SELECT g." + QByteArray(column) + rows + ')';
        if (isSqlite())
            return "coalesce((SELECT group_concat(g." + QByteArray(column) + ", ',')" + rows + "), '')";
        return "coalesce((SELECT group_concat(g." + QByteArray(column) + " SEPARATOR ',')" + rows + "), '')";
    }

private:
    QString m_engine;
    QString m_registry;
};

/// The name and the address in "Name <address>".
std::pair<QString, QString> person(const QString &planner)
{
    const qsizetype open = planner.indexOf(u'<');
    return {planner.left(open).trimmed(), planner.mid(open + 1).chopped(planner.endsWith(u'>') ? 1 : 0)};
}

std::vector<BoundValue> committer(const FormatSetup &setup)
{
    return {QVariant(setup.options.value(sqitch::UserName, QStringLiteral("lockkeeper"))), QVariant(setup.options.value(sqitch::UserEmail, QStringLiteral("lockkeeper@localhost")))};
}

template <typename... Values>
std::vector<BoundValue> bound(const Values &...values)
{
    // An empty text is one, not NULL.
    return {BoundValue(QVariant(values.isNull() ? QStringLiteral("") : QString(values)))...};
}

void append(std::vector<BoundValue> &values, std::vector<BoundValue> more)
{
    values.insert(values.end(), more.begin(), more.end());
}

// ---- reading ----

/// The session in which the registry can be read, and under which name.
struct Reach {
    Session *session = nullptr;
    std::unique_ptr<Session> own = {};
    QString registry = {}; ///< empty: there is none
};

Result<QString> mainFile(Session &session)
{
    return session.query(QStringLiteral("SELECT file FROM pragma_database_list WHERE name = 'main'")).map([](const Rows &rows) { return rows.rows.empty() ? QString() : rows.rows[0][0].toString(); });
}

Result<Reach> reachFile(Session &session, const FormatSetup &setup)
{
    const auto attached = session.query(QStringLiteral("SELECT 1 FROM pragma_database_list WHERE name = ?"), {Attached});
    if (!attached)
        return Failure(attached.error());
    if (!attached->rows.empty())
        return Reach{&session, {}, Attached};
    const auto file = mainFile(session);
    if (!file)
        return Failure(file.error());
    const QString path = file->isEmpty() ? QString() : sqitchRegistry(setup, QStringLiteral("sqlite"), *file);
    if (path.isEmpty() || !QFileInfo(path).isFile() || QFileInfo(path).size() == 0)
        return Reach{&session};
    if (!session.info().readOnly && session.execute("ATTACH DATABASE ? AS sqitch", {path}))
        return Reach{&session, {}, Attached};
    const Engine &sqlite = *engineByName(QStringLiteral("sqlite"));
    auto opened = sqlite.open({QStringLiteral("sqlite"), QStringLiteral("sqlite:") + path, path, {}}, Access::ReadOnly, false);
    if (!opened)
        return Failure(opened.error());
    Session *own = opened->get();
    return Reach{own, *std::move(opened), QStringLiteral("main")};
}

/// Where the registry is, if its table of changes is there.
Result<Reach> reach(Session &session, const FormatSetup &setup)
{
    const QString engine = session.info().engine;
    if (engine == u"sqlite") {
        auto made = reachFile(session, setup);
        if (!made || made->registry.isEmpty())
            return made;
        const auto columns = made->session->query(QStringLiteral("SELECT name FROM pragma_table_info('changes', ?)"), {made->registry});
        if (!columns)
            return Failure(columns.error());
        QStringList names;
        for (const QVariantList &row : columns->rows)
            names += row[0].toString();
        if (names.isEmpty())
            made->registry.clear();
        else if (names != ChangeColumns)
            return Failure(Error{ErrorCode::Disagreement, QStringLiteral("the registry is not what this format writes"), {}, QStringLiteral("its table `changes` has other columns"),
                                 QStringLiteral("let `sqitch upgrade` bring it up to version 1.1; nothing is written to it")});
        return made;
    }
    const QString registry = sqitchRegistry(setup, engine, session.info().database);
    const auto there = findTrackingTable(session, registry + QStringLiteral(".changes"), ChangeColumns);
    if (!there)
        return Failure(there.error());
    return Reach{&session, {}, *there ? registry : QString()};
}

QString timeColumn(const QString &engine)
{
    if (engine == u"postgresql")
        return QStringLiteral("to_char(committed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')");
    return engine == u"sqlite" ? QStringLiteral("committed_at") : QStringLiteral("date_format(committed_at, '%Y-%m-%dT%H:%i:%sZ')");
}

AppliedMigration rowFrom(const QVariantList &cells, const QHash<QString, const Migration *> &byKey, const QHash<QString, const Migration *> &byName)
{
    AppliedMigration row;
    row.key = cells[0].toString();
    const QString name = cells[2].toString();
    const Migration *file = byKey.value(row.key);
    row.version = file ? file->version : name;
    row.checksum = QByteArray::fromHex(cells[1].toString().toLatin1());
    row.description = cells[3].toString().section(u'\n', 0, 0);
    row.appliedAt = utcTime(cells[4]);
    row.appliedBy = QStringLiteral("%1 <%2>").arg(cells[5].toString(), cells[6].toString());
    row.details.insert(sqitch::PlannerDetail, QStringLiteral("%1 <%2>").arg(cells[7].toString(), cells[8].toString()));
    if (file)
        return row;
    row.note = byName.contains(name) ? QStringLiteral("the plan has %1 with another id: its line or one above it was edited, moved or put in; sqitch stops until that is taken back").arg(name)
                                     : QStringLiteral("the plan does not have it: sqitch stops until it is back");
    return row;
}

Result<Rows> ask(const Reach &at, const QString &engine, const FormatSetup &setup, bool failed)
{
    const auto table = [&](const char *name) { return quotedTable(at.registry, engine) + u'.' + QString::fromLatin1(name); };
    const QString change = quotedTable(QStringLiteral("change"), engine);
    const QString project = setup.options.value(sqitch::Project);
    if (!failed) {
        return at.session->query(QStringLiteral("SELECT change_id, script_hash, %1, note, %2, committer_name, committer_email, planner_name, planner_email FROM %3 WHERE project = ? "
                                                "ORDER BY changes.committed_at, change_id").arg(change, timeColumn(engine), table("changes")), {project});
    }
    return at.session->query(QStringLiteral("SELECT e.change_id, '', e.%1, e.note, %2, e.committer_name, e.committer_email, e.planner_name, e.planner_email FROM %3 e WHERE e.project = ? "
                                            "AND e.event = 'fail' AND NOT EXISTS (SELECT 1 FROM %4 c WHERE c.change_id = e.change_id) "
                                            "AND NOT EXISTS (SELECT 1 FROM %3 l WHERE l.change_id = e.change_id AND l.committed_at > e.committed_at) ORDER BY e.committed_at")
                                 .arg(change, timeColumn(engine).replace(QStringLiteral("committed_at"), QStringLiteral("e.committed_at")), table("events"), table("changes")),
                             {project});
}

// ---- writing ----

RecordStatement insertChange(const Migration &migration, const Words &words, const FormatSetup &setup)
{
    const auto [planner, email] = person(migration.details.value(sqitch::PlannerDetail));
    std::vector<BoundValue> values = bound(migration.key, QString::fromLatin1(migration.checksum.toHex()), migration.details.value(sqitch::ChangeDetail), setup.options.value(sqitch::Project),
                                           migration.details.value(sqitch::NoteDetail));
    append(values, committer(setup));
    append(values, bound(words.timeValue(migration.details.value(sqitch::PlannedDetail)), planner, email));
    return {"INSERT INTO " + words.table("changes") + " (change_id, script_hash, " + words.change()
                + ", project, note, committer_name, committer_email, planned_at, planner_name, planner_email, committed_at) VALUES (?, ?, ?, ?, ?, ?, ?, " + words.time() + ", ?, ?, "
                + words.now("changes") + ')',
            values};
}

/// The id of a change in another project, as the registry knows it.
QByteArray foreignId(const QString &name, const Words &words, std::vector<BoundValue> &values)
{
    const QString project = name.section(u':', 0, 0);
    const QString change = name.section(u':', 1).section(u'@', 0, 0);
    const QString tag = name.section(u':', 1).section(u'@', 1);
    QByteArray where = " WHERE f.project = ?";
    values.push_back(QVariant(project));
    if (!change.isEmpty()) {
        where += " AND f." + words.change() + " = ?";
        values.push_back(QVariant(change));
    }
    if (!tag.isEmpty()) {
        where += " AND f.committed_at <= (SELECT t.committed_at FROM " + words.table("changes") + " t JOIN " + words.table("tags")
                 + " g ON g.change_id = t.change_id WHERE g.project = ? AND g.tag = ?)";
        append(values, bound(project, u'@' + tag));
    }
    return "(SELECT f.change_id FROM " + words.table("changes") + " f" + where + " ORDER BY f.committed_at DESC LIMIT 1)";
}

QStringList wordsOf(const Migration &migration, const QString &detail)
{
    return migration.details.value(detail).split(u' ', Qt::SkipEmptyParts);
}

void insertDependencies(std::vector<RecordStatement> &statements, const Migration &migration, const Words &words)
{
    const QByteArray insert = "INSERT INTO " + words.table("dependencies") + " (change_id, type, dependency, dependency_id) VALUES (?, ?, ?, ";
    const QStringList names = wordsOf(migration, sqitch::RequiresDetail);
    const QStringList ids = wordsOf(migration, sqitch::RequiredIdsDetail);
    for (qsizetype i = 0; i < names.size(); ++i) {
        std::vector<BoundValue> values = bound(migration.key, QStringLiteral("require"), names[i]);
        QByteArray id = "?";
        if (ids.value(i) == u"-" && names[i].contains(u':'))
            id = foreignId(names[i], words, values);
        else
            values.push_back(QVariant(ids.value(i) == u"-" ? names[i] : ids.value(i)));
        statements.push_back({insert + id + ')', values});
    }
    for (const QString &name : wordsOf(migration, sqitch::ConflictsDetail))
        statements.push_back({insert + "NULL)", bound(migration.key, QStringLiteral("conflict"), name)});
}

void insertTags(std::vector<RecordStatement> &statements, const Migration &migration, const Words &words, const FormatSetup &setup)
{
    for (const QString &tag : migration.tags) {
        const QString text = migration.details.value(u'@' + tag);
        const QString note = text.section(QStringLiteral(" # "), 1);
        const auto [planner, email] = person(text.section(u' ', 2).section(QStringLiteral(" # "), 0, 0));
        std::vector<BoundValue> values = bound(text.section(u' ', 0, 0), u'@' + tag, setup.options.value(sqitch::Project), migration.key, note);
        append(values, committer(setup));
        append(values, bound(words.timeValue(text.section(u' ', 1, 1)), planner, email));
        statements.push_back({"INSERT INTO " + words.table("tags")
                                  + " (tag_id, tag, project, change_id, note, committer_name, committer_email, planned_at, planner_name, planner_email, committed_at) VALUES (?, ?, ?, ?, ?, ?, ?, "
                                  + words.time() + ", ?, ?, " + words.now("tags") + ')',
                              values});
    }
}

QByteArray eventColumns(const Words &words)
{
    return "INSERT INTO " + words.table("events") + " (event, change_id, " + words.change()
           + ", project, note, tags, requires, conflicts, committer_name, committer_email, planned_at, planner_name, planner_email, committed_at) ";
}

RecordStatement insertDeployEvent(const Migration &migration, const Words &words, const FormatSetup &setup)
{
    std::vector<BoundValue> values = bound(migration.key, migration.details.value(sqitch::ChangeDetail), setup.options.value(sqitch::Project), migration.details.value(sqitch::NoteDetail));
    QStringList tags;
    for (const QString &tag : migration.tags)
        tags += u'@' + tag;
    QByteArray lists = words.list(tags, QStringLiteral(" "), values) + ", "; // one after the other: each binds values
    lists += words.list(wordsOf(migration, sqitch::RequiresDetail), QStringLiteral(","), values) + ", ";
    lists += words.list(wordsOf(migration, sqitch::ConflictsDetail), QStringLiteral(","), values);
    append(values, committer(setup));
    const auto [planner, email] = person(migration.details.value(sqitch::PlannerDetail));
    append(values, bound(words.timeValue(migration.details.value(sqitch::PlannedDetail)), planner, email));
    return {eventColumns(words) + "VALUES ('deploy', ?, ?, ?, ?, " + lists + ", ?, ?, " + words.time() + ", ?, ?, " + words.now("events") + ')', values};
}

} // namespace

Result<std::vector<AppliedMigration>> sqitchApplied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files)
{
    auto at = reach(session, setup);
    if (!at)
        return Failure(at.error());
    std::vector<AppliedMigration> applied;
    if (at->registry.isEmpty())
        return applied;
    const QString engine = session.info().engine;
    QHash<QString, const Migration *> byKey;
    QHash<QString, const Migration *> byName;
    for (const Migration &file : files) {
        byKey.insert(file.key, &file);
        byName.insert(file.details.value(sqitch::ChangeDetail), &file);
    }
    for (const bool failed : {false, true}) {
        const auto rows = ask(*at, engine, setup, failed);
        if (!rows)
            return Failure(rows.error());
        for (const QVariantList &cells : rows->rows) {
            AppliedMigration row = rowFrom(cells, byKey, byName);
            row.success = !failed;
            if (failed && !byKey.contains(row.key))
                continue; // tried once, and planned anew since
            applied.push_back(std::move(row));
        }
    }
    return applied;
}

std::vector<RecordStatement> noteSqitchDeploy(const Migration &migration, const EngineTraits &engine, const FormatSetup &setup)
{
    const Words words(engine.name, setup);
    std::vector<RecordStatement> statements{insertChange(migration, words, setup)};
    insertDependencies(statements, migration, words);
    insertTags(statements, migration, words, setup);
    statements.push_back(insertDeployEvent(migration, words, setup));
    return statements;
}

std::vector<RecordStatement> noteSqitchRevert(const Migration &migration, const EngineTraits &engine, const FormatSetup &setup)
{
    const Words words(engine.name, setup);
    const QVariant key(migration.key);
    const std::vector<BoundValue> people = committer(setup);
    const QByteArray fixed = words.text() + ", " + words.text() + ", c.planned_at, c.planner_name, c.planner_email, " + words.now("events");
    // Taken from the row, which tells what was deployed; the file may have gone.
    const QByteArray fromChange = eventColumns(words) + "SELECT 'revert', c.change_id, c." + words.change() + ", c.project, c.note, " + words.gathered("tags", "tag", "") + ", "
                                  + words.gathered("dependencies", "dependency", " AND g.type = 'require'") + ", " + words.gathered("dependencies", "dependency", " AND g.type = 'conflict'") + ", "
                                  + fixed + " FROM " + words.table("changes") + " c WHERE c.change_id = ?";
    // One that failed has only its event.
    const QByteArray fromFailure = eventColumns(words) + "SELECT 'revert', c.change_id, c." + words.change() + ", c.project, c.note, c.tags, c.requires, c.conflicts, " + fixed + " FROM "
                                   + words.table("events") + " c WHERE c.change_id = ? AND c.event = 'fail' AND c.committed_at = (SELECT max(l.committed_at) FROM " + words.table("events")
                                   + " l WHERE l.change_id = ?)";
    std::vector<RecordStatement> statements{{fromChange, {people[0], people[1], key}}, {fromFailure, {people[0], people[1], key, key}}};
    for (const char *table : {"tags", "dependencies", "changes"})
        statements.push_back({"DELETE FROM " + words.table(table) + " WHERE change_id = ?", {key}});
    return statements;
}

} // namespace lk
