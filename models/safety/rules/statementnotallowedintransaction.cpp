// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// What becomes of it in a transaction; empty: it works.
QString effectOf(const StatementFacts &facts)
{
    if (facts.verb == Verb::Vacuum)
        return u"VACUUM fails in a transaction"_s;
    if (facts.verb != Verb::Pragma)
        return {};
    const QString pragma = facts.name.toLower();
    static const QStringList ignored{u"journal_mode"_s, u"page_size"_s, u"auto_vacuum"_s, u"encoding"_s};
    static const QStringList failing{u"synchronous"_s, u"wal_checkpoint"_s};
    if (ignored.contains(pragma) && !facts.pragmaValue.isEmpty())
        return u"PRAGMA %1 changes nothing in a transaction, without an error"_s.arg(pragma);
    if (failing.contains(pragma) && (pragma == u"wal_checkpoint" || !facts.pragmaValue.isEmpty()))
        return u"PRAGMA %1 fails in a transaction"_s.arg(pragma);
    return {};
}

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        const QString effect = context.transaction ? effectOf(facts) : QString();
        if (effect.isEmpty())
            continue;
        report(
            {.statement = statement.number,
             .message = effect + u", and the script runs in one"_s,
             .fix = u"run it by hand, or put it into a migration of its own with the format's no-transaction mark"_s});
    }
}

} // namespace

const Rule statementNotAllowedInTransactionRule{"statement-not-allowed-in-transaction",
                                                Severity::Blocks,
                                                false,
                                                "sqlite postgresql",
                                                "A statement that does not work in a transaction",
                                                check};

} // namespace lk
