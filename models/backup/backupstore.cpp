// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/backup/backupstore.h"

#include "models/base/age.h"
#include "models/base/jsonfile.h"
#include "models/base/privatefile.h"
#include "models/schema/schemadiff.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

QString recordPath(const QString &file)
{
    return file + QStringLiteral(".json");
}

/// "index (1), setting (2)": objects of the schema that no copy of it holds.
QString missingInCopies(const Engine &engine, const Snapshot &schema)
{
    QMap<QString, qsizetype> counts;
    for (const SchemaObject &object : schema.objects)
        ++counts[object.kind];
    for (const SchemaObject &object : engine.inCopies(schema).objects)
        --counts[object.kind];
    QStringList parts;
    for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
        if (it.value() > 0)
            parts << QStringLiteral("%1 (%2)").arg(it.key()).arg(it.value());
    }
    return parts.join(QStringLiteral(", "));
}

Failure damaged(const BackupRecord &record, const QString &why)
{
    return Failure(Error{ErrorCode::Failed, QStringLiteral("the backup is not what was written"), {record.file, 0, 0}, why,
                         QStringLiteral("do not rely on it; take a new one")});
}

} // namespace

BackupStore::BackupStore(const Engine &engine, QString folder, Clock clock, DumpForm form)
    : m_engine(engine)
    , m_folder(std::move(folder))
    , m_clock(std::move(clock))
    , m_form(std::move(form))
{
    if (m_engine.traits().parallelFormat.isEmpty())
        m_form.jobs = 1;
}

QString BackupStore::nameFor(const Request &request) const
{
    const QString suffix = m_form.jobs > 1 ? QStringLiteral(".dir") : m_engine.traits().backupSuffix + (encrypts() ? QStringLiteral(".age") : QString());
    const QString base = QStringLiteral("%1-%2").arg(request.environment, m_clock().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")));
    QString name = base;
    // Two backups within one second must not overwrite each other.
    for (int i = 2; QFile::exists(QStringLiteral("%1/%2%3").arg(m_folder, name, suffix)); ++i)
        name = QStringLiteral("%1-%2").arg(base).arg(i);
    return QStringLiteral("%1/%2%3").arg(m_folder, name, suffix);
}

BackupRecord BackupStore::begun(const Request &request, const ServerInfo &server) const
{
    BackupRecord record;
    record.file = nameFor(request);
    record.engine = m_engine.traits().name;
    record.engineVersion = server.version;
    record.format = m_form.jobs > 1 ? m_engine.traits().parallelFormat : m_engine.traits().backupFormat;
    record.environment = request.environment;
    record.database = request.target.url;
    record.identity = m_engine.identity(request.target);
    record.takenAt = m_clock();
    record.takenBy = request.user;
    record.head = request.head;
    record.encrypted = encrypts();
    record.recipients = m_form.recipients;
    return record;
}

Result<BackupRecord> BackupStore::take(const Request &request, RunControl &control, const ProgressSink &progress) const
{
    if (auto made = makePrivateFolder(m_folder); !made)
        return failure(std::move(made));
    auto session = m_engine.open(request.target, Access::ReadOnly);
    if (!session)
        return failure(std::move(session));
    if (!(*session)->info().exists) {
        return Failure(Error{ErrorCode::Connection, QStringLiteral("there is nothing to back up"), {}, QStringLiteral("%1 does not exist yet").arg(request.target.url),
                             QStringLiteral("the first apply makes it")});
    }
    BackupRecord record = begun(request, (*session)->info());
    Result<Snapshot> before;
    if (!opensHere())
        before = m_engine.snapshot(**session);
    if (!before)
        return failure(std::move(before));

    PartialBackup partial(record.file + QStringLiteral(".partial"));
    removeBackup(partial.path());
    if (auto dumped = m_engine.dump(request.target, {partial.path(), m_form}, control, progress); !dumped)
        return failure(std::move(dumped));
    auto hash = sha256OfBackup(partial.path(), control);
    if (!hash)
        return failure(std::move(hash));
    record.sha256 = *hash;
    record.bytes = bytesOfBackup(partial.path());

    auto held = readBack(record, partial.path(), request, *before, control, progress);
    if (!held)
        return failure(std::move(held));
    auto source = m_engine.snapshot(**session);
    if (!source)
        return failure(std::move(source));
    if (const SchemaDiff changed = diff(m_engine.inCopies(*source), *held); !changed.equal()) {
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the schema changed while the backup was taken"), {}, summary(changed.changes.front()),
                             QStringLiteral("nothing was kept; try again when no other migration runs")});
    }
    if (const QString leftBehind = missingInCopies(m_engine, *source); !leftBehind.isEmpty())
        record.verifiedNote += QStringLiteral("; not in it, because no copy can hold it: ") + leftBehind;
    // The copy lacks what belongs to the server, so the digest is the source's.
    if (request.browse && *request.browse != request.target) {
        auto looking = m_engine.open(*request.browse, Access::ReadOnly);
        if (!looking)
            return failure(std::move(looking));
        source = m_engine.snapshot(**looking);
        if (!source)
            return failure(std::move(source));
    }
    record.schemaDigest = without(*source, request.trackingTables).digest();
    return keep(record, partial);
}

/// What the backup holds is read from the backup itself, because the source may have moved on meanwhile; one that can't be
/// opened here holds what the source did @p before it. One scratch serves the record and the proof.
Result<Snapshot> BackupStore::readBack(BackupRecord &record, const QString &file, const Request &request, const Snapshot &before, RunControl &control,
                                       const ProgressSink &progress) const
{
    if (!opensHere()) {
        record.rowsKnown = false;
        record.verifiedNote = QStringLiteral("encrypted, and the identity that opens it is not here");
        return m_engine.inCopies(before);
    }
    auto scratch = m_engine.scratchFrom({file, m_form}, request.target, control, progress);
    if (!scratch)
        return failure(std::move(scratch));
    auto rows = m_engine.contents((*scratch)->session(), ContentDepth::Counts, control);
    if (!rows)
        return failure(std::move(rows));
    record.rows = *rows;
    if (request.verify != Verified::No) {
        if (auto sound = judge(record, (*scratch)->session(), *rows, request.verify, control); !sound)
            return failure(std::move(sound));
    }
    return m_engine.snapshot((*scratch)->session()).map([this](const Snapshot &schema) { return m_engine.inCopies(schema); });
}

/// Whether what is written can be read back on this machine.
bool BackupStore::opensHere() const
{
    return !encrypts() || identityIsHere(m_form.identity);
}

/// Gives the finished backup its name and its record.
Result<BackupRecord> BackupStore::keep(const BackupRecord &record, PartialBackup &partial) const
{
    if (!QFile::rename(partial.path(), record.file)) {
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot name the finished backup"), {record.file, 0, 0}, {}, QStringLiteral("nothing was kept")});
    }
    partial.keep();
    PartialBackup finished(record.file);
    if (auto synced = syncFolder(m_folder); !synced)
        return failure(std::move(synced));
    if (auto written = writeJsonFile(recordPath(record.file), toJson(record)); !written)
        return failure(std::move(written));
    finished.keep();
    return record;
}

/// Whether what was restored is sound and, for Restored, what the record says.
Result<void> BackupStore::judge(BackupRecord &record, Session &restored, const Contents &rows, Verified level, RunControl &control) const
{
    auto problems = m_engine.integrityProblems(restored, control);
    if (!problems)
        return failure(std::move(problems));
    if (!problems->isEmpty())
        return damaged(record, problems->join(QStringLiteral("; ")));
    record.verifiedNote = QStringLiteral("read to the end, integrity check passed");
    if (level == Verified::Restored) {
        if (const QStringList differences = record.rowsKnown ? contentDifferences(record.rows, rows) : QStringList(); !differences.isEmpty())
            return damaged(record, differences.join(QStringLiteral("; ")));
        qint64 total = 0;
        for (const TableContent &content : rows)
            total += content.rows;
        record.verifiedNote = QStringLiteral("restored into a scratch: %1 tables, %2 rows, integrity check passed").arg(rows.size()).arg(total);
        if (!record.rowsKnown)
            record.verifiedNote += QStringLiteral("; there was no number of rows to compare with, because it could not be opened where it was taken");
        record.rows = rows;
        record.rowsKnown = true;
    }
    record.verified = level;
    record.verifiedAt = m_clock();
    return {};
}

Result<std::unique_ptr<Scratch>> BackupStore::prove(BackupRecord &record, const Target &beside, Verified level, RunControl &control, const ProgressSink &progress) const
{
    auto hash = sha256OfBackup(record.file, control);
    if (!hash)
        return failure(std::move(hash));
    if (*hash != record.sha256)
        return damaged(record, QStringLiteral("its SHA-256 differs from the one noted when it was taken"));
    auto scratch = m_engine.scratchFrom({record.file, m_form}, beside, control, progress);
    if (!scratch)
        return failure(std::move(scratch));
    Result<Contents> rows;
    if (level == Verified::Restored)
        rows = m_engine.contents((*scratch)->session(), ContentDepth::Counts, control);
    if (!rows)
        return failure(std::move(rows));
    if (auto sound = judge(record, (*scratch)->session(), *rows, level, control); !sound)
        return failure(std::move(sound));
    return scratch;
}

std::vector<BackupRecord> BackupStore::list() const
{
    std::vector<BackupRecord> records;
    const QDir folder(m_folder);
    for (const QString &name : folder.entryList({QStringLiteral("*.json")}, QDir::Files)) {
        const auto object = readJsonFile(folder.filePath(name));
        auto record = object ? backupRecordFromJson(*object) : std::nullopt;
        if (!record)
            continue;
        // The folder may have been moved since.
        record->file = folder.absoluteFilePath(name.chopped(5));
        if (QFile::exists(record->file))
            records.push_back(std::move(*record));
    }
    std::sort(records.begin(), records.end(), [](const BackupRecord &a, const BackupRecord &b) { return a.takenAt > b.takenAt; });
    return records;
}

/// Writes what was found into the record's file.
Result<std::unique_ptr<Scratch>> BackupStore::proveAndNote(BackupRecord &record, const Target &beside, Verified level, RunControl &control, const ProgressSink &progress) const
{
    BackupRecord proven = record;
    auto scratch = prove(proven, beside, level, control, progress);
    // What was cut off fails in many ways, depending on where it was.
    if (!scratch && control.cancelled())
        return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
    if (!scratch) {
        // Neither a cancel nor what is missing here nor a server that is gone says anything of the backup.
        if (scratch.error().code != ErrorCode::Failed)
            return scratch;
        proven.verified = Verified::No;
        proven.verifiedAt = m_clock();
        proven.verifiedNote = scratch.error().text();
    }
    if (auto written = writeJsonFile(recordPath(proven.file), toJson(proven)); !written)
        return failure(std::move(written));
    record = std::move(proven);
    return scratch;
}

Result<BackupRecord> BackupStore::verify(const BackupRecord &record, const Target &beside, Verified level, RunControl &control, const ProgressSink &progress) const
{
    BackupRecord proven = record;
    return proveAndNote(proven, beside, level, control, progress).map([&](const std::unique_ptr<Scratch> &) { return proven; });
}

Result<std::unique_ptr<Scratch>> BackupStore::restoredFrom(BackupRecord &record, const Target &beside, RunControl &control, const ProgressSink &progress) const
{
    return proveAndNote(record, beside, Verified::Restored, control, progress);
}

Result<void> BackupStore::restore(const BackupRecord &record, const Target &into, RunControl &control, const ProgressSink &progress) const
{
    auto hash = sha256OfBackup(record.file, control);
    if (!hash)
        return failure(std::move(hash));
    if (*hash != record.sha256)
        return damaged(record, QStringLiteral("its SHA-256 differs from the one noted when it was taken; nothing was restored"));
    return m_engine.load({record.file, m_form}, into, control, progress);
}

Result<BackupRecord> BackupStore::find(const QString &file) const
{
    const QString wanted = QFileInfo(file).isAbsolute() ? QDir::cleanPath(file) : QDir::cleanPath(QDir(m_folder).absoluteFilePath(file));
    const QString fromHere = QFileInfo(file).absoluteFilePath();
    for (const BackupRecord &record : list()) {
        if (record.file == wanted || record.file == fromHere)
            return record;
    }
    // A backup that was carried elsewhere keeps its record beside it.
    for (const QString &path : {wanted, fromHere}) {
        const auto object = readJsonFile(recordPath(path));
        auto record = object ? backupRecordFromJson(*object) : std::nullopt;
        if (record && QFile::exists(path)) {
            record->file = path;
            return *record;
        }
    }
    return Failure(Error{ErrorCode::Usage, QStringLiteral("no backup %1").arg(file), {m_folder, 0, 0}, {}, QStringLiteral("`backups` lists them")});
}

Result<QStringList> BackupStore::prune(const QString &environment, int keep) const
{
    QStringList removed;
    int kept = 0;
    bool provenKept = false;
    for (const BackupRecord &record : list()) {
        if (record.environment != environment)
            continue;
        const bool newestProven = !provenKept && record.verified == Verified::Restored;
        if (kept < keep || newestProven) {
            ++kept;
            provenKept = provenKept || newestProven;
            continue;
        }
        if (!removeBackup(record.file)) {
            return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot remove an old backup"), {record.file, 0, 0}, {}, QStringLiteral("remove it by hand")});
        }
        QFile::remove(recordPath(record.file));
        removed << record.file;
    }
    return removed;
}

} // namespace lk
