// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/pragma.h"
#include "models/safety/rulelist.h"

#include <algorithm>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

bool switchesOnAgain(const RuleContext &context, const AnalysedStatement &off)
{
    return std::any_of(context.statements.begin() + off.number, context.statements.end(),
                       [&](const AnalysedStatement &other) {
                           return other.facts.verb == Verb::Pragma
                                  && other.facts.name.compare(off.facts.name, Qt::CaseInsensitive) == 0
                                  && !switchesOff(other.facts.pragmaValue);
                       });
}

bool checksKeys(const RuleContext &context, const AnalysedStatement &off)
{
    return std::any_of(context.statements.begin() + off.number, context.statements.end(),
                       [](const AnalysedStatement &other) {
                           return other.facts.verb == Verb::Pragma
                                  && other.facts.name.compare(u"foreign_key_check", Qt::CaseInsensitive) == 0;
                       });
}

void checkForeignKeys(const RuleContext &context, const AnalysedStatement &off, const ReportSink &report)
{
    const bool recipe = !context.rebuilds.empty() && checksKeys(context, off) && switchesOnAgain(context, off);
    report(
        {.statement = off.number,
         .message =
             recipe
                 ? u"foreign keys are off while the table is built anew, and checked before they are on again, as it should be"_s
                 : u"foreign keys are off for what follows: rows that break them get in, and are not looked for "
                   "when they are on again"_s,
         .fix = recipe
                    ? QString()
                    : u"end the script with PRAGMA foreign_key_check and PRAGMA foreign_keys = ON, or leave this out"_s,
         .severity = recipe ? std::optional(Severity::Note) : std::nullopt});
}

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if (facts.verb != Verb::Pragma || facts.pragmaValue.isEmpty())
            continue;
        const QString pragma = facts.name.toLower();
        const bool off = switchesOff(facts.pragmaValue);
        if (pragma == u"foreign_keys" && off)
            checkForeignKeys(context, statement, report);
        else if (pragma == u"ignore_check_constraints" && !off)
            report(
                {.statement = statement.number,
                 .message = u"CHECK constraints are off for what follows, and rows that break them are never found"_s,
                 .fix = u"leave it out, and correct the rows that do not pass"_s,
                 .severity = Severity::Blocks});
        else if (pragma == u"writable_schema" && !off)
            report({.statement = statement.number,
                    .message =
                        u"opens SQLite's own schema table for writing: a mistake there makes the database unreadable"_s,
                    .fix = u"build the table anew instead: create, copy, drop, rename"_s,
                    .severity = Severity::Blocks});
    }
}

} // namespace

const Rule disableOrSkipIntegrityRule{"disable-or-skip-integrity",
                                      Severity::Caution,
                                      false,
                                      "sqlite postgresql mysql mariadb",
                                      "Switches integrity checks off",
                                      check};

} // namespace lk
