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
    Truncate,
    Merge,
    Set,  ///< also RESET
    Show, ///< SHOW, DESCRIBE, HELP: tells, changes nothing
    Call,
    Do,
    Copy,
    Load, ///< LOAD DATA, LOAD XML, IMPORT TABLE
    Grant,
    Revoke,
    Comment, ///< COMMENT ON, SECURITY LABEL
    Refresh, ///< REFRESH MATERIALIZED VIEW
    Cluster,
    Rename, ///< RENAME TABLE, RENAME USER
    Lock,
    Unlock,
    Use,
    Compound, ///< BEGIN NOT ATOMIC ... END; IF, LOOP ... outside of a stored program
    Execute,  ///< PREPARE, EXECUTE, DEALLOCATE
    Maintain, ///< the server's and the session's upkeep: FLUSH, OPTIMIZE TABLE, CHECKPOINT, DISCARD, NOTIFY ...
    Other,
};

enum class ObjectKind {
    None,
    Table,
    VirtualTable,
    Index,
    View,
    Trigger,
    Column,
    MaterializedView,
    ForeignTable,
    Function, ///< also aggregates
    Procedure,
    Sequence,
    Type,
    Domain,
    Schema,
    Extension,
    Database, ///< in MySQL and MariaDB SCHEMA is another word for it
    Tablespace,
    Policy,
    Event,
    EventTrigger,
    Role, ///< also users and groups
    Rule,
    Publication,
    Subscription,
    Statistics,
    Server,
    System, ///< ALTER SYSTEM
    Other,
};

enum class AlterAction {
    None,
    RenameTable,
    RenameColumn,
    AddColumn,
    DropColumn,
    RenameObject, ///< of anything but tables and columns
    ChangeColumn, ///< its type, default or NOT NULL: ALTER COLUMN, MODIFY, CHANGE
    AddConstraint,
    DropConstraint,
    ValidateConstraint,
    AddIndex,
    DropIndex,
    AddValue, ///< ALTER TYPE ... ADD VALUE
    AttachPartition,
    DetachPartition,
    SetSchema,
    SetTablespace,
    Other,
};

/// What a statement's text says it does, read from its tokens. Names are unquoted.
struct StatementFacts {
    Verb verb = Verb::Other; ///< of the main statement: WITH ... UPDATE is Update; REPLACE is Insert
    ObjectKind objectKind = ObjectKind::None;
    QString name; ///< the object's name, schema prefix taken off (CREATE/DROP/ALTER), or the pragma's, or the variable
                  ///< that is SET
    QString schema; ///< its prefix, if written
    QString
        table; ///< table that is changed: INSERT INTO x, UPDATE x, DELETE FROM x, ALTER TABLE x, index or trigger ON x
    QString newName; ///< RENAME TO / RENAME COLUMN .. TO
    QString column;  ///< of ADD, DROP, RENAME COLUMN
    AlterAction alter = AlterAction::None;
    int alterActions = 0;   ///< comma-separated actions of an ALTER TABLE; the members tell of the first (0 for SQLite)
    bool guarded = false;   ///< IF EXISTS / IF NOT EXISTS
    bool orReplace = false; ///< CREATE OR REPLACE
    bool concurrently = false; ///< CREATE/DROP INDEX, REINDEX, REFRESH, DETACH PARTITION ... CONCURRENTLY
    bool readsStdin = false;   ///< COPY ... FROM stdin
    bool temporary = false;
    bool unique = false;   ///< CREATE UNIQUE INDEX
    bool hasWhere = false; ///< a WHERE of the UPDATE or DELETE itself that is not always true (1, 1=1, true)
    bool hasLimit = false;
    bool columnNotNull = false;    ///< ADD COLUMN ... NOT NULL
    bool columnHasDefault = false; ///< ADD COLUMN ... DEFAULT other than NULL
    bool columnGenerated = false;
    bool asSelect = false;  ///< CREATE TABLE ... AS SELECT
    QString pragmaValue;    ///< PRAGMA name = value, or (value); SET name = value, SET name TO value
    QStringList references; ///< tables named after REFERENCES

    bool changesSchema() const { return verb == Verb::Create || verb == Verb::Drop || verb == Verb::Alter; }
    bool changesData() const
    {
        return verb == Verb::Insert || verb == Verb::Update || verb == Verb::Delete || verb == Verb::Merge
               || verb == Verb::Truncate || verb == Verb::Load || (verb == Verb::Copy && !table.isEmpty());
    }
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
