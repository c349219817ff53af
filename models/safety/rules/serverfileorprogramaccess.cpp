// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"
#include "models/sql/tokenreader.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

bool loadsExtension(QByteArrayView sql, const Dialect &dialect)
{
    TokenReader reader(sql, dialect);
    while (!reader.atEnd()) {
        if (reader.takeWord("LOAD_EXTENSION")) {
            if (reader.atMark('('))
                return true;
        } else {
            reader.take();
        }
    }
    return false;
}

bool vacuumsInto(QByteArrayView sql, const Dialect &dialect)
{
    TokenReader reader(sql, dialect);
    while (!reader.atEnd() && !reader.atWord("INTO"))
        reader.take();
    return !reader.atEnd();
}

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        QString what;
        if (facts.verb == Verb::Attach)
            what = u"ATTACH opens another database file"_s;
        else if (facts.verb == Verb::Vacuum && vacuumsInto(statement.sql, context.dialect))
            what = u"VACUUM INTO writes a file"_s;
        else if (facts.verb == Verb::Select && loadsExtension(statement.sql, context.dialect))
            what = u"load_extension() runs code from a file"_s;
        if (what.isEmpty())
            continue;
        report({.statement = statement.number,
                .message = what + u", which neither the transaction nor the rehearsal on a copy holds back"_s,
                .fix = u"move this step out of the migration"_s});
    }
}

} // namespace

const Rule serverFileOrProgramAccessRule{"server-file-or-program-access",
                                         Severity::Blocks,
                                         false,
                                         "sqlite postgresql mysql mariadb",
                                         "Reaches files or programs outside of the database",
                                         check};

} // namespace lk
