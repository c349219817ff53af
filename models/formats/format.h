// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/engines/engine.h"
#include "models/formats/migration.h"
#include "models/formats/recordstatement.h"
#include "models/formats/toolcommand.h"
#include "models/sql/splitter.h"

#include <QMap>

namespace lk {

/// What the tool itself does with a pending migration that sorts before the newest applied one.
enum class LateRule {
    Runs,    ///< silently
    Refuses, ///< until it is told otherwise
    Skips,   ///< for ever, without a word
    Graph,   ///< the order is a graph's; there is no late
};

/// Facts of a format, as data; `formats` prints them.
struct FormatTraits {
    QString name;          ///< as in --format: "plain", "sqlx"
    QString title;         ///< "Plain numbered SQL", "SQLx"
    QStringList engines;   ///< names of the engines it knows
    QString trackingTable; ///< "_sqlx_migrations", where the project names no other
    QString defaultFolder; ///< "migrations"
    bool downInSameFile = false;
    bool checksums = true;
    bool reversible = true; ///< it has down scripts
    LateRule late = LateRule::Runs;
    bool programs = false;  ///< its migrations, or its configuration, are programs: the tool runs them, once a person trusts the folder
};

/// Why a folder was taken for a format's.
struct Recognition {
    bool matches = false;
    QString because; ///< "Cargo.toml depends on sqlx"
    QString migrations; ///< folder of the migrations, relative
};

/// How a project is set up for its tool, as the tool's own configuration says.
struct FormatSetup {
    QString folder;     ///< the project's, absolute
    QString migrations; ///< relative to it
    QString table = {}; ///< tracking table, where it is not the format's own; with its schema where that is named: "public.versions"
    QStringList ownTables = {}; ///< what else the tool keeps in the database: tables, or a whole schema as "drizzle.*"
    QMap<QString, QString> options = {}; ///< further settings, by the tool's own names

    bool operator==(const FormatSetup &) const = default;
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
    QByteArray replaces = {}; ///< what the file holds now, exactly; empty: there is none (a journal is written anew, a migration is not)

    bool operator==(const NewFile &) const = default;
};

/// The lock by which the tool keeps others of its kind out, taken on a session of its own for as long as a run lasts.
struct FormatLock {
    QString title;           ///< "SQLx's advisory lock 3469795979745788610"
    RecordStatement take;    ///< gives one value, true or 1 where it was had; with `byRow`: changes one row
    RecordStatement release;
    bool byRow = false;
    std::vector<RecordStatement> prepare = {}; ///< make what the lock is kept in, where it is missing

    bool operator==(const FormatLock &) const = default;
};

/// Another tool's project layout and tracking table: stateless, const, one instance each (formatregistry.h).
class Format
{
public:
    virtual ~Format() = default;

    virtual const FormatTraits &traits() const = 0;
    /// What the tool does with a late migration in this project; the traits' rule, where its generations don't differ.
    virtual LateRule late(const FormatSetup &setup) const;
    /// Whether @p folder is this tool's project. Reads names and small files, runs nothing.
    virtual Recognition recognise(const QString &folder) const = 0;
    /// What the tool's configuration in @p folder says; @p migrations (relative) comes before what it says of the folder.
    /// Errors carry file and line.
    virtual Result<FormatSetup> setup(const QString &folder, const QString &migrations) const;
    /// The address of the database in the tool's own configuration, as the engines read it; empty where it names none. @p environment
    /// chooses where the tool has several. Runs nothing.
    virtual Result<QString> url(const FormatSetup &setup, const QString &environment) const;

    /// All migrations in the order in which the tool runs them, read in the database's @p dialect. Bad files are in the list with their
    /// problems; an error means that the folder can't be read.
    virtual Result<std::vector<Migration>> load(const FormatSetup &setup, const Dialect &dialect) const = 0;
    /// The part of a file's text that @p direction runs, as load() would cut it; nothing when it has none. For text that is being edited.
    virtual std::optional<Script> cut(const QString &file, const QByteArray &text, Direction direction,
                                      const Dialect &dialect) const = 0;
    /// The statements of a script: by the database's rules, or by the tool's own marks.
    virtual Result<std::vector<StatementSpan>> split(QByteArrayView script, const Dialect &dialect) const;

    /// The tracking table's rows, in order of application; none when the table does not exist. Writes nothing. @p files are needed
    /// where the tool keeps less than a row for each.
    virtual Result<std::vector<AppliedMigration>> applied(Session &session, const FormatSetup &setup,
                                                          const std::vector<Migration> &files) const = 0;
    /// Whether the tool will never run @p pending, though it stands behind everything that is applied: @p newest is the last of applied()'s rows.
    virtual bool passesOver(const Migration &pending, const AppliedMigration &newest) const;
    /// Statements that make the tracking table where it is missing; run in the first step's transaction.
    virtual std::vector<RecordStatement> prepare(const EngineTraits &engine, const FormatSetup &setup) const = 0;
    /// Statements that note the step. @p atomic: script and note commit together or not at all.
    virtual Record record(const Migration &migration, Direction direction, const EngineTraits &engine, bool atomic,
                          const FormatSetup &setup) const = 0;
    /// Statements that note @p migration as applied (Up) or as pending (Down) without running it.
    virtual std::vector<RecordStatement> mark(const Migration &migration, Direction direction, const EngineTraits &engine,
                                              const FormatSetup &setup) const;
    /// Statements that adopt a database which already holds @p migrations, oldest first and none of them recorded: each is marked, or the
    /// tool's own baseline row is written.
    virtual std::vector<RecordStatement> baseline(const std::vector<Migration> &migrations, const EngineTraits &engine, const FormatSetup &setup) const;
    /// Statements that make the row @p applied stand for the file as it is now.
    virtual std::vector<RecordStatement> accept(const Migration &migration, const AppliedMigration &applied, const EngineTraits &engine,
                                                const FormatSetup &setup) const;
    /// The locks that the tool takes for a run on @p database, in its order; none where it takes none.
    virtual std::vector<FormatLock> locks(const EngineTraits &engine, const QString &database, const FormatSetup &setup) const;

    /// Whether the applied row stands for the file as it is, by the tool's own rule.
    virtual bool isSame(const Migration &migration, const AppliedMigration &applied) const;
    /// How the stored checksum compares with the file, where it differs: "only line ends differ", or "edited".
    virtual QString explainChange(const Migration &migration, const AppliedMigration &applied) const = 0;
    /// The checksum as people read it.
    virtual QString checksumText(const QByteArray &checksum) const { return QString::fromLatin1(checksum.toHex()); }

    /// The files of a new migration, named as the tool would after @p existing ones; writes nothing. A bad name is an error.
    virtual Result<std::vector<NewFile>> create(const NewMigration &wanted, const FormatSetup &setup,
                                                const std::vector<Migration> &existing) const = 0;

    /// How the tool's own program does what @p request asks for. Error: it can't, with the reason. Starts nothing.
    virtual Result<ToolCommand> command(const ToolRequest &request, const FormatSetup &setup) const;
    /// The files, relative to the project, that run when the tool only starts: a person trusts the folder with their content.
    virtual QStringList programFiles(const FormatSetup &setup) const;

    /// The tracking table's name, with its schema where the project names one.
    QString trackingTable(const FormatSetup &setup) const { return setup.table.isEmpty() ? traits().trackingTable : setup.table; }
    /// Everything that the tool keeps for itself in a database: no part of a schema diff.
    QStringList ownTables(const FormatSetup &setup) const { return setup.ownTables + QStringList{trackingTable(setup)}; }
};

} // namespace lk
