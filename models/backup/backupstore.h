// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backup/backupfile.h"
#include "models/backup/backuprecord.h"
#include "models/base/clock.h"
#include "models/engines/engine.h"

namespace lk {

/// The backups of one folder: taking, proving, listing, restoring, and keeping the newest.
/// A backup has its final name only when it was written whole, synced and hashed.
class BackupStore
{
public:
    /// @p form is of new backups; its identity and jobs also serve those that are there.
    BackupStore(const Engine &engine, QString folder, Clock clock = systemClock(), DumpForm form = {});

    const QString &folder() const { return m_folder; }

    struct Request {
        Target target;
        QString environment;
        QString user;
        QString head;
        QStringList trackingTables;
        Verified verify = Verified::Restored;
        std::optional<Target> browse = {}; ///< the same database as who looks at it otherwise: digests compare only as one role
    };
    /// Takes a backup and proves it as far as asked; one that can't be opened here is taken and not proven, and its record says
    /// so. On any failure nothing is left behind.
    Result<BackupRecord> take(const Request &request, RunControl &control, const ProgressSink &progress) const;

    /// Records found in the folder, newest first; a backup without a readable record is left out.
    std::vector<BackupRecord> list() const;

    /// Proves an existing backup: its hash, the engine's integrity check and, for Restored, a scratch compared by schema and counts.
    /// Writes what was found into the record. The scratch is made where @p beside is.
    Result<BackupRecord> verify(const BackupRecord &record, const Target &beside, Verified level, RunControl &control, const ProgressSink &progress) const;

    /// The same with Restored, leaving the scratch to who wants to go on in it; @p record says then what was found.
    Result<std::unique_ptr<Scratch>> restoredFrom(BackupRecord &record, const Target &beside, RunControl &control, const ProgressSink &progress) const;

    /// Puts the backup's content into @p into, after its hash was checked. The engine makes the change atomic.
    Result<void> restore(const BackupRecord &record, const Target &into, RunControl &control, const ProgressSink &progress) const;

    /// The record of a backup file, by path or by file name within the folder.
    Result<BackupRecord> find(const QString &file) const;

    /// Removes the oldest backups of @p environment beyond @p keep, never the newest proven one; gives the removed files.
    Result<QStringList> prune(const QString &environment, int keep) const;

private:
    BackupRecord begun(const Request &request, const ServerInfo &server) const;
    Result<Snapshot> readBack(BackupRecord &record, const QString &file, const Request &request, const Snapshot &before, RunControl &control,
                              const ProgressSink &progress) const;
    Result<BackupRecord> keep(const BackupRecord &record, PartialBackup &partial) const;
    Result<void> judge(BackupRecord &record, Session &restored, const Contents &rows, Verified level, RunControl &control) const;
    Result<std::unique_ptr<Scratch>> prove(BackupRecord &record, const Target &beside, Verified level, RunControl &control, const ProgressSink &progress) const;
    Result<std::unique_ptr<Scratch>> proveAndNote(BackupRecord &record, const Target &beside, Verified level, RunControl &control, const ProgressSink &progress) const;
    bool encrypts() const { return !m_form.recipients.isEmpty(); }
    bool opensHere() const;
    QString nameFor(const Request &request) const;

    const Engine &m_engine;
    QString m_folder;
    Clock m_clock;
    DumpForm m_form;
};

} // namespace lk
