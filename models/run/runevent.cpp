// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/runevent.h"

namespace lk {

namespace {

struct EventWriter {
    QJsonObject &object;

    void name(const char *event) const { object[QStringLiteral("event")] = QLatin1String(event); }
    void step(int index, const QString &version) const
    {
        object[QStringLiteral("step")] = index + 1;
        if (!version.isEmpty())
            object[QStringLiteral("version")] = version;
    }

    void operator()(const RunStarted &e) const
    {
        name("run_started");
        object[QStringLiteral("fingerprint")] = e.fingerprint;
        object[QStringLiteral("direction")] = e.direction;
        object[QStringLiteral("steps")] = e.steps;
        object[QStringLiteral("statements")] = e.statements;
    }
    void operator()(const StepStarted &e) const
    {
        name("step_started");
        step(e.step, e.version);
        object[QStringLiteral("file")] = e.file;
        object[QStringLiteral("statements")] = e.statements;
    }
    void operator()(const StatementStarted &e) const
    {
        name("statement_started");
        step(e.step, e.version);
        object[QStringLiteral("number")] = e.number;
        if (e.line >= 0) // below: a program sent it
            object[QStringLiteral("line")] = e.line;
        object[QStringLiteral("sql")] = e.sql;
    }
    void operator()(const StatementDone &e) const
    {
        name("statement_done");
        step(e.step, e.version);
        object[QStringLiteral("number")] = e.number;
        object[QStringLiteral("ms")] = e.ms;
        object[QStringLiteral("rows")] = e.rows >= 0 ? QJsonValue(e.rows) : QJsonValue();
    }
    void operator()(const StepProgress &e) const
    {
        name("progress");
        step(e.step, e.version);
        object[QStringLiteral("done")] = e.done;
        object[QStringLiteral("total")] = e.of;
    }
    void operator()(const RunNotice &e) const
    {
        name("notice");
        step(e.step, {});
        object[QStringLiteral("text")] = e.text;
    }
    void operator()(const RunPaused &e) const { name(e.paused ? "paused" : "resumed"); }
    void operator()(const StepDone &e) const
    {
        name("step_done");
        step(e.step, e.version);
        object[QStringLiteral("outcome")] = word(e.outcome);
        object[QStringLiteral("ms")] = e.ms;
    }
    void operator()(const RunFailed &e) const
    {
        name("error");
        step(e.step, {});
        object[QStringLiteral("number")] = e.number;
        object[QStringLiteral("what")] = e.error.what;
        object[QStringLiteral("where")] = e.error.where.text();
        object[QStringLiteral("why")] = e.error.why;
        object[QStringLiteral("next_step")] = e.error.nextStep;
    }
    void operator()(const RunDone &e) const
    {
        name("run_done");
        object[QStringLiteral("outcome")] = word(e.outcome);
        object[QStringLiteral("steps")] = e.steps;
        object[QStringLiteral("ms")] = e.ms;
    }
};

} // namespace

QString word(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Committed:
        return QStringLiteral("committed");
    case Outcome::RolledBack:
        return QStringLiteral("rolled back");
    case Outcome::PartlyApplied:
        return QStringLiteral("partly applied");
    case Outcome::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

QJsonObject toJson(const RunEvent &event)
{
    QJsonObject object{{QStringLiteral("at"), event.at.toString(Qt::ISODateWithMs)}};
    std::visit(EventWriter{object}, event.what);
    return object;
}

} // namespace lk
