// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// PostgreSQL 13 and newer through Qt's driver and libpq. A target is a database on a server.
class PostgresqlEngine final : public Engine
{
public:
    PostgresqlEngine();

    const EngineTraits &traits() const override { return m_traits; }

    Result<Target> target(const QString &url, const QString &folder) const override;
    Result<std::unique_ptr<Session>> open(const Target &target, Access access, bool create = false) const override;
    QString identity(const Target &target) const override;
    QString identityQuery() const override;

    Result<Snapshot> snapshot(Session &session) const override;
    Result<Contents> contents(Session &session, ContentDepth depth, RunControl &control) const override;
    Result<Counters> counters(Session &session) const override;
    Result<std::vector<TableSize>> tableSizes(Session &session) const override;
    Result<Gauge> gauge(Session &scratch) const override;
    Result<std::vector<IndexUse>> indexUse(Session &session) const override;
    Result<LockWeather> lockWeather(Session &session, const QStringList &tables) const override;
    Result<QueryPlan> explain(Session &session, QByteArrayView query, bool run) const override;
    /// The server enforces references; only those that were added NOT VALID are looked at, and only in tables of moderate size.
    Result<QStringList> referenceViolations(Session &session) const override;
    /// Invalid indexes, as an interrupted CREATE INDEX CONCURRENTLY leaves them, each with the statement that drops it.
    Result<QStringList> integrityProblems(Session &session, RunControl &control) const override;
    Result<std::vector<Leftover>> leftovers(Session &session) const override;

    StepFrame frame(const std::vector<ScriptStatement> &statements) const override;
    Result<std::optional<bool>> committed(Session &session, const QString &transaction) const override;
    Result<bool> isConnected(Session &session, const QString &connection) const override;
    Result<QStringList> newerAtWork(Session &session) const override;
    Snapshot inCopies(Snapshot snapshot) const override;
    QString ddl(const Snapshot &snapshot) const override;

    Result<std::unique_ptr<Scratch>> scratch(const Target &target, ScratchData data, RunControl &control, const ProgressSink &progress,
                                             const std::optional<Target> &beside = {}) const override;
    Result<std::unique_ptr<Scratch>> rolledBack(const Target &target) const override;
    QString privateServerProblem(const ServerInfo &like) const override;
    Result<std::unique_ptr<PrivateServer>> privateServer(const ServerInfo &like, RunControl &control, const ProgressSink &progress) const override;
    Result<std::vector<AbandonedScratch>> abandonedScratches(const Target &target) const override;
    Result<void> removeScratch(const Target &target, const AbandonedScratch &scratch) const override;
    Result<std::unique_ptr<StatementWatch>> observe(Session &scratch) const override;
    Result<std::unique_ptr<MigrationLock>> lock(const Target &target) const override;

    Result<void> dump(const Target &target, const DumpFile &file, RunControl &control,
                      const ProgressSink &progress) const override;
    Result<void> load(const DumpFile &file, const Target &target, RunControl &control,
                      const ProgressSink &progress) const override;
    Result<std::unique_ptr<Scratch>> scratchFrom(const DumpFile &file, const Target &target, RunControl &control,
                                                 const ProgressSink &progress) const override;
    Result<qint64> estimatedDumpSize(const Target &target) const override;

    QStringList missingPrivileges(const Target &target) const override;
    std::vector<EngineCheck> diagnose(const Target &target) const override;

private:
    EngineTraits m_traits;
};

} // namespace lk
