// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/texts.h"
#include "widgets/run/runpanel.h"

namespace lk {

namespace {

QString tr(const char *text)
{
    return RunPanel::tr(text);
}

struct LineOf {
    QString operator()(const RunStarted &what) const
    {
        return RunPanel::tr("Run begins: %1, %2 steps, %3 statements, plan %4")
            .arg(what.direction)
            .arg(what.steps)
            .arg(what.statements)
            .arg(what.fingerprint.left(12));
    }
    QString operator()(const StepStarted &what) const { return tr("%1 begins (%2)").arg(what.version, what.file); }
    QString operator()(const StatementStarted &what) const
    {
        const QString place = what.line > 0 ? tr("line %1").arg(what.line) : what.line < 0 ? tr("sent") : tr("ours");
        return QStringLiteral("%1 #%2 (%3)  %4").arg(what.version).arg(what.number).arg(place, oneLine(what.sql, 120));
    }
    QString operator()(const StatementDone &what) const
    {
        const QString rows = what.rows >= 0 ? tr(", %1 rows").arg(rowsText(what.rows)) : QString();
        return QStringLiteral("%1 #%2 %3")
            .arg(what.version)
            .arg(what.number)
            .arg(tr("done in %1").arg(durationText(what.ms)) + rows);
    }
    QString operator()(const StepProgress &what) const
    {
        return tr("%1: %2 of %3 statements").arg(what.version).arg(what.done).arg(what.of);
    }
    QString operator()(const RunNotice &what) const { return tr("Notice: %1").arg(what.text); }
    QString operator()(const RunPaused &what) const
    {
        return what.paused ? tr("Paused before the next statement") : tr("Goes on");
    }
    QString operator()(const StepDone &what) const
    {
        return tr("%1 %2 after %3").arg(what.version, word(what.outcome), durationText(what.ms));
    }
    QString operator()(const RunFailed &what) const
    {
        return tr("FAILED at statement #%1: %2").arg(what.number).arg(what.error.text());
    }
    QString operator()(const RunDone &what) const
    {
        return tr("Run ends: %1, %2 steps in %3").arg(word(what.outcome)).arg(what.steps).arg(durationText(what.ms));
    }
};

} // namespace

QString logLine(const RunEvent &event)
{
    return std::visit(LineOf{}, event.what);
}

} // namespace lk
