// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/safety/rule.h"

namespace lk {

// Each in the file of its name in models/safety/rules; ruleregistry.cpp gives them their order.
extern const Rule syntaxErrorRule;
extern const Rule banDropTableRule;
extern const Rule banDropColumnRule;
extern const Rule dropThenCreateRule;
extern const Rule tableRebuildRule;
extern const Rule renamingTableRule;
extern const Rule renamingColumnRule;
extern const Rule addingRequiredFieldRule;
extern const Rule sqliteUnsupportedAlterRule;
extern const Rule guardUnsupportedByEngineRule;
extern const Rule wrongDialectRule;
extern const Rule unparsedStatementRule;
extern const Rule truncateTableRule;
extern const Rule dropSchemaRule;
extern const Rule updateOrDeleteWithoutWhereRule;
extern const Rule downMissingRule;
extern const Rule programUnseenRule;
extern const Rule downIsDestructiveRule;
extern const Rule downCannotRestoreDataRule;
extern const Rule preferRobustStmtsRule;
extern const Rule mixedDdlDmlRule;
extern const Rule sqliteParentDropDeletesChildrenRule;
extern const Rule sqliteDropColumnRewritesRule;
extern const Rule disableOrSkipIntegrityRule;
extern const Rule transactionNestingRule;
extern const Rule banUncommittedTransactionRule;
extern const Rule statementNotAllowedInTransactionRule;
extern const Rule serverFileOrProgramAccessRule;
extern const Rule dropIndexRule;
extern const Rule dropViewOrRoutineRule;
extern const Rule uniqueIndexMayFailRule;
extern const Rule duplicateColumnAssignmentRule;
extern const Rule updateSetAndRule;
extern const Rule dmlLimitUnsupportedRule;
extern const Rule doubleQuotedStringRule;
extern const Rule quotedIdentifierRule;
extern const Rule secretInMigrationRule;
extern const Rule invisibleCharactersRule;
extern const Rule sqlxDownSectionRunsRule;

} // namespace lk
