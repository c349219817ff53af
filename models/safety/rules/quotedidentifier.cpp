// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"
#include "models/sql/keywords.h"
#include "models/sql/tokenreader.h"

#include <algorithm>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// Why the name needs quotes everywhere; empty when it does not.
QString trouble(const QString &name)
{
    const auto plain = [](QChar c) { return c == u'_' || (c.unicode() < 128 && c.isLetterOrNumber()); };
    if (name.isEmpty())
        return {};
    if (!std::all_of(name.begin(), name.end(), plain))
        return u"has characters other than letters, digits and _"_s;
    if (name.front().isDigit())
        return u"begins with a digit"_s;
    return isReservedWord(name.toUtf8()) ? u"is a keyword"_s : QString();
}

QStringList newNames(const AnalysedStatement &statement, const Dialect &dialect)
{
    const StatementFacts &facts = statement.facts;
    if (facts.alter == AlterAction::RenameTable || facts.alter == AlterAction::RenameColumn)
        return {facts.newName};
    if (facts.alter == AlterAction::AddColumn)
        return {facts.column};
    if (facts.verb != Verb::Create)
        return {};
    QStringList names{facts.name};
    if (facts.objectKind == ObjectKind::Table) {
        for (const QByteArrayView column : readTableBody(statement.sql, dialect).columns)
            names << TokenReader(column, dialect).takeName();
    }
    return names;
}

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        for (const QString &name : newNames(statement, context.dialect)) {
            const QString why = trouble(name);
            if (why.isEmpty())
                continue;
            report({.statement = statement.number,
                    .message = u"the name \"%1\" %2, so it has to be quoted wherever it is used"_s.arg(name, why),
                    .fix = u"choose a name of small letters, digits and _"_s});
            break;
        }
    }
}

} // namespace

const Rule quotedIdentifierRule{"quoted-identifier",
                                Severity::Note,
                                false,
                                "sqlite postgresql mysql mariadb",
                                "A name that always has to be quoted",
                                check};

} // namespace lk
