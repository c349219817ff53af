// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/statementfacts.h"

#include "models/sql/factreader.h"

namespace lk {

namespace {

class SqliteFactReader : private FactReader
{
public:
    using FactReader::FactReader;

    StatementFacts read();

private:
    void readVerb();
    void readCreate();
    void readDrop();
    void readAlter();
    void readRename();
    void readAddColumn();
    void readDropColumn();
    void readInsert();
    void readUpdate();
    void readDelete();
    void readPragma();
    void readRollback();
    ObjectKind takeObjectKind();
};

StatementFacts SqliteFactReader::read()
{
    if (m_reader.takeWord("WITH"))
        skipCommonTables();
    readVerb();
    return m_facts;
}

void SqliteFactReader::readVerb()
{
    struct Start {
        QByteArrayView word;
        Verb verb;
        void (SqliteFactReader::*rest)();
    };
    static constexpr auto nothing = static_cast<void (SqliteFactReader::*)()>(nullptr);
    static const Start starts[] = {
        {"CREATE", Verb::Create, &SqliteFactReader::readCreate},
        {"DROP", Verb::Drop, &SqliteFactReader::readDrop},
        {"ALTER", Verb::Alter, &SqliteFactReader::readAlter},
        {"INSERT", Verb::Insert, &SqliteFactReader::readInsert},
        {"REPLACE", Verb::Insert, &SqliteFactReader::readInsert},
        {"UPDATE", Verb::Update, &SqliteFactReader::readUpdate},
        {"DELETE", Verb::Delete, &SqliteFactReader::readDelete},
        {"SELECT", Verb::Select, nothing},
        {"VALUES", Verb::Select, nothing},
        {"PRAGMA", Verb::Pragma, &SqliteFactReader::readPragma},
        {"BEGIN", Verb::Begin, nothing},
        {"COMMIT", Verb::Commit, nothing},
        {"END", Verb::Commit, nothing},
        {"ROLLBACK", Verb::Rollback, &SqliteFactReader::readRollback},
        {"SAVEPOINT", Verb::Savepoint, &SqliteFactReader::readObjectName},
        {"RELEASE", Verb::Release, &SqliteFactReader::readRollback},
        {"VACUUM", Verb::Vacuum, nothing},
        {"ATTACH", Verb::Attach, nothing},
        {"DETACH", Verb::Detach, nothing},
        {"REINDEX", Verb::Reindex, &SqliteFactReader::readObjectName},
        {"ANALYZE", Verb::Analyze, &SqliteFactReader::readObjectName},
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

ObjectKind SqliteFactReader::takeObjectKind()
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

void SqliteFactReader::readCreate()
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

void SqliteFactReader::readDrop()
{
    m_facts.objectKind = takeObjectKind();
    if (m_facts.objectKind == ObjectKind::Other)
        return;
    readGuard();
    readObjectName();
    if (m_facts.objectKind == ObjectKind::Table)
        m_facts.table = m_facts.name;
}

void SqliteFactReader::readAlter()
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

void SqliteFactReader::readRename()
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

void SqliteFactReader::readAddColumn()
{
    const bool named = m_reader.takeWord("COLUMN");
    if (!named && m_reader.atWord({"CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "INDEX", "KEY"}))
        return readReferences();
    readGuard();
    m_facts.alter = AlterAction::AddColumn;
    m_facts.column = m_reader.takeName();
    readColumnConstraints();
}

void SqliteFactReader::readDropColumn()
{
    const bool named = m_reader.takeWord("COLUMN");
    if (!named && m_reader.atWord({"CONSTRAINT", "PRIMARY", "FOREIGN", "INDEX", "KEY", "CHECK", "PARTITION"}))
        return;
    readGuard();
    m_facts.alter = AlterAction::DropColumn;
    m_facts.column = m_reader.takeName();
}

void SqliteFactReader::readInsert()
{
    if (m_reader.takeWord("OR"))
        m_reader.take();
    if (m_reader.takeWord("INTO"))
        readChangedTable();
}

void SqliteFactReader::readUpdate()
{
    if (m_reader.takeWord("OR"))
        m_reader.take();
    readChangedTable();
    readFilters();
}

void SqliteFactReader::readDelete()
{
    if (!m_reader.takeWord("FROM"))
        return;
    readChangedTable();
    readFilters();
}

void SqliteFactReader::readPragma()
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
void SqliteFactReader::readRollback()
{
    m_reader.takeWord("TRANSACTION");
    const bool named = m_reader.takeWord("TO") || m_facts.verb == Verb::Release;
    m_reader.takeWord("SAVEPOINT");
    if (named)
        readObjectName();
}

} // namespace

StatementFacts readFacts(QByteArrayView statement, const Dialect &dialect)
{
    return dialect.name == sqliteDialect().name ? SqliteFactReader(statement, dialect).read()
                                                : readServerFacts(statement, dialect);
}

} // namespace lk
