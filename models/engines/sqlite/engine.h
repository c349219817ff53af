// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// SQLite through Qt's driver. A target is a file; sessions, scratches and locks are about its real path.
class SqliteEngine final : public Engine
{
public:
    SqliteEngine();

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
    Result<QueryPlan> explain(Session &session, QByteArrayView query, bool run) const override;
    Result<QStringList> referenceViolations(Session &session) const override;
    Result<QStringList> integrityProblems(Session &session, RunControl &control) const override;

    StepFrame frame(const std::vector<ScriptStatement> &statements) const override;

    Result<std::unique_ptr<Scratch>> scratch(const Target &target, ScratchData data, RunControl &control, const ProgressSink &progress,
                                             const std::optional<Target> &beside = {}) const override;
    /// Folders of the system's temporary place.
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

private:
    EngineTraits m_traits;
};

} // namespace lk
