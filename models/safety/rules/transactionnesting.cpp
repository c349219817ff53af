// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

QString effectOf(const StatementFacts &facts)
{
    if (facts.verb == Verb::Begin)
        return u"BEGIN fails: the script already runs in a transaction"_s;
    if (facts.verb == Verb::Commit)
        return u"COMMIT ends the transaction that the script runs in: what stands above stays even if the rest "
               "fails, and the tracking row is no longer written together with it"_s;
    return u"ROLLBACK takes back what the script has done so far, and the rest runs outside of the transaction"_s;
}

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if (!context.transaction || !facts.controlsTransaction())
            continue;
        const bool toSavepoint = facts.verb == Verb::Rollback && !facts.name.isEmpty();
        if (facts.verb == Verb::Savepoint || facts.verb == Verb::Release || toSavepoint) {
            report(
                {.statement = statement.number,
                 .message =
                     u"uses savepoint %1: what is rolled back to it is missing although the migration counts as applied"_s
                         .arg(facts.name),
                 .fix = u"leave savepoints out: the whole script is one transaction"_s,
                 .severity = Severity::Caution});
        } else {
            report(
                {.statement = statement.number,
                 .message = effectOf(facts),
                 .fix =
                     u"remove it; if the script has to manage its own transaction, opt out with the format's no-transaction mark"_s});
        }
    }
}

} // namespace

const Rule transactionNestingRule{"transaction-nesting",
                                  Severity::Blocks,
                                  false,
                                  "sqlite postgresql mysql mariadb",
                                  "BEGIN, COMMIT or ROLLBACK in a script that runs in a transaction",
                                  check};

} // namespace lk
