// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/formatregistry.h"
#include "models/run/toolrunner.h"
#include "tests/formats/formatsession.h"
#include "tests/support/foreigntools.h"

namespace lk {

/// An empty database and a project whose migrations its own tool runs, started as in a run.
class ToolBench
{
public:
    ToolBench(const QString &engine, const QString &format) : m_database(engine), m_engine(*engineByName(engine)), m_format(*formatByName(format)) {}

    FormatDatabase &database() { return m_database; }
    const TemporaryProject &project() const { return m_database.project(); }
    QString folder() const { return project().folder(); }
    const Format &format() const { return m_format; }
    const QStringList &sent() const { return m_sent; } ///< what the last run sent, as text
    Target target() const { return m_engine.target(m_database.url(), folder()).value(); }

    FormatSetup setup() const
    {
        const auto setup = m_format.setup(folder(), {});
        if (!setup)
            qFatal("%s", qPrintable(setup.error().text()));
        return *setup;
    }
    std::vector<Migration> load() const
    {
        auto all = m_format.load(setup(), m_database.traits().dialect);
        if (!all)
            qFatal("%s", qPrintable(all.error().text()));
        return *all;
    }
    std::vector<AppliedMigration> applied()
    {
        auto rows = m_format.applied(m_database.session(), setup(), load());
        if (!rows)
            qFatal("%s", qPrintable(rows.error().text()));
        return *rows;
    }
    QStringList appliedKeys()
    {
        QStringList keys;
        for (const AppliedMigration &row : applied())
            keys += row.key;
        return keys;
    }
    /// Runs the migration at @p index through the tool.
    Result<void> run(size_t index, Direction direction)
    {
        const std::vector<Migration> all = load();
        m_sent.clear();
        return runner(all).run(all[index], direction, m_database.session(), m_control,
                               {[this](const SentStatement &statement) { m_sent += QString::fromUtf8(statement.sql) + (statement.failed ? QStringLiteral(" (failed)") : QString()); }, {}});
    }
    Result<void> checkReaches() { return runner(load()).checkReaches(m_engine, m_database.session(), m_control); }
    Result<QString> address(const QString &environment = {}) { return runner(load(), environment).address(m_control); }
    /// Whether one of the statements that were sent holds @p part, in whatever case.
    bool hasSent(const QString &part) const
    {
        return std::ranges::any_of(m_sent, [&](const QString &sql) { return sql.contains(part, Qt::CaseInsensitive); });
    }

private:
    ToolRunner runner(const std::vector<Migration> &all, const QString &environment = {}) const { return ToolRunner({&m_format, setup(), all, environment, target()}); }

    FormatDatabase m_database;
    const Engine &m_engine;
    const Format &m_format;
    RunControl m_control;
    QStringList m_sent;
};

} // namespace lk
