// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/plainsql/plainsqlformat.h"

#include "models/formats/newname.h"
#include "models/formats/plainsql/othertools.h"
#include "models/formats/plainsql/plainfolder.h"
#include "models/formats/plainsql/plainname.h"
#include "models/formats/plainsql/plainstyle.h"
#include "models/formats/plainsql/sections.h"
#include "models/formats/scriptcontent.h"
#include "models/formats/sqlfolder.h"
#include "models/formats/textvariants.h"
#include "models/formats/trackingtable.h"
#include "models/formats/versionnumber.h"

#include <QDir>

#include <algorithm>

namespace lk {

namespace {

constexpr auto Algorithm = QCryptographicHash::Sha256;

// The widest text type that every database calls by one name, but for MySQL, whose TEXT ends at 64 KB.
const char CreateTable[] = R"(CREATE TABLE IF NOT EXISTS lockkeeper_migrations (
    version BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    checksum CHAR(64) NOT NULL,
    checksum_down CHAR(64),
    checksum_lf CHAR(64) NOT NULL,
    down_script TEXT,
    state TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    applied_by TEXT NOT NULL,
    execution_ms BIGINT NOT NULL
))";

const QStringList &columns()
{
    static const QStringList names =
        QStringLiteral(
            "version name checksum checksum_down checksum_lf down_script state applied_at applied_by execution_ms")
            .split(u' ');
    return names;
}

bool isCandidate(QStringView name)
{
    return endsInSql(name) && !name.startsWith(u'.');
}

QString hex(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toHex());
}

QString hashText(const QByteArray &text)
{
    return hex(QCryptographicHash::hash(text, Algorithm));
}

/// Whether the file is the applied one but for its down section.
bool onlyDownDiffers(const Migration &migration, const AppliedMigration &applied)
{
    if (!migration.down || migration.downFile != migration.upFile || !applied.downScript)
        return false;
    QByteArray text = migration.down->bytes;
    text.replace(migration.down->offset, migration.down->length, *applied.downScript);
    return QCryptographicHash::hash(text, Algorithm) == applied.checksum;
}

/// The row of an applied migration; "failed" is what remains when the run breaks off half way.
RecordStatement insertion(const Migration &migration, const QVariant &version, const char *state)
{
    const QByteArray text = migration.up ? migration.up->bytes : QByteArray();
    const bool twin = migration.down && migration.downFile != migration.upFile;
    const QVariant downChecksum = twin ? QVariant(hashText(migration.down->bytes)) : QVariant();
    const QVariant downScript = migration.down ? QVariant(QString::fromUtf8(migration.down->view())) : QVariant();
    return {"INSERT INTO lockkeeper_migrations (version, name, checksum, checksum_down, checksum_lf, down_script, "
            "state, applied_at, applied_by, execution_ms)"
            " VALUES (?, ?, ?, ?, ?, ?, '"
                + QByteArray(state) + "', ?, ?, ?)",
            {version, QVariant(migration.description), QVariant(hex(migration.checksum)), downChecksum,
             QVariant(hashText(normalised(text))), downScript, RunValue::NowUtcText, RunValue::User,
             RunValue::ElapsedMs}};
}

NewFile newFile(const QString &folder, const QString &name, const QByteArray &content)
{
    return {folder == u"." ? name : folder + u'/' + name, content};
}

} // namespace

const FormatTraits &PlainSqlFormat::traits() const
{
    static const FormatTraits traits{QStringLiteral("plain"),
                                     QStringLiteral("Plain numbered SQL"),
                                     {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"),
                                      QStringLiteral("mariadb")},
                                     QStringLiteral("lockkeeper_migrations"),
                                     QStringLiteral("migrations"),
                                     true,
                                     true};
    return traits;
}

Recognition PlainSqlFormat::recognise(const QString &folder) const
{
    for (const char *candidate : {"migrations", "db/migrations", "sql", "."}) {
        const QString migrations = QString::fromLatin1(candidate);
        const auto files = listSqlFiles(folder, migrations, migrations, isCandidate);
        if (!files)
            continue;
        const auto first = std::ranges::find_if(
            *files, [](const SqlFile &file) { return readPlainName(file.name).has_value(); });
        if (first == files->end())
            continue;
        const QString other = otherTool(folder, migrations, first->name);
        if (!other.isEmpty())
            return {false, other, {}};
        return {true, QStringLiteral("%1 is a numbered SQL file").arg(first->path), migrations};
    }
    return {};
}

Result<std::vector<Migration>> PlainSqlFormat::load(const FormatSetup &setup, const Dialect &dialect) const
{
    auto files = listSqlFiles(setup.folder, setup.migrations, traits().defaultFolder, isCandidate);
    if (!files)
        return failure(std::move(files));
    const auto bad = std::ranges::stable_partition(
        *files, [](const SqlFile &file) { return readPlainName(file.name).has_value(); });
    const std::vector<SqlFile> badlyNamed(bad.begin(), bad.end());
    files->erase(bad.begin(), bad.end());
    readSqlFiles(setup.folder, *files, Algorithm);
    return plainMigrations(std::move(*files), badlyNamed, dialect);
}

std::optional<Script> PlainSqlFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const
{
    const auto name = readPlainName(QStringView(file).mid(file.lastIndexOf(u'/') + 1));
    if (name && name->isDown())
        return direction == Direction::Down && contentOf(text, dialect) == ScriptContent::Statements
                   ? std::optional(Script{file, text, 0, text.size(), 1})
                   : std::nullopt;
    const Sections sections = cutSections(text, dialect);
    const std::optional<Section> section = direction == Direction::Up ? sections.up : sections.down;
    if (!section)
        return std::nullopt;
    return Script{file, text, section->offset, section->length, section->firstLine};
}

Result<std::vector<AppliedMigration>> PlainSqlFormat::applied(Session &session, const FormatSetup &, const std::vector<Migration> &) const
{
    const auto exists = findTrackingTable(session, traits().trackingTable, columns());
    if (!exists)
        return Failure(exists.error());
    std::vector<AppliedMigration> applied;
    if (!*exists)
        return applied;
    const auto rows = session.query(QStringLiteral(
        "SELECT version, name, checksum, checksum_lf, down_script, state, applied_at, applied_by, execution_ms"
        " FROM lockkeeper_migrations ORDER BY applied_at, version"));
    if (!rows)
        return Failure(rows.error());
    applied.reserve(rows->rows.size());
    for (const QVariantList &row : rows->rows) {
        AppliedMigration migration;
        migration.version = row[0].toString();
        migration.key = canonicalNumber(migration.version).value_or(migration.version);
        migration.description = row[1].toString();
        migration.checksum = QByteArray::fromHex(row[2].toByteArray());
        migration.checksumLf = QByteArray::fromHex(row[3].toByteArray());
        if (!row[4].isNull())
            migration.downScript = row[4].toString().toUtf8();
        migration.success = row[5].toString() != u"failed";
        migration.baseline = row[5].toString() == u"baseline";
        migration.appliedAt = utcTime(row[6]);
        migration.appliedBy = row[7].toString();
        migration.durationMs = row[8].toLongLong();
        applied.push_back(std::move(migration));
    }
    return applied;
}

std::vector<RecordStatement> PlainSqlFormat::prepare(const EngineTraits &engine, const FormatSetup &) const
{
    QByteArray table(CreateTable);
    if (engine.dialect.backslashEscapes)
        table.replace("down_script TEXT", "down_script LONGTEXT");
    return {{table, {}}};
}

Record PlainSqlFormat::record(const Migration &migration, Direction direction, const EngineTraits &,
                              bool atomic, const FormatSetup &) const
{
    const QVariant version = QVariant::fromValue<qlonglong>(storableNumber(migration.key).value_or(0));
    const RecordStatement remove{"DELETE FROM lockkeeper_migrations WHERE version = ?", {version}};
    const RecordStatement begun{"UPDATE lockkeeper_migrations SET state = 'failed' WHERE version = ?", {version}};
    if (direction == Direction::Down)
        return atomic ? Record{{}, {remove}}
                      : Record{{begun}, {remove}, {{"UPDATE lockkeeper_migrations SET state = 'applied' WHERE version = ?", {version}}}};
    if (atomic)
        return {{}, {insertion(migration, version, "applied")}};
    return {{insertion(migration, version, "failed")},
            {{"UPDATE lockkeeper_migrations SET state = 'applied', execution_ms = ? WHERE version = ?",
              {RunValue::ElapsedMs, version}}},
            {remove}};
}

std::vector<RecordStatement> PlainSqlFormat::baseline(const std::vector<Migration> &migrations, const EngineTraits &, const FormatSetup &) const
{
    std::vector<RecordStatement> rows;
    for (const Migration &migration : migrations)
        rows.push_back(insertion(migration, QVariant::fromValue<qlonglong>(storableNumber(migration.key).value_or(0)), "baseline"));
    return rows;
}

std::vector<RecordStatement> PlainSqlFormat::accept(const Migration &migration, const AppliedMigration &, const EngineTraits &, const FormatSetup &) const
{
    const QVariant version = QVariant::fromValue<qlonglong>(storableNumber(migration.key).value_or(0));
    const std::vector<BoundValue> file = insertion(migration, version, "applied").values;
    return {{"UPDATE lockkeeper_migrations SET checksum = ?, checksum_down = ?, checksum_lf = ?, down_script = ? WHERE version = ?",
             {file[2], file[3], file[4], file[5], version}}};
}

QString PlainSqlFormat::explainChange(const Migration &migration, const AppliedMigration &applied) const
{
    const QByteArray text = migration.up ? migration.up->bytes : QByteArray();
    const QString difference = explainDifference(text, applied.checksum, Algorithm);
    if (difference != u"edited")
        return difference;
    if (!applied.checksumLf.isEmpty() && QCryptographicHash::hash(normalised(text), Algorithm) == applied.checksumLf)
        return QStringLiteral("only line ends differ");
    return onlyDownDiffers(migration, applied) ? QStringLiteral("only its down section was edited") : difference;
}

Result<std::vector<NewFile>> PlainSqlFormat::create(const NewMigration &wanted, const FormatSetup &setup,
                                                    const std::vector<Migration> &existing) const
{
    const auto part = fileNamePart(wanted.name);
    if (!part)
        return Failure(part.error());
    const PlainStyle style = styleOf(existing);
    const auto version = nextVersion(style, existing, wanted.now);
    if (!version)
        return Failure(version.error());
    const QString folder = QDir::cleanPath(setup.migrations.isEmpty() ? traits().defaultFolder : setup.migrations);
    const QString stem = *version + style.separator + *part;
    const QByteArray comment = "-- " + wanted.name.simplified().toUtf8() + "\n";
    const bool upSuffix = style.down == PlainStyle::Down::TwinWithUp;
    const QString upName = stem + (upSuffix ? QStringLiteral(".up.sql") : QStringLiteral(".sql"));
    if (!wanted.reversible)
        return std::vector{newFile(folder, upName, comment)};
    if (style.down == PlainStyle::Down::Section)
        return std::vector{newFile(folder, upName, comment + "\n-- Up\n\n-- Down\n")};
    return std::vector{newFile(folder, upName, comment),
                       newFile(folder, stem + QStringLiteral(".down.sql"),
                               "-- Takes back: " + wanted.name.simplified().toUtf8() + "\n")};
}

} // namespace lk
