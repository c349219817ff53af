// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/engines/engine.h"
#include "models/formats/migration.h"
#include "models/formats/recordstatement.h"

namespace lk {

/// Facts of a format, as data; `formats` prints them.
struct FormatTraits {
    QString name;          ///< as in --format: "plain", "sqlx"
    QString title;         ///< "Plain numbered SQL", "SQLx"
    QStringList engines;   ///< names of the engines it knows
    QString trackingTable; ///< "_sqlx_migrations"
    QString defaultFolder; ///< "migrations"
    bool downInSameFile = false;
    bool checksums = true;
};

/// Why a folder was taken for a format's.
struct Recognition {
    bool matches = false;
    QString because; ///< "Cargo.toml depends on sqlx"
    QString migrations; ///< folder of the migrations, relative
};

/// A migration's files before they are read.
struct NewMigration {
    QString name;             ///< as typed by the person
    bool reversible = true;
    QDateTime now;            ///< UTC
};

/// A file that create() would write.
struct NewFile {
    QString path; ///< relative to the project folder
    QByteArray content;

    bool operator==(const NewFile &) const = default;
};

/// Another tool's project layout and tracking table: stateless, const, one instance each (formatregistry.h).
class Format
{
public:
    virtual ~Format() = default;

    virtual const FormatTraits &traits() const = 0;
    /// Whether @p folder is this tool's project. Reads names and small files, runs nothing.
    virtual Recognition recognise(const QString &folder) const = 0;

    /// All migrations below @p folder / @p migrations, in the order in which the tool runs them, read in the
    /// database's @p dialect. Bad files are in the list with their
    /// problems; an error means that the folder can't be read.
    virtual Result<std::vector<Migration>> load(const QString &folder, const QString &migrations, const Dialect &dialect) const = 0;

    /// The part of a file's text that @p direction runs, as load() would cut it; nothing when it has none. For text that is being edited.
    virtual std::optional<Script> cut(const QString &file, const QByteArray &text, Direction direction,
                                      const Dialect &dialect) const = 0;

    /// The tracking table's rows, in order of application; none when the table does not exist. Writes nothing.
    virtual Result<std::vector<AppliedMigration>> applied(Session &session) const = 0;
    /// Statements that make the tracking table where it is missing; run in the first step's transaction.
    virtual std::vector<RecordStatement> prepare(const EngineTraits &engine) const = 0;
    /// Statements that note the step. @p atomic: script and note commit together or not at all.
    virtual Record record(const Migration &migration, Direction direction, const EngineTraits &engine, bool atomic) const = 0;

    /// How the stored checksum compares with the file, where it differs: "only line ends differ", or "edited".
    virtual QString explainChange(const Migration &migration, const AppliedMigration &applied) const = 0;
    /// The checksum as people read it.
    virtual QString checksumText(const QByteArray &checksum) const { return QString::fromLatin1(checksum.toHex()); }

    /// The files of a new migration, named as the tool would after @p existing ones; writes nothing. A bad name is an error.
    virtual Result<std::vector<NewFile>> create(const NewMigration &wanted, const QString &migrations,
                                                const std::vector<Migration> &existing) const = 0;
};

} // namespace lk
