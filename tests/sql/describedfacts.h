// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/statementfacts.h"

#include <QStringList>

#include <iterator>

namespace lk {

/// The facts that are set, as text: "Create Table a guarded" and so on. Names stand as key=value.
inline QString described(const StatementFacts &facts)
{
    static const char *const verbs[] = {
        "Create",   "Drop",      "Alter",   "Insert", "Update", "Delete", "Select",   "Pragma",  "Begin",    "Commit",
        "Rollback", "Savepoint", "Release", "Vacuum", "Attach", "Detach", "Reindex",  "Analyze", "Explain",  "Truncate",
        "Merge",    "Set",       "Show",    "Call",   "Do",     "Copy",   "Load",     "Grant",   "Revoke",   "Comment",
        "Refresh",  "Cluster",   "Rename",  "Lock",   "Unlock", "Use",    "Compound", "Execute", "Maintain", "Other"};
    static const char *const kinds[] = {"",
                                        "Table",
                                        "VirtualTable",
                                        "Index",
                                        "View",
                                        "Trigger",
                                        "Column",
                                        "MaterializedView",
                                        "ForeignTable",
                                        "Function",
                                        "Procedure",
                                        "Sequence",
                                        "Type",
                                        "Domain",
                                        "Schema",
                                        "Extension",
                                        "Database",
                                        "Tablespace",
                                        "Policy",
                                        "Event",
                                        "EventTrigger",
                                        "Role",
                                        "Rule",
                                        "Publication",
                                        "Subscription",
                                        "Statistics",
                                        "Server",
                                        "System",
                                        "Object"};
    static const char *const alters[] = {"",
                                         "RenameTable",
                                         "RenameColumn",
                                         "AddColumn",
                                         "DropColumn",
                                         "RenameObject",
                                         "ChangeColumn",
                                         "AddConstraint",
                                         "DropConstraint",
                                         "ValidateConstraint",
                                         "AddIndex",
                                         "DropIndex",
                                         "AddValue",
                                         "AttachPartition",
                                         "DetachPartition",
                                         "SetSchema",
                                         "SetTablespace",
                                         "OtherChange"};
    static_assert(std::size(verbs) == int(Verb::Other) + 1 && std::size(kinds) == int(ObjectKind::Other) + 1
                  && std::size(alters) == int(AlterAction::Other) + 1);
    QStringList words{QString::fromLatin1(verbs[int(facts.verb)]), QString::fromLatin1(kinds[int(facts.objectKind)]),
                      QString::fromLatin1(alters[int(facts.alter)])};
    const auto name = [&](const char *key, const QString &value) {
        if (!value.isEmpty())
            words << QString::fromLatin1(key) + u'=' + value;
    };
    const auto flag = [&](const char *key, bool set) {
        if (set)
            words << QString::fromLatin1(key);
    };
    name("name", facts.name);
    name("schema", facts.schema);
    name("table", facts.table);
    name("column", facts.column);
    name("new", facts.newName);
    name("value", facts.pragmaValue);
    name("references", facts.references.join(u','));
    flag("guarded", facts.guarded);
    flag("temporary", facts.temporary);
    flag("unique", facts.unique);
    flag("where", facts.hasWhere);
    flag("limit", facts.hasLimit);
    flag("notnull", facts.columnNotNull);
    flag("default", facts.columnHasDefault);
    flag("generated", facts.columnGenerated);
    flag("as", facts.asSelect);
    flag("replace", facts.orReplace);
    flag("concurrently", facts.concurrently);
    flag("stdin", facts.readsStdin);
    if (facts.alterActions > 1)
        words << QStringLiteral("actions=%1").arg(facts.alterActions);
    words.removeAll(QString());
    return words.join(u' ');
}

} // namespace lk
