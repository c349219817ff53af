// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/dialect.h"

#include <QByteArrayView>
#include <QStringList>

#include <vector>

namespace lk {

enum class Verb {
    Create,
    Drop,
    Alter,
    Insert,
    Update,
    Delete,
    Select,
    Pragma,
    Begin,
    Commit,
    Rollback,
    Savepoint,
    Release,
    Vacuum,
    Attach,
    Detach,
    Reindex,
    Analyze,
    Explain,
    Other,
};

enum class ObjectKind { None, Table, VirtualTable, Index, View, Trigger, Column, Other };

enum class AlterAction { None, RenameTable, RenameColumn, AddColumn, DropColumn, Other };

/// What a statement's text says it does, read from its tokens. Names are unquoted.
struct StatementFacts {
    Verb verb = Verb::Other; ///< of the main statement: WITH ... UPDATE is Update; REPLACE is Insert
    ObjectKind objectKind = ObjectKind::None;
    QString name;   ///< the object's name, schema prefix taken off (CREATE/DROP/ALTER), or the pragma's
    QString schema; ///< its prefix, if written
    QString
        table; ///< table that is changed: INSERT INTO x, UPDATE x, DELETE FROM x, ALTER TABLE x, index or trigger ON x
    QString newName; ///< RENAME TO / RENAME COLUMN .. TO
    QString column;  ///< of ADD, DROP, RENAME COLUMN
    AlterAction alter = AlterAction::None;
    bool guarded = false; ///< IF EXISTS / IF NOT EXISTS
    bool temporary = false;
    bool unique = false;   ///< CREATE UNIQUE INDEX
    bool hasWhere = false; ///< a WHERE of the UPDATE or DELETE itself that is not always true (1, 1=1, true)
    bool hasLimit = false;
    bool columnNotNull = false;    ///< ADD COLUMN ... NOT NULL
    bool columnHasDefault = false; ///< ADD COLUMN ... DEFAULT other than NULL
    bool columnGenerated = false;
    bool asSelect = false;  ///< CREATE TABLE ... AS SELECT
    QString pragmaValue;    ///< PRAGMA name = value, or (value)
    QStringList references; ///< tables named after REFERENCES

    bool changesSchema() const { return verb == Verb::Create || verb == Verb::Drop || verb == Verb::Alter; }
    bool changesData() const { return verb == Verb::Insert || verb == Verb::Update || verb == Verb::Delete; }
    bool controlsTransaction() const
    {
        return verb == Verb::Begin || verb == Verb::Commit || verb == Verb::Rollback || verb == Verb::Savepoint
               || verb == Verb::Release;
    }
};

/// Reads one statement (as the splitter cuts it).
StatementFacts readFacts(QByteArrayView statement, const Dialect &dialect);

/// The comma-separated pieces between the outermost parentheses of a CREATE TABLE statement (column and constraint
/// definitions), and what follows the closing parenthesis; empty for AS SELECT and virtual tables.
struct TableBody {
    std::vector<QByteArrayView> columns;     ///< each whole column definition
    std::vector<QByteArrayView> constraints; ///< each whole table constraint
    QByteArrayView options;                  ///< "STRICT, WITHOUT ROWID"
};
TableBody readTableBody(QByteArrayView createTable, const Dialect &dialect);

} // namespace lk
