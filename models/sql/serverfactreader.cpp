// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/serverfactreader.h"

namespace lk {

StatementFacts ServerFactReader::read()
{
    if (m_reader.takeWord("WITH"))
        skipCommonTables();
    readVerb();
    return m_facts;
}

/// What single words begin in either family of servers; a word of the other one means nothing there and does no harm.
void ServerFactReader::readVerb()
{
    using Self = ServerFactReader;
    struct Start {
        QByteArrayView word;
        Verb verb;
        void (Self::*rest)() = nullptr;
    };
    static const Start starts[] = {
        {"CREATE", Verb::Create, &Self::readCreate},
        {"DROP", Verb::Drop, &Self::readDrop},
        {"ALTER", Verb::Alter, &Self::readAlter},
        {"INSERT", Verb::Insert, &Self::readInsert},
        {"REPLACE", Verb::Insert, &Self::readInsert},
        {"UPDATE", Verb::Update, &Self::readUpdate},
        {"DELETE", Verb::Delete, &Self::readDelete},
        {"MERGE", Verb::Merge, &Self::readMerge},
        {"SELECT", Verb::Select, &Self::readSelect},
        {"VALUES", Verb::Select},
        {"TABLE", Verb::Select},
        {"BEGIN", Verb::Begin, &Self::readBegin},
        {"START", Verb::Maintain, &Self::readStart},
        {"XA", Verb::Maintain, &Self::readXa},
        {"COMMIT", Verb::Commit},
        {"END", Verb::Commit},
        {"ROLLBACK", Verb::Rollback, &Self::readRollback},
        {"ABORT", Verb::Rollback},
        {"SAVEPOINT", Verb::Savepoint, &Self::readSavepoint},
        {"RELEASE", Verb::Release, &Self::readSavepoint},
        {"PREPARE", Verb::Execute, &Self::readPrepare},
        {"EXECUTE", Verb::Execute},
        {"DEALLOCATE", Verb::Execute},
        {"VACUUM", Verb::Vacuum, &Self::readAnalyze},
        {"ANALYZE", Verb::Analyze, &Self::readAnalyze},
        {"ANALYSE", Verb::Analyze, &Self::readAnalyze},
        {"REINDEX", Verb::Reindex, &Self::readReindex},
        {"EXPLAIN", Verb::Explain},
        {"DESCRIBE", Verb::Show},
        {"DESC", Verb::Show},
        {"SHOW", Verb::Show},
        {"HELP", Verb::Show},
        {"TRUNCATE", Verb::Truncate, &Self::readTruncate},
        {"SET", Verb::Set, &Self::readSet},
        {"RESET", Verb::Set, &Self::readReset},
        {"CALL", Verb::Call, &Self::readObjectName},
        {"DO", Verb::Do},
        {"COPY", Verb::Copy, &Self::readCopy},
        {"LOAD", Verb::Load, &Self::readLoad},
        {"IMPORT", Verb::Load, &Self::readImport},
        {"GRANT", Verb::Grant},
        {"REVOKE", Verb::Revoke},
        {"COMMENT", Verb::Comment, &Self::readCommentOn},
        {"SECURITY", Verb::Comment},
        {"REFRESH", Verb::Refresh, &Self::readRefresh},
        {"CLUSTER", Verb::Cluster, &Self::readCluster},
        {"RENAME", Verb::Rename, &Self::readRenameStatement},
        {"LOCK", Verb::Lock, &Self::readLock},
        {"UNLOCK", Verb::Unlock},
        {"USE", Verb::Use, &Self::readObjectName},
        {"IF", Verb::Compound},
        {"CASE", Verb::Compound},
        {"LOOP", Verb::Compound},
        {"WHILE", Verb::Compound},
        {"REPEAT", Verb::Compound},
        {"FOR", Verb::Compound},
        {"OPTIMIZE", Verb::Maintain, &Self::readMaintenance},
        {"REPAIR", Verb::Maintain, &Self::readMaintenance},
        {"CHECK", Verb::Maintain, &Self::readMaintenance},
        {"CHECKSUM", Verb::Maintain, &Self::readMaintenance},
    };
    static const QByteArrayView upkeep[] = {
        "FLUSH",   "PURGE",    "KILL",     "CACHE",   "INSTALL", "UNINSTALL", "BINLOG", "CHANGE",  "STOP",
        "CLONE",   "SHUTDOWN", "RESTART",  "SIGNAL",  "GET",     "RESIGNAL",  "BACKUP", "LISTEN",  "NOTIFY",
        "DISCARD", "UNLISTEN", "REASSIGN", "DECLARE", "FETCH",   "MOVE",      "CLOSE",  "HANDLER", "CHECKPOINT"};
    for (const Start &start : starts) {
        if (!m_reader.takeWord(start.word))
            continue;
        m_facts.verb = start.verb;
        if (start.rest)
            (this->*start.rest)();
        return;
    }
    for (const QByteArrayView word : upkeep) {
        if (m_reader.takeWord(word))
            m_facts.verb = Verb::Maintain;
    }
    if (m_facts.verb == Verb::Other && m_reader.atMark('('))
        m_facts.verb = Verb::Select;
    else if (m_facts.verb == Verb::Other && !m_reader.takeName().isEmpty() && m_reader.atMark(':'))
        m_facts.verb = Verb::Compound;
}

/// MariaDB's BEGIN NOT ATOMIC opens a block, not a transaction.
void ServerFactReader::readBegin()
{
    if (m_reader.takeWord("NOT"))
        m_facts.verb = Verb::Compound;
}

void ServerFactReader::readStart()
{
    if (m_reader.takeWord("TRANSACTION"))
        m_facts.verb = Verb::Begin;
}

void ServerFactReader::readXa()
{
    if (m_reader.atWord({"START", "BEGIN"}))
        m_facts.verb = Verb::Begin;
    else if (m_reader.atWord("COMMIT"))
        m_facts.verb = Verb::Commit;
    else if (m_reader.atWord("ROLLBACK"))
        m_facts.verb = Verb::Rollback;
}

/// PREPARE TRANSACTION ends the session's transaction; PREPARE name AS ... readies a statement.
void ServerFactReader::readPrepare()
{
    if (postgres() && m_reader.takeWord("TRANSACTION"))
        m_facts.verb = Verb::Commit;
}

/// ROLLBACK [WORK | TRANSACTION] [TO [SAVEPOINT] name]
void ServerFactReader::readRollback()
{
    if (!m_reader.takeWord("WORK"))
        m_reader.takeWord("TRANSACTION");
    if (m_reader.takeWord("TO"))
        readSavepoint();
}

void ServerFactReader::readSavepoint()
{
    if (m_facts.verb != Verb::Savepoint)
        m_reader.takeWord("SAVEPOINT");
    readObjectName();
}

/// PostgreSQL's SELECT ... INTO makes a table.
void ServerFactReader::readSelect()
{
    while (postgres() && !m_reader.atEnd()) {
        if (m_reader.atMark('(')) {
            m_reader.skipParentheses();
        } else if (m_reader.takeWord("INTO")) {
            m_facts.verb = Verb::Create;
            m_facts.objectKind = ObjectKind::Table;
            m_facts.asSelect = true;
            m_facts.temporary = m_reader.takeWord("TEMP") || m_reader.takeWord("TEMPORARY");
            m_reader.takeWord("UNLOGGED");
            m_reader.takeWord("TABLE");
            readObjectName();
            m_facts.table = m_facts.name;
            return;
        } else {
            m_reader.take();
        }
    }
}

void ServerFactReader::readInsert()
{
    while (m_reader.atWord({"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO", "TABLE"}))
        m_reader.take();
    readChangedTable();
}

void ServerFactReader::readUpdate()
{
    while (m_reader.atWord({"LOW_PRIORITY", "IGNORE", "ONLY"}))
        m_reader.take();
    m_reader.takeMark('(');
    readChangedTable();
    readFilters();
}

/// DELETE FROM a WHERE ..., and MySQL's DELETE a FROM a JOIN b ... WHERE ...
void ServerFactReader::readDelete()
{
    while (m_reader.atWord({"LOW_PRIORITY", "QUICK", "IGNORE"}))
        m_reader.take();
    m_reader.takeWord("FROM");
    m_reader.takeWord("ONLY");
    m_reader.takeMark('(');
    readChangedTable();
    readFilters();
}

void ServerFactReader::readMerge()
{
    m_reader.takeWord("INTO");
    m_reader.takeWord("ONLY");
    readChangedTable();
}

void ServerFactReader::readTruncate()
{
    m_reader.takeWord("TABLE");
    m_reader.takeWord("ONLY");
    m_facts.objectKind = ObjectKind::Table;
    readObjectName();
    m_facts.table = m_facts.name;
}

/// SET [SESSION | LOCAL | GLOBAL ...] name = value, SET name TO value, SET @@global.name := value, SET ROLE r
void ServerFactReader::readSet()
{
    while (m_reader.atWord({"SESSION", "LOCAL", "GLOBAL", "PERSIST", "PERSIST_ONLY"}))
        m_reader.take();
    if (m_reader.peek().kind == TokenKind::Parameter) {
        const QString variable = QString::fromUtf8(m_reader.text(m_reader.take()));
        m_facts.name = variable.startsWith(u"@@") ? variable.mid(variable.lastIndexOf(u'.') + 1) : variable;
        m_facts.name.remove(QStringLiteral("@@"));
    } else {
        readObjectName();
    }
    if (m_reader.takeMark(':'))
        m_reader.takeMark('=');
    else if (m_reader.peekText() == ":=")
        m_reader.take();
    else if (!m_reader.takeMark('='))
        m_reader.takeWord("TO");
    QStringList words;
    while (!m_reader.atEnd() && (postgres() || !m_reader.atMark(','))) {
        const Token token = m_reader.take();
        const QByteArrayView text = m_reader.text(token);
        words += token.kind == TokenKind::Word ? QString::fromUtf8(text) : nameOf(text);
    }
    m_facts.pragmaValue = words.join(u' ');
}

/// PostgreSQL's RESET name; MySQL's RESET MASTER and the like are upkeep.
void ServerFactReader::readReset()
{
    if (postgres())
        readObjectName();
    else
        m_facts.verb = Verb::Maintain;
}

/// COPY table [(columns)] FROM { stdin | 'file' | PROGRAM 'x' }; COPY table | (query) TO ... changes nothing.
void ServerFactReader::readCopy()
{
    m_reader.takeWord("BINARY");
    QualifiedName table;
    if (!m_reader.atMark('('))
        table = takeQualifiedName(m_reader);
    if (m_reader.atMark('('))
        m_reader.skipParentheses();
    if (!m_reader.takeWord("FROM"))
        return;
    m_facts.table = table.name;
    m_facts.schema = table.schema;
    m_facts.readsStdin = m_reader.atWord({"STDIN", "STDOUT"});
}

void ServerFactReader::readLoad()
{
    if (!m_reader.atWord({"DATA", "XML"})) {
        m_facts.verb = Verb::Maintain;
        return;
    }
    readTableAfter({"TABLE"});
}

/// IMPORT FOREIGN SCHEMA makes foreign tables; MySQL's IMPORT TABLE takes in files.
void ServerFactReader::readImport()
{
    if (!m_reader.takeWord("FOREIGN"))
        return;
    m_facts.verb = Verb::Create;
    m_facts.objectKind = ObjectKind::ForeignTable;
}

void ServerFactReader::readCommentOn()
{
    m_reader.takeWord("ON");
    if (!m_reader.takeWord("COLUMN")) {
        m_facts.objectKind = takeObjectKind();
        readObjectName();
        if (m_facts.objectKind == ObjectKind::Table)
            m_facts.table = m_facts.name;
        return;
    }
    m_facts.objectKind = ObjectKind::Column;
    QStringList parts{m_reader.takeName()};
    while (m_reader.takeMark('.'))
        parts << m_reader.takeName();
    m_facts.column = m_facts.name = parts.takeLast();
    m_facts.table = parts.isEmpty() ? QString() : parts.takeLast();
    m_facts.schema = parts.isEmpty() ? QString() : parts.takeLast();
}

void ServerFactReader::readRefresh()
{
    m_reader.takeWord("MATERIALIZED");
    m_reader.takeWord("VIEW");
    m_facts.objectKind = ObjectKind::MaterializedView;
    m_facts.concurrently = m_reader.takeWord("CONCURRENTLY");
    readObjectName();
}

/// CLUSTER [VERBOSE | (options)] [table [USING index]], or the old CLUSTER index ON table
void ServerFactReader::readCluster()
{
    skipOptions();
    if (!m_reader.atName())
        return;
    m_facts.objectKind = ObjectKind::Table;
    readObjectName();
    m_facts.table = m_facts.name;
    if (m_reader.takeWord("ON"))
        readChangedTable();
}

/// REINDEX [(options)] { INDEX | TABLE | SCHEMA | DATABASE | SYSTEM } [CONCURRENTLY] name
void ServerFactReader::readReindex()
{
    if (m_reader.takeMark('(')) {
        while (!m_reader.atEnd() && !m_reader.takeMark(')')) {
            const bool named = m_reader.takeWord("CONCURRENTLY");
            if (named)
                m_facts.concurrently = !m_reader.atWord({"OFF", "FALSE"}) && m_reader.peekText() != "0";
            else
                m_reader.take();
        }
    }
    m_facts.objectKind = takeObjectKind();
    m_facts.concurrently = m_reader.takeWord("CONCURRENTLY") || m_facts.concurrently;
    readObjectName();
    if (m_facts.objectKind == ObjectKind::Table)
        m_facts.table = m_facts.name;
}

void ServerFactReader::readAnalyze()
{
    skipOptions();
    readMaintenance();
}

void ServerFactReader::readMaintenance()
{
    while (m_reader.atWord({"NO_WRITE_TO_BINLOG", "LOCAL", "TABLE"}))
        m_reader.take();
    if (!m_reader.atName() || m_reader.atWord({"SELECT", "UPDATE", "DELETE", "INSERT", "FORMAT"}))
        return;
    m_facts.objectKind = ObjectKind::Table;
    readObjectName();
    m_facts.table = m_facts.name;
}

/// RENAME TABLE a TO b [, ...], RENAME USER a TO b
void ServerFactReader::readRenameStatement()
{
    m_facts.objectKind = takeObjectKind();
    const bool table = m_facts.objectKind == ObjectKind::Table || m_reader.takeWord("TABLES");
    if (table)
        m_facts.objectKind = ObjectKind::Table;
    readGuard();
    readObjectName();
    m_facts.table = table ? m_facts.name : QString();
    while (!m_reader.atEnd() && !m_reader.takeWord("TO"))
        m_reader.take();
    m_facts.newName = takeQualifiedName(m_reader).name;
    m_facts.alter = table ? AlterAction::RenameTable : AlterAction::RenameObject;
}

/// LOCK [TABLE] [ONLY] a [IN ... MODE], LOCK TABLES a READ, b WRITE
void ServerFactReader::readLock()
{
    if (m_reader.takeWord("INSTANCE"))
        return;
    while (m_reader.atWord({"TABLE", "TABLES", "ONLY"}))
        m_reader.take();
    m_facts.objectKind = ObjectKind::Table;
    readObjectName();
    m_facts.table = m_facts.name;
}

/// (options) or their older spelling without parentheses, of VACUUM, ANALYZE, CLUSTER.
void ServerFactReader::skipOptions()
{
    while (m_reader.atWord({"FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE"}))
        m_reader.take();
    if (m_reader.atMark('('))
        m_reader.skipParentheses();
}

/// Takes all these words, in this order, or as many as there are.
bool ServerFactReader::takeWords(std::initializer_list<QByteArrayView> keywords)
{
    for (const QByteArrayView keyword : keywords) {
        if (!m_reader.takeWord(keyword))
            return false;
    }
    return true;
}

StatementFacts readServerFacts(QByteArrayView statement, const Dialect &dialect)
{
    return ServerFactReader(statement, dialect).read();
}

} // namespace lk
