// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/factreader.h"

#include "models/sql/conditions.h"

namespace lk {

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

void FactReader::readColumnConstraints()
{
    while (!m_reader.atEnd() && !m_reader.atMark(',')) {
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

} // namespace lk
