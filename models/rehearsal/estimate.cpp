// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/estimate.h"

#include "models/sql/statementfacts.h"

#include <QLocale>
#include <QMap>

#include <algorithm>

namespace lk {

namespace {

/// What a server does with a whole table.
struct Work {
    QString table;
    QString verb;
    double gaugeMs = 0; ///< the same on the gauge's table
};

QString sizeWords(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

/// The plan's tables under the names that they have on the target.
class Names
{
public:
    void note(const StatementFacts &facts, const QString &table)
    {
        const bool renames = facts.alter == AlterAction::RenameTable && !facts.newName.isEmpty();
        if (renames)
            m_old[facts.newName] = old(table);
        const bool creates = facts.verb == Verb::Create && (facts.objectKind == ObjectKind::Table || facts.objectKind == ObjectKind::MaterializedView);
        if (creates)
            m_made << (facts.schema.isEmpty() ? facts.name : facts.schema + u'.' + facts.name);
    }
    QString old(const QString &table) const { return m_old.value(table, table); }
    bool isMade(const QString &table) const { return m_made.contains(table); }

private:
    QMap<QString, QString> m_old;
    QStringList m_made;
};

class Estimator
{
public:
    Estimator(const TableSizes &sizes, const Gauge &gauge) : m_sizes(sizes), m_gauge(gauge) {}

    void judge(RehearsedStatement &statement, const StatementFacts &facts)
    {
        const QString table = tableOf(facts);
        double ms = statement.ms;
        QStringList done;
        QStringList unknown;
        for (const Work &work : worksOf(statement.seen, facts, table)) {
            const TableSize *size = sizeOf(m_names.old(work.table));
            if (!size && m_names.isMade(work.table))
                continue;
            if (!size || (!size->bytes && !size->rows)) {
                unknown << QStringLiteral("how large %1 is on the target").arg(work.table);
                continue;
            }
            const bool byBytes = size->bytes && m_gauge.bytes > 0;
            const double ratio = byBytes ? double(*size->bytes) / double(m_gauge.bytes) : double(size->rows.value_or(0)) / double(std::max<qint64>(1, m_gauge.rows));
            ms += ratio * work.gaugeMs;
            done << QStringLiteral("%1 of %2 %3").arg(byBytes ? sizeWords(*size->bytes) : QStringLiteral("%1 rows").arg(*size->rows), work.table, work.verb);
        }
        m_names.note(facts, table);
        if (!unknown.isEmpty()) {
            statement.basis = QStringLiteral("no estimate, as it is not known ") + unknown.join(QStringLiteral(", "));
            return;
        }
        statement.targetMs = ms;
        statement.basis = done.isEmpty() ? QStringLiteral("no whole table is read or written")
                                         : done.join(QStringLiteral(", ")) + QStringLiteral(", at the speed of the copy's server");
    }

private:
    static QString tableOf(const StatementFacts &facts)
    {
        const QString name = facts.table.isEmpty() ? facts.name : facts.table;
        return facts.schema.isEmpty() || facts.schema == QLatin1String("public") ? name : facts.schema + u'.' + name;
    }

    const TableSize *sizeOf(const QString &table) const
    {
        const auto same = [&](Qt::CaseSensitivity sensitivity) {
            return std::ranges::find_if(m_sizes, [&](const TableSize &size) { return size.table.compare(table, sensitivity) == 0; });
        };
        auto found = same(Qt::CaseSensitive);
        if (found == m_sizes.end())
            found = same(Qt::CaseInsensitive);
        return found == m_sizes.end() ? nullptr : &*found;
    }

    std::vector<Work> worksOf(const Observation &seen, const StatementFacts &facts, const QString &table) const
    {
        std::vector<Work> works;
        const bool indexes = (facts.verb == Verb::Create && facts.objectKind == ObjectKind::Index) || facts.alter == AlterAction::AddIndex || facts.verb == Verb::Reindex;
        const bool changesRows = facts.verb == Verb::Update || facts.verb == Verb::Delete || facts.verb == Verb::Merge;
        for (const QString &rewritten : seen.rewrites.value_or(QStringList())) {
            const bool isIndex = rewritten.startsWith(QLatin1String("index "));
            if (!isIndex)
                works.push_back({rewritten, QStringLiteral("written anew"), m_gauge.rewriteMs});
            else if (!seen.rewrites->contains(table))
                works.push_back({table, QStringLiteral("indexed"), m_gauge.indexMs});
        }
        const auto isThere = [&](const QString &name) { return std::ranges::any_of(works, [&](const Work &work) { return work.table == name; }); };
        if (indexes && !isThere(table))
            works.push_back({table, QStringLiteral("indexed"), m_gauge.indexMs});
        if (changesRows && !isThere(table))
            works.push_back({table, QStringLiteral("changed, if it is every row"), m_gauge.rewriteMs});
        for (const QString &read : seen.scans.value_or(QStringList())) {
            if (!isThere(read))
                works.push_back({read, QStringLiteral("read"), m_gauge.scanMs});
        }
        return works;
    }

    const TableSizes &m_sizes;
    const Gauge &m_gauge;
    Names m_names;
};

} // namespace

void estimate(Rehearsal &rehearsal, const Plan &plan, const TableSizes &sizes, const Gauge &gauge, const Dialect &dialect)
{
    Estimator estimator(sizes, gauge);
    for (RehearsedStatement &statement : rehearsal.statements) {
        if (!statement.script || !statement.error.isEmpty())
            continue;
        const auto step = std::ranges::find_if(plan.steps, [&](const PlanStep &one) { return one.migration.version == statement.version; });
        if (step == plan.steps.end() || step->isProgram()) {
            statement.basis = QStringLiteral("no estimate, as what programs send is not watched");
            continue;
        }
        const auto planned = std::ranges::find(step->statements, statement.number, &Statement::number);
        if (planned != step->statements.end())
            estimator.judge(statement, readFacts(planned->sql(), dialect));
    }
}

void estimate(Rehearsal &rehearsal, const Plan &plan, const Engine &engine, const Target &target, Session &scratch)
{
    const auto session = engine.open(target, Access::ReadOnly);
    const Result<TableSizes> sizes = session ? engine.tableSizes(**session) : Failure(session.error());
    const Result<Gauge> gauge = engine.gauge(scratch);
    if (sizes && gauge)
        return estimate(rehearsal, plan, *sizes, *gauge, engine.traits().dialect);
    for (RehearsedStatement &statement : rehearsal.statements) {
        if (statement.script)
            statement.basis = QStringLiteral("no estimate: ") + (sizes ? gauge.error() : sizes.error()).text();
    }
}

std::optional<double> estimatedMs(const Rehearsal &rehearsal)
{
    double ms = 0;
    bool any = false;
    for (const RehearsedStatement &statement : rehearsal.statements) {
        if (!statement.script)
            continue;
        if (!statement.targetMs)
            return std::nullopt;
        ms += *statement.targetMs;
        any = true;
    }
    return any ? std::optional(ms) : std::nullopt;
}

} // namespace lk
