// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqitch/sqitchregistry.h"
#include "models/formats/sqitch/sqitchsettings.h"
#include "models/formats/trackingtable.h"

namespace lk {

namespace {

/// The words in which the databases' tables differ; lib/App/Sqitch/Engine/{pg,mysql,sqlite}.sql of Sqitch 1.3.
struct Types {
    QByteArray front;   ///< of a table's name
    QByteArray end;     ///< behind the bracket
    QByteArray version;
    QByteArray id;
    QByteArray name;
    QByteArray text;
    QByteArray tagNote;
    QByteArray time;    ///< with its default
    QByteArray planned;
    QByteArray note;    ///< default of texts
    QByteArray list;
    QByteArray event;
    QByteArray change;
    QByteArray refer;   ///< front of a table that a foreign key names
    QByteArray check;   ///< of a dependency
    QByteArray type;
};

const char *Check = " CONSTRAINT dependencies_check CHECK ((type = 'require' AND dependency_id IS NOT NULL) OR (type = 'conflict' AND dependency_id IS NULL))";
const char *EventCheck = " CONSTRAINT events_event_check CHECK (event IN ('deploy', 'revert', 'fail', 'merge'))";

Types typesOf(const QString &engine, const QByteArray &registry)
{
    if (engine == u"postgresql") {
        return {registry + '.', {}, "REAL", "TEXT", "TEXT", "TEXT", "TEXT NOT NULL DEFAULT ''", "TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()", "TIMESTAMPTZ", " DEFAULT ''",
                "TEXT[] NOT NULL DEFAULT '{}'", QByteArray("TEXT NOT NULL") + EventCheck, "change", registry + '.', Check, "TEXT"};
    }
    if (engine == u"sqlite") {
        return {"sqitch.", {}, "FLOAT", "TEXT", "TEXT", "TEXT", "TEXT NOT NULL DEFAULT ''", "DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP", "DATETIME", " DEFAULT ''",
                "TEXT NOT NULL DEFAULT ''", QByteArray("TEXT NOT NULL") + EventCheck, "change", {}, Check, "TEXT"};
    }
    return {registry + '.', " ENGINE InnoDB, CHARACTER SET 'utf8'", "FLOAT(4, 1)", "VARCHAR(40)", "VARCHAR(255)", "TEXT", "VARCHAR(255) NOT NULL", "DATETIME(6) NOT NULL", "DATETIME(6)", {},
            "TEXT NOT NULL", "ENUM ('deploy', 'fail', 'merge', 'revert') NOT NULL", "`change`", registry + '.', {}, "VARCHAR(8)"};
}

QByteArray people(const Types &t)
{
    return "committed_at " + t.time + ", committer_name " + t.name + " NOT NULL, committer_email " + t.name + " NOT NULL, planned_at " + t.planned + " NOT NULL, planner_name " + t.name
           + " NOT NULL, planner_email " + t.name + " NOT NULL";
}

std::vector<std::pair<QByteArray, QByteArray>> tables(const Types &t)
{
    const QByteArray project = "project " + t.name + " NOT NULL REFERENCES " + t.refer + "projects(project) ON UPDATE CASCADE";
    return {
        {"releases", "version " + t.version + " PRIMARY KEY, installed_at " + t.time + ", installer_name " + t.name + " NOT NULL, installer_email " + t.name + " NOT NULL"},
        {"projects", "project " + t.name + " PRIMARY KEY, uri " + t.name + " NULL UNIQUE, created_at " + t.time + ", creator_name " + t.name + " NOT NULL, creator_email " + t.name + " NOT NULL"},
        {"changes", "change_id " + t.id + " PRIMARY KEY, script_hash " + t.id + " NULL, " + t.change + ' ' + t.name + " NOT NULL, " + project + ", note " + t.text + " NOT NULL" + t.note + ", "
                        + people(t) + ", UNIQUE(project, script_hash)"},
        {"tags", "tag_id " + t.id + " PRIMARY KEY, tag " + t.name + " NOT NULL, " + project + ", change_id " + t.id + " NOT NULL REFERENCES " + t.refer
                     + "changes(change_id) ON UPDATE CASCADE, note " + t.tagNote + ", " + people(t) + ", UNIQUE(project, tag)"},
        {"dependencies", "change_id " + t.id + " NOT NULL REFERENCES " + t.refer + "changes(change_id) ON UPDATE CASCADE ON DELETE CASCADE, type " + t.type + " NOT NULL, dependency " + t.name
                             + " NOT NULL, dependency_id " + t.id + " NULL REFERENCES " + t.refer + "changes(change_id) ON UPDATE CASCADE" + t.check + ", PRIMARY KEY (change_id, dependency)"},
        {"events", "event " + t.event + ", change_id " + t.id + " NOT NULL, " + t.change + ' ' + t.name + " NOT NULL, " + project + ", note " + t.text + " NOT NULL" + t.note + ", requires "
                       + t.list + ", conflicts " + t.list + ", tags " + t.list + ", " + people(t) + ", PRIMARY KEY (change_id, committed_at)"},
    };
}

/// MySQL has no such checks; Sqitch makes them of a function, which its users call in verify scripts too.
void addChecks(std::vector<RecordStatement> &statements, const QByteArray &registry)
{
    statements.push_back({"CREATE FUNCTION IF NOT EXISTS " + registry
                              + ".checkit(doit INTEGER, message VARCHAR(256)) RETURNS INTEGER DETERMINISTIC BEGIN IF doit IS NULL OR doit = 0 THEN SIGNAL SQLSTATE 'ERR0R' SET MESSAGE_TEXT = message; "
                                "END IF; RETURN doit; END",
                          {}});
    for (const char *event : {"insert", "update"}) {
        const QByteArray word(event);
        statements.push_back({"CREATE TRIGGER IF NOT EXISTS " + registry + ".ck_" + word + "_dependency BEFORE " + word.toUpper() + " ON " + registry
                                  + ".dependencies FOR EACH ROW BEGIN SET @dummy := " + registry
                                  + ".checkit((NEW.type = 'require' AND NEW.dependency_id IS NOT NULL) OR (NEW.type = 'conflict' AND NEW.dependency_id IS NULL), "
                                    "'Type must be \"require\" with dependency_id set or \"conflict\" with dependency_id not set'); END",
                              {}});
    }
}

/// Attaches the registry's file, which stands beside the database's; where it is attached already, something else is, of no use.
RecordStatement attach(const QString &name)
{
    const QByteArray isThere = "(SELECT count(*) FROM pragma_database_list WHERE name = 'sqitch')";
    const QByteArray file = "(SELECT file FROM pragma_database_list WHERE name = 'main')";
    const QByteArray base = "replace(" + file + ", rtrim(" + file + ", replace(" + file + ", '/', '')), '')";
    const QByteArray folder = "rtrim(" + file + ", replace(" + file + ", '/', ''))";
    QByteArray path = "?";
    if (!name.startsWith(u'/'))
        path = folder + " || ?" + (name.contains(u'.') ? QByteArray() : " || CASE WHEN instr(" + base + ", '.') > 0 THEN substr(" + base + ", instr(" + base + ", '.')) ELSE '' END");
    return {"ATTACH DATABASE (SELECT CASE WHEN " + isThere + " THEN ':memory:' ELSE " + path + " END) AS (SELECT CASE WHEN " + isThere + " THEN 'spare' || abs(random()) ELSE 'sqitch' END)", {QVariant(name)}};
}

} // namespace

std::vector<RecordStatement> makeSqitchRegistry(const EngineTraits &engine, const FormatSetup &setup)
{
    const QString name = setup.options.value(sqitch::Registry, QStringLiteral("sqitch"));
    const QByteArray registry = quotedTable(name, engine.name).toUtf8();
    const bool postgresql = engine.name == u"postgresql";
    const bool sqlite = engine.name == u"sqlite";
    const Types types = typesOf(engine.name, registry);
    std::vector<RecordStatement> statements;
    if (sqlite)
        statements.push_back(attach(name));
    else
        statements.push_back({(postgresql ? "CREATE SCHEMA IF NOT EXISTS " : "CREATE DATABASE IF NOT EXISTS ") + registry, {}});
    for (const auto &[table, columns] : tables(types))
        statements.push_back({"CREATE TABLE IF NOT EXISTS " + types.front + table + " (" + columns + ')' + types.end, {}});
    if (!postgresql && !sqlite)
        addChecks(statements, registry);

    const QByteArray now = postgresql ? "clock_timestamp()" : sqlite ? "strftime('%Y-%m-%d %H:%M:%f', 'now')" : "utc_timestamp(6)";
    const QByteArray text = postgresql ? "CAST(? AS text)" : "?";
    const QByteArray from = postgresql || sqlite ? " WHERE" : " FROM DUAL WHERE";
    const QVariant person(setup.options.value(sqitch::UserName, QStringLiteral("lockkeeper")));
    const QVariant address(setup.options.value(sqitch::UserEmail, QStringLiteral("lockkeeper@localhost")));
    const QString uri = setup.options.value(sqitch::Uri);
    const QVariant project(setup.options.value(sqitch::Project));
    statements.push_back({"INSERT INTO " + types.front + "releases (version, installed_at, installer_name, installer_email) SELECT 1.1, " + now + ", " + text + ", " + text + from
                              + " NOT EXISTS (SELECT 1 FROM " + types.front + "releases)",
                          {person, address}});
    statements.push_back({"INSERT INTO " + types.front + "projects (project, uri, created_at, creator_name, creator_email) SELECT " + text + ", " + text + ", " + now + ", " + text + ", " + text
                              + from + " NOT EXISTS (SELECT 1 FROM " + types.front + "projects WHERE project = ?)",
                          {project, uri.isEmpty() ? QVariant(QMetaType(QMetaType::QString)) : QVariant(uri), person, address, project}});
    return statements;
}

} // namespace lk
