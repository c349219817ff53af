// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/statementfacts.h"

#include "models/sql/conditions.h"
#include "models/sql/tokenreader.h"

namespace lk {

namespace {

/// Reads one statement's tokens from its first word on; every function takes what it understands and leaves the rest.
class FactReader
{
public:
    FactReader(QByteArrayView statement, const Dialect &dialect) : m_reader(statement, dialect) {}

    StatementFacts read();

private:
    void readVerb();
    void skipCommonTables();
    void readCreate();
    void readDrop();
    void readAlter();
    void readRename();
    void readAddColumn();
    void readDropColumn();
    void readColumnConstraints();
    void readInsert();
    void readUpdate();
    void readDelete();
    void readFilters();
    void readWhere();
    void readPragma();
    void readRollback();
    void readGuard();
    void readObjectName();
    void readChangedTable();
    void readReferences();
    ObjectKind takeObjectKind();

    TokenReader m_reader;
    StatementFacts m_facts;
};

StatementFacts FactReader::read()
{
    if (m_reader.takeWord("WITH"))
        skipCommonTables();
    readVerb();
    return m_facts;
}

void FactReader::readVerb()
{
    struct Start {
        QByteArrayView word;
        Verb verb;
        void (FactReader::*rest)();
    };
    static constexpr auto nothing = static_cast<void (FactReader::*)()>(nullptr);
    static const Start starts[] = {
        {"CREATE", Verb::Create, &FactReader::readCreate},
        {"DROP", Verb::Drop, &FactReader::readDrop},
        {"ALTER", Verb::Alter, &FactReader::readAlter},
        {"INSERT", Verb::Insert, &FactReader::readInsert},
        {"REPLACE", Verb::Insert, &FactReader::readInsert},
        {"UPDATE", Verb::Update, &FactReader::readUpdate},
        {"DELETE", Verb::Delete, &FactReader::readDelete},
        {"SELECT", Verb::Select, nothing},
        {"VALUES", Verb::Select, nothing},
        {"PRAGMA", Verb::Pragma, &FactReader::readPragma},
        {"BEGIN", Verb::Begin, nothing},
        {"COMMIT", Verb::Commit, nothing},
        {"END", Verb::Commit, nothing},
        {"ROLLBACK", Verb::Rollback, &FactReader::readRollback},
        {"SAVEPOINT", Verb::Savepoint, &FactReader::readObjectName},
        {"RELEASE", Verb::Release, &FactReader::readRollback},
        {"VACUUM", Verb::Vacuum, nothing},
        {"ATTACH", Verb::Attach, nothing},
        {"DETACH", Verb::Detach, nothing},
        {"REINDEX", Verb::Reindex, &FactReader::readObjectName},
        {"ANALYZE", Verb::Analyze, &FactReader::readObjectName},
        {"EXPLAIN", Verb::Explain, nothing},
    };
    for (const Start &start : starts) {
        if (!m_reader.takeWord(start.word))
            continue;
        m_facts.verb = start.verb;
        if (start.rest)
            (this->*start.rest)();
        return;
    }
}

/// WITH [RECURSIVE] name [(columns)] AS [NOT] [MATERIALIZED] (select), ...
void FactReader::skipCommonTables()
{
    m_reader.takeWord("RECURSIVE");
    do {
        m_reader.takeName();
        if (m_reader.atMark('('))
            m_reader.skipParentheses();
        if (!m_reader.takeWord("AS"))
            return;
        m_reader.takeWord("NOT");
        m_reader.takeWord("MATERIALIZED");
        if (m_reader.atMark('('))
            m_reader.skipParentheses();
    } while (m_reader.takeMark(','));
}

ObjectKind FactReader::takeObjectKind()
{
    if (m_reader.takeWord("VIRTUAL"))
        return m_reader.takeWord("TABLE") ? ObjectKind::VirtualTable : ObjectKind::Other;
    if (m_reader.takeWord("TABLE"))
        return ObjectKind::Table;
    if (m_reader.takeWord("INDEX"))
        return ObjectKind::Index;
    if (m_reader.takeWord("VIEW"))
        return ObjectKind::View;
    if (m_reader.takeWord("TRIGGER"))
        return ObjectKind::Trigger;
    return ObjectKind::Other;
}

void FactReader::readCreate()
{
    if (m_reader.takeWord("OR"))
        m_reader.takeWord("REPLACE");
    m_facts.temporary = m_reader.takeWord("TEMP") || m_reader.takeWord("TEMPORARY");
    m_facts.unique = m_reader.takeWord("UNIQUE");
    m_facts.objectKind = takeObjectKind();
    if (m_facts.objectKind == ObjectKind::Other)
        return;
    readGuard();
    readObjectName();
    switch (m_facts.objectKind) {
    case ObjectKind::Table:
        m_facts.table = m_facts.name;
        m_facts.asSelect = m_reader.atWord("AS");
        if (!m_facts.asSelect)
            readReferences();
        break;
    case ObjectKind::VirtualTable: m_facts.table = m_facts.name; break;
    case ObjectKind::Index:
    case ObjectKind::Trigger:
        while (!m_reader.atEnd() && !m_reader.atWord({"ON", "BEGIN"}))
            m_reader.take();
        if (m_reader.takeWord("ON"))
            readChangedTable();
        break;
    default: break;
    }
}

void FactReader::readDrop()
{
    m_facts.objectKind = takeObjectKind();
    if (m_facts.objectKind == ObjectKind::Other)
        return;
    readGuard();
    readObjectName();
    if (m_facts.objectKind == ObjectKind::Table)
        m_facts.table = m_facts.name;
}

void FactReader::readAlter()
{
    m_facts.objectKind = takeObjectKind();
    if (m_facts.objectKind != ObjectKind::Table)
        return;
    readGuard();
    readObjectName();
    m_facts.table = m_facts.name;
    m_facts.alter = AlterAction::Other;
    if (m_reader.takeWord("RENAME"))
        readRename();
    else if (m_reader.takeWord("ADD"))
        readAddColumn();
    else if (m_reader.takeWord("DROP"))
        readDropColumn();
}

void FactReader::readRename()
{
    if (m_reader.takeWord("TO")) {
        m_facts.alter = AlterAction::RenameTable;
        m_facts.newName = m_reader.takeName();
        return;
    }
    if (m_reader.atWord({"CONSTRAINT", "INDEX", "KEY"}))
        return;
    m_reader.takeWord("COLUMN");
    m_facts.alter = AlterAction::RenameColumn;
    m_facts.column = m_reader.takeName();
    if (m_reader.takeWord("TO"))
        m_facts.newName = m_reader.takeName();
}

void FactReader::readAddColumn()
{
    const bool named = m_reader.takeWord("COLUMN");
    if (!named && m_reader.atWord({"CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "INDEX", "KEY"}))
        return readReferences();
    readGuard();
    m_facts.alter = AlterAction::AddColumn;
    m_facts.column = m_reader.takeName();
    readColumnConstraints();
}

void FactReader::readDropColumn()
{
    const bool named = m_reader.takeWord("COLUMN");
    if (!named && m_reader.atWord({"CONSTRAINT", "PRIMARY", "FOREIGN", "INDEX", "KEY", "CHECK", "PARTITION"}))
        return;
    readGuard();
    m_facts.alter = AlterAction::DropColumn;
    m_facts.column = m_reader.takeName();
}

void FactReader::readColumnConstraints()
{
    while (!m_reader.atEnd()) {
        if (m_reader.atMark('(')) {
            m_reader.skipParentheses();
        } else if (m_reader.takeWord("NOT")) {
            m_facts.columnNotNull = m_facts.columnNotNull || m_reader.takeWord("NULL");
        } else if (m_reader.takeWord("DEFAULT")) {
            m_facts.columnHasDefault = !m_reader.atWord("NULL");
        } else if (m_reader.takeWord("REFERENCES")) {
            m_facts.references.append(takeQualifiedName(m_reader).name);
        } else {
            m_facts.columnGenerated = m_facts.columnGenerated || m_reader.atWord({"GENERATED", "AS"});
            m_reader.take();
        }
    }
}

void FactReader::readInsert()
{
    if (m_reader.takeWord("OR"))
        m_reader.take();
    if (m_reader.takeWord("INTO"))
        readChangedTable();
}

void FactReader::readUpdate()
{
    if (m_reader.takeWord("OR"))
        m_reader.take();
    readChangedTable();
    readFilters();
}

void FactReader::readDelete()
{
    if (!m_reader.takeWord("FROM"))
        return;
    readChangedTable();
    readFilters();
}

/// WHERE and LIMIT of the statement itself: those of subqueries stand in parentheses.
void FactReader::readFilters()
{
    while (!m_reader.atEnd()) {
        if (m_reader.atMark('('))
            m_reader.skipParentheses();
        else if (m_reader.takeWord("WHERE"))
            readWhere();
        else if (m_reader.takeWord("LIMIT"))
            m_facts.hasLimit = true;
        else
            m_reader.take();
    }
}

void FactReader::readWhere()
{
    std::vector<QByteArrayView> condition;
    int depth = 0;
    while (!m_reader.atEnd()) {
        if (depth == 0 && m_reader.atWord({"ORDER", "LIMIT", "RETURNING"}))
            break;
        depth += m_reader.atMark('(') ? 1 : m_reader.atMark(')') ? -1 : 0;
        condition.push_back(m_reader.text(m_reader.take()));
    }
    m_facts.hasWhere = !condition.empty() && !alwaysTrue(condition);
}

void FactReader::readPragma()
{
    readObjectName();
    if (!m_reader.takeMark('=') && !m_reader.takeMark('('))
        return;
    QByteArray value;
    while (!m_reader.atEnd() && !m_reader.atMark(')')) {
        const Token token = m_reader.take();
        value += token.kind == TokenKind::Word ? m_reader.text(token).toByteArray()
                                               : nameOf(m_reader.text(token)).toUtf8();
    }
    m_facts.pragmaValue = QString::fromUtf8(value);
}

/// ROLLBACK [TRANSACTION] [TO [SAVEPOINT] name], RELEASE [SAVEPOINT] name
void FactReader::readRollback()
{
    m_reader.takeWord("TRANSACTION");
    const bool named = m_reader.takeWord("TO") || m_facts.verb == Verb::Release;
    m_reader.takeWord("SAVEPOINT");
    if (named)
        readObjectName();
}

void FactReader::readGuard()
{
    if (!m_reader.takeWord("IF"))
        return;
    m_reader.takeWord("NOT");
    m_facts.guarded = m_reader.takeWord("EXISTS");
}

void FactReader::readObjectName()
{
    const QualifiedName name = takeQualifiedName(m_reader);
    m_facts.schema = name.schema;
    m_facts.name = name.name;
}

void FactReader::readChangedTable()
{
    const QualifiedName name = takeQualifiedName(m_reader);
    if (!name.schema.isEmpty())
        m_facts.schema = name.schema;
    m_facts.table = name.name;
}

void FactReader::readReferences()
{
    while (!m_reader.atEnd()) {
        if (m_reader.takeWord("REFERENCES"))
            m_facts.references.append(takeQualifiedName(m_reader).name);
        else
            m_reader.take();
    }
}

} // namespace

StatementFacts readFacts(QByteArrayView statement, const Dialect &dialect)
{
    return FactReader(statement, dialect).read();
}

} // namespace lk
