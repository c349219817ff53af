// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The words of RehearsalModel.
#include "models/engines/engineregistry.h"
#include "models/items/locktexts.h"
#include "models/items/rehearsalmodel.h"
#include "models/items/texts.h"
#include "models/rehearsal/estimate.h"

namespace lk {

namespace {

QString unknownText()
{
    return RehearsalModel::tr("unknown");
}

QString stopsText(const std::optional<Stops> &stops)
{
    if (!stops)
        return unknownText();
    switch (*stops) {
    case Stops::Nobody: return RehearsalModel::tr("nobody");
    case Stops::SchemaChanges: return RehearsalModel::tr("schema changes");
    case Stops::Writers: return RehearsalModel::tr("writers");
    case Stops::Everybody: return RehearsalModel::tr("everybody");
    }
    return {};
}

std::vector<ObservedLock> locksOf(const RehearsedStatement &statement)
{
    return worstFirst(statement.seen.locks.value_or(std::vector<ObservedLock>()));
}

QString lockTexts(const std::vector<ObservedLock> &locks)
{
    QStringList texts;
    for (const ObservedLock &lock : locks)
        texts << lockText(lock);
    return texts.join(QStringLiteral(", "));
}

QStringList lockLines(const std::vector<ObservedLock> &locks)
{
    QStringList lines;
    for (const ObservedLock &lock : locks)
        lines << QStringLiteral("%1: %2").arg(lockText(lock), waitsText(lock.stops));
    return lines;
}

QString markTexts(const QList<RehearsalModel::Mark> &marks)
{
    QStringList texts;
    for (const RehearsalModel::Mark &mark : marks)
        texts << mark.text;
    return texts.join(QStringLiteral(", "));
}

QStringList shortObjects(const QStringList &objects)
{
    QStringList names;
    for (const QString &object : objects)
        names << shortObject(object);
    return names;
}

} // namespace

QList<RehearsalModel::Mark> RehearsalModel::marksOf(const Row &row)
{
    const RehearsedStatement &statement = row.seen;
    const Observation &seen = statement.seen;
    QList<Mark> marks;
    if (!statement.error.isEmpty())
        marks << Mark{tr("failed: %1").arg(oneLine(row.cause)), Weight::Bad, statement.error};
    for (const QString &table : shortObjects(seen.emptied))
        marks << Mark{tr("empties %1").arg(table), Weight::Bad, {}};
    for (const QString &table : shortObjects(seen.rewrites.value_or(QStringList())))
        marks << Mark{tr("rewrites %1").arg(table), Weight::Caution, tr("The storage of %1 is written anew.").arg(table)};
    for (const QString &table : shortObjects(seen.scans.value_or(QStringList())))
        marks << Mark{tr("scans %1").arg(table), Weight::Notice, tr("%1 is read whole.").arg(table)};
    constexpr qint64 WorthTelling = 64 * 1024; // bytes
    for (const SizeChange &size : seen.sizes.value_or(std::vector<SizeChange>())) {
        const qint64 more = size.after - size.before;
        if (std::abs(more) >= WorthTelling)
            marks << Mark{(more > 0 ? tr("%1 +%2") : tr("%1 -%2")).arg(shortObject(size.object), sizeText(std::abs(more))), Weight::Quiet,
                          tr("%1: %2 before, %3 after").arg(size.object, sizeText(size.before), sizeText(size.after))};
    }
    if (statement.targetMs && *statement.targetMs > 2 * statement.ms)
        marks << Mark{tr("about %1 on the target").arg(durationText(*statement.targetMs)), Weight::Caution, tr("An estimate: %1.").arg(statement.basis)};
    if (!seen.algorithm.isEmpty())
        marks << Mark{seen.algorithm, seen.algorithm == u"COPY" ? Weight::Caution : Weight::Quiet, tr("The algorithm by which the server changed the table.")};
    QStringList missing;
    if (!seen.rewrites)
        missing << tr("rewrites");
    if (!seen.scans)
        missing << tr("scans");
    if (!missing.isEmpty() && statement.script && statement.error.isEmpty())
        marks << Mark{tr("unknown: %1").arg(missing.join(QStringLiteral(", "))), Weight::Quiet, seen.unknown.join(u'\n')};
    return marks;
}

QList<RehearsalModel::Mark> RehearsalModel::marksOf(const Step &step)
{
    if (!step.seen) {
        const bool failed = std::ranges::any_of(step.rows, [](const Row &row) { return !row.seen.error.isEmpty(); });
        return {failed ? Mark{tr("failed"), Weight::Bad, {}} : Mark{tr("did not run"), Weight::Quiet, tr("The rehearsal ended before.")}};
    }
    QList<Mark> marks;
    const RehearsedStep &seen = *step.seen;
    if (seen.rowsDestroyed > 0)
        marks << Mark{tr("rows destroyed: %1").arg(rowsText(seen.rowsDestroyed)), Weight::Bad, seen.rowChanges.join(u'\n')};
    const RoundTrip &trip = seen.roundTrip;
    const QString why = trip.differences.join(u'\n');
    if (trip.proven())
        marks << Mark{tr("round trip proven"), Weight::Good, tr("Up, down, up: the same schema and the same rows.")};
    else if (trip.schemaEqual == Shown::No || trip.rowsEqual == Shown::No)
        marks << Mark{tr("round trip differs"), Weight::Bad, why};
    else if (trip.schemaEqual == Shown::Yes)
        marks << Mark{tr("schema comes back"), Weight::Notice, why.isEmpty() ? tr("Rows were not compared.") : why};
    else
        marks << Mark{tr("no round trip"), Weight::Caution, why.isEmpty() ? tr("It was not tried.") : why};
    switch (seen.idempotent) {
    case Shown::Yes: marks << Mark{tr("safe twice"), Weight::Good, tr("Run again on its own result it changes nothing and fails nowhere.")}; break;
    case Shown::No: marks << Mark{tr("not safe twice"), Weight::Quiet, tr("Run again on its own result: %1").arg(seen.idempotentWhy)}; break;
    case Shown::Unknown: marks << Mark{tr("twice: unknown"), Weight::Quiet, seen.idempotentWhy.isEmpty() ? tr("It was not tried.") : seen.idempotentWhy}; break;
    }
    return marks;
}

QVariant RehearsalModel::stepText(const Step &step, int column) const
{
    const bool ran = step.seen || !step.rows.empty();
    switch (column) {
    case WhatColumn: return step.title;
    case TimeColumn: return step.seen ? durationText(step.seen->ms) : QString();
    case LogColumn: return step.logBytes >= 0 ? sizeText(step.logBytes) : QString();
    case WaitsColumn: return ran ? stopsText(step.stops) : QString();
    case LocksColumn: return lockTexts(step.locks);
    case SeenColumn: return markTexts(marksOf(step));
    default: return {};
    }
}

QString RehearsalModel::stepToolTip(const Step &step, int column)
{
    QStringList lines;
    switch (column) {
    case LocksColumn:
    case WaitsColumn:
        lines = lockLines(step.locks);
        if (!step.stops && (step.seen || !step.rows.empty()))
            lines << tr("The locks of some of its statements are unknown.");
        break;
    case SeenColumn:
        for (const Mark &mark : marksOf(step))
            lines << (mark.why.isEmpty() ? mark.text : QStringLiteral("%1: %2").arg(mark.text, mark.why));
        break;
    default: lines << step.title << step.file;
    }
    return lines.isEmpty() ? QString() : plainToolTip(lines);
}

QVariant RehearsalModel::stepData(const Step &step, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole: return stepText(step, column);
    case Qt::ToolTipRole: return stepToolTip(step, column);
    case VersionRole: return step.version;
    case NumberRole: return 0;
    case FileRole: return step.file;
    case LineRole: return qint64(0);
    case ErrorRole: return QString();
    case MsRole: return step.seen ? QVariant(step.seen->ms) : QVariant();
    case LogBytesRole: return step.logBytes >= 0 ? QVariant(step.logBytes) : QVariant();
    case StopsRole: return step.stops ? QVariant(int(*step.stops)) : QVariant();
    case LocksRole: return QVariant::fromValue(step.locks);
    case MarksRole: return QVariant::fromValue(marksOf(step));
    case ObjectsRole: return QStringList();
    default: return {};
    }
}

QVariant RehearsalModel::rowText(const Row &row, int column) const
{
    const RehearsedStatement &seen = row.seen;
    const bool ran = seen.error.isEmpty();
    switch (column) {
    case WhatColumn: return oneLine(seen.sql, 400);
    case TimeColumn: return ran ? durationText(seen.ms) : QString();
    case RowsColumn: return rowsText(seen.rows);
    case LogColumn: return !ran ? QString() : seen.seen.logBytes ? sizeText(*seen.seen.logBytes) : unknownText();
    case WaitsColumn: return !ran ? QString() : row.waitsForHeld() && row.stops() ? tr("%1, still").arg(stopsText(row.stops())) : stopsText(row.stops());
    case LocksColumn: return lockTexts(locksOf(seen));
    case SeenColumn: return markTexts(marksOf(row));
    default: return {};
    }
}

QString RehearsalModel::rowToolTip(const Row &row, int column)
{
    const RehearsedStatement &statement = row.seen;
    const Observation &seen = statement.seen;
    QStringList lines;
    switch (column) {
    case LogColumn: lines = whyUnknown(seen, QStringLiteral("bytes of the log")); break;
    case WaitsColumn:
    case LocksColumn:
        lines = lockLines(locksOf(statement));
        lines += whyUnknown(seen, QStringLiteral("locks"));
        if (!row.held.empty())
            lines += tr("Held until the transaction ends, since an earlier statement: %1").arg(lockTexts(row.held));
        break;
    case SeenColumn:
        for (const Mark &mark : marksOf(row))
            lines << (mark.why.isEmpty() ? mark.text : mark.why);
        break;
    default:
        lines << statement.sql;
        if (!statement.file.isEmpty())
            lines << (statement.line > 0 ? tr("%1, line %2").arg(statement.file).arg(statement.line) : statement.file);
        if (!statement.error.isEmpty())
            lines << statement.error;
    }
    return lines.isEmpty() ? QString() : plainToolTip(lines);
}

QVariant RehearsalModel::rowData(const Step &step, const Row &row, int column, int role) const
{
    const RehearsedStatement &seen = row.seen;
    const bool ran = seen.error.isEmpty();
    switch (role) {
    case Qt::DisplayRole: return rowText(row, column);
    case Qt::ToolTipRole: return rowToolTip(row, column);
    case VersionRole: return step.version;
    case NumberRole: return seen.number;
    case FileRole: return seen.file.isEmpty() ? step.file : seen.file;
    case LineRole: return std::max<qint64>(0, seen.line);
    case ErrorRole: return seen.error;
    case MsRole: return ran ? QVariant(seen.ms) : QVariant();
    case FractionRole: return ran && m_longest > 0 ? QVariant(seen.ms / m_longest) : QVariant();
    case RowsRole: return seen.rows >= 0 ? QVariant(seen.rows) : QVariant();
    case LogBytesRole: return seen.seen.logBytes ? QVariant(*seen.seen.logBytes) : QVariant();
    case StopsRole: return ran && row.stops() ? QVariant(int(*row.stops())) : QVariant();
    case LocksRole: return QVariant::fromValue(locksOf(seen));
    case MarksRole: return QVariant::fromValue(marksOf(row));
    case ObjectsRole: return objectsOf(row);
    default: return {};
    }
}

QString rehearsalText(const Rehearsal &rehearsal)
{
    double ms = 0;
    for (const RehearsedStatement &statement : rehearsal.statements)
        ms += statement.ms;
    const QString data = rehearsal.data == ScratchData::Full ? RehearsalModel::tr("full copy") : RehearsalModel::tr("copy of the schema only");
    const Engine *engine = engineByName(rehearsal.scratchEngine);
    const auto estimated = estimatedMs(rehearsal);
    const QString onTarget = estimated ? RehearsalModel::tr("about %1 on the target, an estimate").arg(durationText(*estimated)) + QStringLiteral(" · ") : QString();
    return onTarget + QStringList{QStringLiteral("%1 %2").arg(engine ? engine->traits().title : rehearsal.scratchEngine, rehearsal.scratchVersion).trimmed(), data, timeText(rehearsal.at),
                       RehearsalModel::tr("statements %1, whole rehearsal %2").arg(durationText(ms), durationText(rehearsal.ms))}
        .join(QStringLiteral(" · "));
}

ObservedLock worstLock(const Rehearsal &rehearsal)
{
    ObservedLock worst;
    for (const RehearsedStatement &statement : rehearsal.statements) {
        const auto locks = inTheWay(statement.seen.locks.value_or(std::vector<ObservedLock>()));
        if (!locks.empty() && locks.front().stops > worst.stops)
            worst = locks.front();
    }
    return worst;
}

int locksUnknown(const Rehearsal &rehearsal)
{
    return int(std::ranges::count_if(rehearsal.statements, [](const RehearsedStatement &statement) {
        return statement.script && statement.error.isEmpty() && !statement.seen.locks;
    }));
}

QString worstLockText(const Rehearsal &rehearsal)
{
    const ObservedLock worst = worstLock(rehearsal);
    const int unknown = locksUnknown(rehearsal);
    if (unknown == 0 || worst.stops == Stops::Everybody)
        return waitsText(worst);
    if (worst.stops == Stops::Nobody)
        return RehearsalModel::tr("unknown who waits");
    return RehearsalModel::tr("%1, some locks unknown").arg(waitsText(worst));
}

} // namespace lk
