// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/eventprinter.h"

#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

EventPrinter::EventPrinter(Console &console, const Plan &plan, Show show)
    : m_console(console), m_show(show)
{
    for (const PlanStep &step : plan.steps) {
        m_before.push_back(m_total);
        m_total += qint64(step.statements.size());
    }
}

EventSink EventPrinter::sink()
{
    return [this](const RunEvent &event) { show(event); };
}

void EventPrinter::show(const RunEvent &event)
{
    if (m_show == Show::Steps) {
        if (m_console.json)
            m_console.printJsonLine(toJson(event));
        else
            line(event);
    }
    bar(event);
}

void EventPrinter::line(const RunEvent &event)
{
    if (const auto *step = std::get_if<StepDone>(&event.what)) {
        if (!m_console.quiet)
            m_console.print(u"%1  %2  %3"_s.arg(printable(step->version), word(step->outcome), durationWords(step->ms)));
    } else if (const auto *notice = std::get_if<RunNotice>(&event.what)) {
        m_console.note(u"notice: "_s + notice->text);
    } else if (const auto *statement = std::get_if<StatementDone>(&event.what); statement && m_console.verbose) {
        const QString rows = statement->rows < 0 ? QString() : u", "_s + counted(statement->rows, u"row"_s);
        m_console.print(u"  %1 statement %2: %3%4"_s.arg(printable(statement->version)).arg(statement->number).arg(durationWords(statement->ms), rows));
    }
}

void EventPrinter::bar(const RunEvent &event)
{
    const auto shown = [this](int step, int statement, const QString &version) {
        if (step < 0 || size_t(step) >= m_before.size())
            return;
        m_console.showProgress({u"%1, statement %2"_s.arg(version).arg(statement), m_before[size_t(step)] + statement - 1, m_total});
    };
    if (const auto *started = std::get_if<StatementStarted>(&event.what))
        shown(started->step, started->number, started->version);
    else if (const auto *progress = std::get_if<StepProgress>(&event.what))
        shown(progress->step, progress->done, progress->version);
}

} // namespace lk
