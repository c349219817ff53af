// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/backup/backupstore.h"

#include "models/base/jsonfile.h"
#include "models/base/privatefile.h"
#include "models/schema/schemadiff.h"

#include <QCryptographicHash>
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

Result<QString> sha256Of(const QString &path, RunControl &control)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot read the backup"), {path, 0, 0}, file.errorString(), {}});
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray chunk(1 << 20, Qt::Uninitialized);
    while (!file.atEnd()) {
        const qint64 got = file.read(chunk.data(), chunk.size());
        if (got < 0)
            return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot read the backup"), {path, 0, 0}, file.errorString(), {}});
        hash.addData(chunk.first(got));
        if (control.cancelled())
            return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {path, 0, 0}, {}, {}});
    }
    return QString::fromLatin1(hash.result().toHex());
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

/// Removes an unfinished backup unless told that it is whole.
class PartialFile
{
public:
    explicit PartialFile(QString path)
        : m_path(std::move(path))
    {
    }
    ~PartialFile()
    {
        if (!m_path.isEmpty())
            QFile::remove(m_path);
    }
    Q_DISABLE_COPY_MOVE(PartialFile)
    const QString &path() const { return m_path; }
    void keep() { m_path.clear(); }

private:
    QString m_path;
};

Failure damaged(const BackupRecord &record, const QString &why)
{
    return Failure(Error{ErrorCode::Failed, QStringLiteral("the backup is not what was written"), {record.file, 0, 0}, why,
                         QStringLiteral("do not rely on it; take a new one")});
}

} // namespace

BackupStore::BackupStore(const Engine &engine, QString folder, Clock clock)
    : m_engine(engine)
    , m_folder(std::move(folder))
    , m_clock(std::move(clock))
{
}

QString BackupStore::nameFor(const Request &request) const
{
    const QString base = QStringLiteral("%1-%2").arg(request.environment, m_clock().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")));
    QString name = base;
    // Two backups within one second must not overwrite each other.
    for (int i = 2; QFile::exists(QStringLiteral("%1/%2%3").arg(m_folder, name, m_engine.traits().backupSuffix)); ++i)
        name = QStringLiteral("%1-%2").arg(base).arg(i);
    return QStringLiteral("%1/%2%3").arg(m_folder, name, m_engine.traits().backupSuffix);
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

    BackupRecord record;
    record.file = nameFor(request);
    record.engine = m_engine.traits().name;
    record.engineVersion = (*session)->info().version;
    record.format = m_engine.traits().backupFormat;
    record.environment = request.environment;
    record.database = request.target.url;
    record.identity = m_engine.identity(request.target);
    record.takenAt = m_clock();
    record.takenBy = request.user;
    record.head = request.head;

    PartialFile partial(record.file + QStringLiteral(".partial"));
    QFile::remove(partial.path());
    if (auto dumped = m_engine.dump(request.target, partial.path(), control, progress); !dumped)
        return failure(std::move(dumped));

    // What the copy holds is read from the copy itself: the source may have moved on meanwhile.
    auto scratch = m_engine.scratchFrom(partial.path(), request.target, control, progress);
    if (!scratch)
        return failure(std::move(scratch));
    auto schema = m_engine.snapshot((*scratch)->session());
    auto rows = m_engine.contents((*scratch)->session(), ContentDepth::Counts, control);
    if (!schema || !rows)
        return Failure(!schema ? schema.error() : rows.error());
    record.rows = *rows;
    auto sourceSchema = m_engine.snapshot(**session);
    if (!sourceSchema)
        return failure(std::move(sourceSchema));
    if (const SchemaDiff changed = diff(m_engine.inCopies(*sourceSchema), m_engine.inCopies(*schema)); !changed.equal()) {
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the schema changed while the backup was taken"), {}, summary(changed.changes.front()),
                             QStringLiteral("nothing was kept; try again when no other migration runs")});
    }

    const QString leftBehind = missingInCopies(m_engine, *sourceSchema);
    // The copy lacks what belongs to the server, so the digest is the source's.
    if (request.browse && *request.browse != request.target) {
        auto looking = m_engine.open(*request.browse, Access::ReadOnly);
        if (!looking)
            return failure(std::move(looking));
        sourceSchema = m_engine.snapshot(**looking);
        if (!sourceSchema)
            return failure(std::move(sourceSchema));
    }
    record.schemaDigest = without(*sourceSchema, request.trackingTables).digest();

    auto hash = sha256Of(partial.path(), control);
    if (!hash)
        return failure(std::move(hash));
    record.sha256 = *hash;
    record.bytes = QFileInfo(partial.path()).size();
    if (!QFile::rename(partial.path(), record.file)) {
        return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot name the finished backup"), {record.file, 0, 0}, {}, QStringLiteral("nothing was kept")});
    }
    partial.keep();
    PartialFile finished(record.file);
    if (auto synced = syncFolder(m_folder); !synced)
        return failure(std::move(synced));
    if (request.verify != Verified::No) {
        if (auto proven = prove(record, request.target, request.verify, control, progress); !proven)
            return failure(std::move(proven));
    }
    if (!leftBehind.isEmpty())
        record.verifiedNote += QStringLiteral("; not in it, because no copy can hold it: ") + leftBehind;
    if (auto written = writeJsonFile(recordPath(record.file), toJson(record)); !written)
        return failure(std::move(written));
    finished.keep();
    return record;
}

Result<void> BackupStore::prove(BackupRecord &record, const Target &beside, Verified level, RunControl &control, const ProgressSink &progress) const
{
    auto hash = sha256Of(record.file, control);
    if (!hash)
        return failure(std::move(hash));
    if (*hash != record.sha256)
        return damaged(record, QStringLiteral("its SHA-256 differs from the one noted when it was taken"));
    auto scratch = m_engine.scratchFrom(record.file, beside, control, progress);
    if (!scratch)
        return failure(std::move(scratch));
    auto problems = m_engine.integrityProblems((*scratch)->session(), control);
    if (!problems)
        return failure(std::move(problems));
    if (!problems->isEmpty())
        return damaged(record, problems->join(QStringLiteral("; ")));
    if (level == Verified::Restored) {
        auto rows = m_engine.contents((*scratch)->session(), ContentDepth::Counts, control);
        if (!rows)
            return failure(std::move(rows));
        const QStringList differences = contentDifferences(record.rows, *rows);
        if (!differences.isEmpty())
            return damaged(record, differences.join(QStringLiteral("; ")));
        qint64 total = 0;
        for (const TableContent &content : *rows)
            total += content.rows;
        record.verifiedNote = QStringLiteral("restored into a scratch: %1 tables, %2 rows, integrity check passed").arg(rows->size()).arg(total);
    } else {
        record.verifiedNote = QStringLiteral("read to the end, integrity check passed");
    }
    record.verified = level;
    record.verifiedAt = m_clock();
    return {};
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

Result<BackupRecord> BackupStore::verify(const BackupRecord &record, const Target &beside, Verified level, RunControl &control, const ProgressSink &progress) const
{
    BackupRecord proven = record;
    auto result = prove(proven, beside, level, control, progress);
    if (!result) {
        if (result.error().code == ErrorCode::Cancelled)
            return failure(std::move(result));
        proven.verified = Verified::No;
        proven.verifiedAt = m_clock();
        proven.verifiedNote = result.error().text();
    }
    if (auto written = writeJsonFile(recordPath(proven.file), toJson(proven)); !written)
        return failure(std::move(written));
    if (!result)
        return failure(std::move(result));
    return proven;
}

Result<void> BackupStore::restore(const BackupRecord &record, const Target &into, RunControl &control, const ProgressSink &progress) const
{
    auto hash = sha256Of(record.file, control);
    if (!hash)
        return failure(std::move(hash));
    if (*hash != record.sha256)
        return damaged(record, QStringLiteral("its SHA-256 differs from the one noted when it was taken; nothing was restored"));
    return m_engine.load(record.file, into, control, progress);
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
        if (!QFile::remove(record.file)) {
            return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot remove an old backup"), {record.file, 0, 0}, {}, QStringLiteral("remove it by hand")});
        }
        QFile::remove(recordPath(record.file));
        removed << record.file;
    }
    return removed;
}

} // namespace lk
