// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/serverfactreader.h"

namespace lk {

ObjectKind ServerFactReader::takeObjectKind()
{
    struct Words {
        std::initializer_list<QByteArrayView> words;
        ObjectKind kind;
    };
    static const Words kinds[] = {
        {{"TABLE"}, ObjectKind::Table},
        {{"INDEX"}, ObjectKind::Index},
        {{"VIEW"}, ObjectKind::View},
        {{"TRIGGER"}, ObjectKind::Trigger},
        {{"MATERIALIZED", "VIEW"}, ObjectKind::MaterializedView},
        {{"FUNCTION"}, ObjectKind::Function},
        {{"PROCEDURE"}, ObjectKind::Procedure},
        {{"ROUTINE"}, ObjectKind::Function},
        {{"SEQUENCE"}, ObjectKind::Sequence},
        {{"TYPE"}, ObjectKind::Type},
        {{"DOMAIN"}, ObjectKind::Domain},
        {{"EXTENSION"}, ObjectKind::Extension},
        {{"DATABASE"}, ObjectKind::Database},
        {{"TABLESPACE"}, ObjectKind::Tablespace},
        {{"POLICY"}, ObjectKind::Policy},
        {{"ROLE"}, ObjectKind::Role},
        {{"GROUP"}, ObjectKind::Role},
        {{"RULE"}, ObjectKind::Rule},
        {{"PUBLICATION"}, ObjectKind::Publication},
        {{"SUBSCRIPTION"}, ObjectKind::Subscription},
        {{"STATISTICS"}, ObjectKind::Statistics},
        {{"SERVER"}, ObjectKind::Server},
        {{"SYSTEM"}, ObjectKind::System},
    };
    if (m_reader.takeWord("SCHEMA"))
        return postgres() ? ObjectKind::Schema : ObjectKind::Database;
    if (m_reader.takeWord("AGGREGATE")) {
        m_reader.takeWord("FUNCTION");
        return ObjectKind::Function;
    }
    if (m_reader.takeWord("USER"))
        return m_reader.takeWord("MAPPING") ? ObjectKind::Other : ObjectKind::Role;
    if (m_reader.takeWord("EVENT"))
        return m_reader.takeWord("TRIGGER") ? ObjectKind::EventTrigger : ObjectKind::Event;
    if (m_reader.takeWord("FOREIGN"))
        return m_reader.takeWord("TABLE") ? ObjectKind::ForeignTable : ObjectKind::Other;
    for (const Words &kind : kinds) {
        if (m_reader.atWord(*kind.words.begin()))
            return takeWords(kind.words) ? kind.kind : ObjectKind::Other;
    }
    return ObjectKind::Other;
}

void ServerFactReader::readCreate()
{
    readCreateModifiers();
    m_facts.objectKind = takeObjectKind();
    if (m_facts.objectKind == ObjectKind::Other)
        return;
    if (m_facts.objectKind == ObjectKind::Index)
        return readCreatedIndex();
    readGuard();
    if (!m_reader.atWord("AUTHORIZATION")) // CREATE SCHEMA AUTHORIZATION role
        readObjectName();
    switch (m_facts.objectKind) {
    case ObjectKind::Table:
    case ObjectKind::ForeignTable: readCreatedTable(); break;
    case ObjectKind::MaterializedView: m_facts.asSelect = true; break;
    case ObjectKind::Trigger:
    case ObjectKind::Policy: readTableAfter({"ON"}); break;
    case ObjectKind::Rule: readTableAfter({"TO"}); break;
    default: break;
    }
}

/// OR REPLACE, DEFINER = user, TEMPORARY, UNIQUE and whatever else may stand before the kind.
void ServerFactReader::readCreateModifiers()
{
    for (;;) {
        if (m_reader.takeWord("OR")) {
            m_facts.orReplace = m_reader.takeWord("REPLACE");
        } else if (m_reader.atWord({"TEMP", "TEMPORARY"})) {
            m_reader.take();
            m_facts.temporary = true;
        } else if (m_reader.takeWord("UNIQUE")) {
            m_facts.unique = true;
        } else if (m_reader.atWord({"DEFINER", "ALGORITHM"})) {
            m_reader.take();
            m_reader.takeMark('=');
            m_reader.take();
            if (m_reader.atMark('('))
                m_reader.skipParentheses();
            if (m_reader.peek().kind == TokenKind::Parameter)
                m_reader.take();
        } else if (m_reader.takeWord("SQL")) {
            m_reader.takeWord("SECURITY");
            m_reader.take();
        } else if (m_reader.atWord({"GLOBAL", "LOCAL", "UNLOGGED", "RECURSIVE", "TRUSTED", "PROCEDURAL", "CONSTRAINT",
                                    "DEFAULT", "FULLTEXT", "SPATIAL", "VECTOR", "ONLINE", "OFFLINE", "UNDO"})) {
            m_reader.take();
        } else {
            return;
        }
    }
}

/// INDEX [CONCURRENTLY] [[IF NOT EXISTS] name] ON [ONLY] table
void ServerFactReader::readCreatedIndex()
{
    m_facts.concurrently = m_reader.takeWord("CONCURRENTLY");
    readGuard();
    if (!m_reader.atWord("ON"))
        readObjectName();
    readTableAfter({"ON"});
}

void ServerFactReader::readCreatedTable()
{
    m_facts.table = m_facts.name;
    // CREATE TABLE a [(columns)] [options] [AS] SELECT ...
    for (int depth = 0; !m_reader.atEnd();) {
        if (m_reader.takeWord("REFERENCES")) {
            m_facts.references.append(takeQualifiedName(m_reader).name);
            continue;
        }
        depth += m_reader.atMark('(') ? 1 : m_reader.atMark(')') ? -1 : 0;
        if (depth == 0 && m_reader.atWord({"SELECT", "EXECUTE", "VALUES"}))
            m_facts.asSelect = true;
        if (depth == 0 && m_reader.takeWord("AS")) {
            m_facts.asSelect = true;
            return;
        }
        m_reader.take();
    }
}

/// The table after the first of these words; CREATE TRIGGER's "UPDATE OF a, b" stands before, so no name is that word.
void ServerFactReader::readTableAfter(std::initializer_list<QByteArrayView> keywords)
{
    while (!m_reader.atEnd() && !m_reader.atWord(keywords))
        m_reader.take();
    if (m_reader.atEnd())
        return;
    m_reader.take();
    m_reader.takeWord("ONLY");
    readChangedTable();
}

void ServerFactReader::readDrop()
{
    m_facts.temporary = m_reader.takeWord("TEMPORARY");
    m_facts.objectKind = takeObjectKind();
    if (m_facts.objectKind == ObjectKind::Other)
        return;
    m_facts.concurrently = m_reader.takeWord("CONCURRENTLY");
    readGuard();
    readObjectName();
    if (m_facts.objectKind == ObjectKind::Table || m_facts.objectKind == ObjectKind::ForeignTable)
        m_facts.table = m_facts.name;
    else if (m_reader.takeWord("ON")) // DROP INDEX a ON b, DROP TRIGGER a ON b
        readChangedTable();
}

void ServerFactReader::readAlter()
{
    while (m_reader.atWord({"ONLINE", "OFFLINE", "IGNORE", "DEFAULT"}))
        m_reader.take();
    readCreateModifiers();
    m_facts.objectKind = takeObjectKind();
    if (m_facts.objectKind == ObjectKind::Other || m_facts.objectKind == ObjectKind::System)
        return;
    readGuard();
    m_reader.takeWord("ONLY");
    readObjectName();
    m_facts.alter = AlterAction::Other;
    if (m_facts.objectKind == ObjectKind::Table || m_facts.objectKind == ObjectKind::ForeignTable)
        return readAlterTable();
    if (m_facts.objectKind == ObjectKind::Type)
        return readAlterType();
    if (m_reader.atMark('(')) // a function's parameters
        m_reader.skipParentheses();
    if (m_facts.objectKind == ObjectKind::Trigger || m_facts.objectKind == ObjectKind::Policy
        || m_facts.objectKind == ObjectKind::Rule) {
        m_reader.takeWord("ON");
        readChangedTable();
    }
    readTableAction();
}

void ServerFactReader::readAlterTable()
{
    m_facts.table = m_facts.name;
    m_reader.takeMark('*');
    if (m_reader.atWord({"WAIT", "NOWAIT"})) { // MariaDB: how long to wait for the lock
        if (m_reader.takeWord("WAIT"))
            m_reader.take();
        else
            m_reader.take();
    }
    m_facts.alterActions = 1;
    readTableAction();
    countActions();
}

void ServerFactReader::readTableAction()
{
    if (m_reader.takeWord("RENAME"))
        readRename();
    else if (m_reader.takeWord("ADD"))
        readAdd();
    else if (m_reader.takeWord("DROP"))
        readDropAction();
    else if (m_reader.atWord({"ALTER", "MODIFY", "CHANGE"}))
        readChangedColumn();
    else if (takeWords({"VALIDATE", "CONSTRAINT"}))
        m_facts.alter = AlterAction::ValidateConstraint;
    else if (takeWords({"ATTACH", "PARTITION"}))
        m_facts.alter = AlterAction::AttachPartition;
    else if (takeWords({"DETACH", "PARTITION"})) {
        m_facts.alter = AlterAction::DetachPartition;
        takeQualifiedName(m_reader);
        m_facts.concurrently = m_reader.takeWord("CONCURRENTLY");
    } else if (m_reader.takeWord("SET")) {
        if (m_reader.takeWord("SCHEMA"))
            m_facts.alter = AlterAction::SetSchema;
        else if (m_reader.takeWord("TABLESPACE"))
            m_facts.alter = AlterAction::SetTablespace;
    }
}

/// RENAME [TO | AS] name, RENAME [COLUMN] a TO b, RENAME CONSTRAINT | INDEX | KEY | VALUE | ATTRIBUTE a TO b
void ServerFactReader::readRename()
{
    const bool table = m_facts.objectKind == ObjectKind::Table || m_facts.objectKind == ObjectKind::ForeignTable;
    m_facts.alter = table ? AlterAction::RenameTable : AlterAction::RenameObject;
    const bool to = m_reader.takeWord("TO") || m_reader.takeWord("AS") || m_reader.takeMark('=');
    if (to) {
        m_facts.newName = takeQualifiedName(m_reader).name;
        return;
    }
    if (m_reader.atWord({"CONSTRAINT", "INDEX", "KEY", "VALUE", "ATTRIBUTE"})) {
        m_facts.alter = AlterAction::Other;
        return;
    }
    const bool column = m_reader.takeWord("COLUMN");
    const QualifiedName name = takeQualifiedName(m_reader);
    const bool renamed = m_reader.takeWord("TO");
    if (!renamed && !column) { // MySQL: RENAME new_name
        m_facts.newName = name.name;
        return;
    }
    m_facts.alter = AlterAction::RenameColumn;
    m_facts.column = name.name;
    m_facts.newName = renamed ? m_reader.takeName() : QString();
}

void ServerFactReader::readAdd()
{
    const bool named = m_reader.takeWord("COLUMN");
    if (!named && m_reader.atWord({"CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "EXCLUDE", "PERIOD"})) {
        m_facts.alter = AlterAction::AddConstraint;
        m_facts.unique = m_reader.atWord("UNIQUE");
    } else if (!named && m_reader.atWord({"INDEX", "KEY", "FULLTEXT", "SPATIAL", "VECTOR"})) {
        m_facts.alter = AlterAction::AddIndex;
    } else if (!named && m_reader.atWord({"PARTITION", "SYSTEM", "TABLE", "GENERATED"})) {
        m_facts.alter = AlterAction::Other;
    } else if (m_facts.objectKind == ObjectKind::Table || m_facts.objectKind == ObjectKind::ForeignTable) {
        readGuard();
        m_facts.alter = AlterAction::AddColumn;
        if (m_reader.takeMark('(')) { // MySQL: ADD (a INT, b INT)
            m_facts.column = m_reader.takeName();
            return;
        }
        m_facts.column = m_reader.takeName();
        return readColumnConstraints();
    }
    while (!m_reader.atEnd() && !m_reader.atMark(',')) {
        if (m_reader.atMark('('))
            m_reader.skipParentheses();
        else if (m_reader.takeWord("REFERENCES"))
            m_facts.references.append(takeQualifiedName(m_reader).name);
        else
            m_reader.take();
    }
}

void ServerFactReader::readDropAction()
{
    const bool named = m_reader.takeWord("COLUMN");
    if (!named && m_reader.atWord({"CONSTRAINT", "PRIMARY", "FOREIGN", "CHECK"})) {
        m_facts.alter = AlterAction::DropConstraint;
    } else if (!named && m_reader.atWord({"INDEX", "KEY"})) {
        m_facts.alter = AlterAction::DropIndex;
    } else if (!named && m_reader.atWord({"PARTITION", "SYSTEM", "PERIOD", "ATTRIBUTE", "VALUE"})) {
        m_facts.alter = AlterAction::Other;
    } else if (m_facts.objectKind == ObjectKind::Table || m_facts.objectKind == ObjectKind::ForeignTable) {
        readGuard();
        m_facts.alter = AlterAction::DropColumn;
        m_facts.column = m_reader.takeName();
    }
}

/// ALTER [COLUMN] a ..., MODIFY [COLUMN] a definition, CHANGE [COLUMN] a b definition
void ServerFactReader::readChangedColumn()
{
    const bool alter = m_reader.atWord("ALTER");
    const bool change = m_reader.atWord("CHANGE");
    m_reader.take();
    if (alter && m_reader.atWord({"CONSTRAINT", "INDEX", "KEY", "CHECK"}))
        return;
    m_reader.takeWord("COLUMN");
    readGuard();
    m_facts.alter = AlterAction::ChangeColumn;
    m_facts.column = m_reader.takeName();
    const QString newName = change ? m_reader.takeName() : QString();
    if (change && newName.compare(m_facts.column, Qt::CaseInsensitive) != 0)
        m_facts.newName = newName;
    if (m_reader.takeWord("SET") && m_reader.atWord("DEFAULT"))
        m_facts.columnHasDefault = true;
    else if (takeWords({"DROP"}) || m_reader.atEnd())
        return;
    readColumnConstraints();
}

/// ALTER TYPE ... ADD VALUE [IF NOT EXISTS], RENAME TO, ADD ATTRIBUTE ...
void ServerFactReader::readAlterType()
{
    if (!m_reader.takeWord("ADD"))
        return readTableAction();
    if (!m_reader.takeWord("VALUE"))
        return;
    m_facts.alter = AlterAction::AddValue;
    readGuard();
    m_facts.newName = m_reader.takeName();
}

void ServerFactReader::countActions()
{
    while (!m_reader.atEnd()) {
        if (m_reader.atMark('(')) {
            m_reader.skipParentheses();
            continue;
        }
        m_facts.alterActions += m_reader.atMark(',') ? 1 : 0;
        m_reader.take();
    }
}

} // namespace lk
