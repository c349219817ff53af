// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/plantext.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

QString placeText(const Statement &statement)
{
    switch (statement.origin) {
    case StatementOrigin::Script: return u"line %1"_s.arg(statement.line);
    case StatementOrigin::Program: return u"program"_s;
    case StatementOrigin::Record: return u"tracking"_s;
    case StatementOrigin::Engine: return u"engine"_s;
    }
    return {};
}

QString shortened(const QString &sql)
{
    return printable(sql.size() <= 100 ? sql : sql.left(99) + u'…');
}

QString statementText(const Statement &statement, bool verbose)
{
    const QString head = u"  %1  %2  "_s.arg(statement.number, 3).arg(placeText(statement), -9);
    if (!verbose)
        return head + shortened(statement.excerpt(300).simplified()) + u'\n';
    const QString sql = printableBlock(QString::fromUtf8(statement.sql()));
    return head + QString(sql).replace(u'\n', u'\n' + QString(head.size(), u' ')) + u'\n';
}

QString stepText(const PlanStep &step, const Console &console, bool verbose)
{
    const QString transaction = step.atomic() ? u"one transaction"_s : step.transaction ? u"not one transaction"_s : u"no transaction"_s;
    QString text = u"%1  %2  (%3, %4)\n"_s.arg(console.ink(printable(step.migration.version), Ink::Strong),
                                              printable(step.migration.description), printable(step.script().file), transaction);
    for (const Statement &statement : step.statements) {
        text += statementText(statement, verbose);
        if (!statement.cost.isEmpty())
            text += u"       note: "_s + printable(statement.cost) + u'\n';
    }
    for (const QString &remark : step.remarks)
        text += u"       note: "_s + printable(remark) + u'\n';
    return text;
}

} // namespace

QString planText(const Plan &plan, const Console &console, bool verbose)
{
    const QString verb = plan.direction == Direction::Up ? u"Apply"_s : u"Revert"_s;
    QString text = u"%1 %2 %3 %4 (%5)\n"_s.arg(verb, counted(qint64(plan.steps.size()), u"migration"_s),
                                              plan.direction == Direction::Up ? u"to"_s : u"from"_s, printable(plan.environment),
                                              printable(plan.target.url));
    if (plan.createsDatabase)
        text += u"There is no database yet: this creates it.\n"_s;
    text += u"fingerprint %1\n\n"_s.arg(plan.fingerprint);
    for (const PlanStep &step : plan.steps)
        text += stepText(step, console, verbose) + u'\n';
    return text;
}

} // namespace lk
