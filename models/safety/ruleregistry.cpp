// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/ruleregistry.h"

#include "models/safety/fileproblems.h"
#include "models/safety/rulelist.h"

namespace lk {

const std::vector<Rule> &rules()
{
    static const std::vector<Rule> all = [] {
        std::vector<Rule> list = fileProblemRules();
        const Rule *statementRules[] = {
            &syntaxErrorRule,
            &banDropTableRule,
            &banDropColumnRule,
            &dropThenCreateRule,
            &tableRebuildRule,
            &renamingTableRule,
            &renamingColumnRule,
            &addingRequiredFieldRule,
            &sqliteUnsupportedAlterRule,
            &guardUnsupportedByEngineRule,
            &wrongDialectRule,
            &unparsedStatementRule,
            &updateOrDeleteWithoutWhereRule,
            &truncateTableRule,
            &dropSchemaRule,
            &downMissingRule,
            &programUnseenRule,
            &downIsDestructiveRule,
            &downCannotRestoreDataRule,
            &preferRobustStmtsRule,
            &mixedDdlDmlRule,
            &sqliteParentDropDeletesChildrenRule,
            &sqliteDropColumnRewritesRule,
            &disableOrSkipIntegrityRule,
            &transactionNestingRule,
            &banUncommittedTransactionRule,
            &statementNotAllowedInTransactionRule,
            &serverFileOrProgramAccessRule,
            &dropIndexRule,
            &dropViewOrRoutineRule,
            &uniqueIndexMayFailRule,
            &duplicateColumnAssignmentRule,
            &updateSetAndRule,
            &dmlLimitUnsupportedRule,
            &doubleQuotedStringRule,
            &quotedIdentifierRule,
            &secretInMigrationRule,
            &invisibleCharactersRule,
            &sqlxDownSectionRunsRule,
        };
        for (const Rule *rule : statementRules)
            list.push_back(*rule);
        return list;
    }();
    return all;
}

} // namespace lk
