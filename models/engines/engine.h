// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/progress.h"
#include "models/base/runcontrol.h"
#include "models/engines/counters.h"
#include "models/engines/dumpfile.h"
#include "models/engines/observation.h"
#include "models/engines/session.h"
#include "models/engines/target.h"
#include "models/schema/snapshot.h"
#include "models/schema/tablecontent.h"
#include "models/sql/statementfacts.h"

#include <memory>
#include <optional>

namespace lk {

struct AbandonedScratch;
struct Gauge;
struct IndexUse;
struct LockWeather;
struct QueryPlan;
struct TableSize;

/// What the address of a database on a server is made of, by the words that its engine reads (address.h).
struct ServerTraits {
    int defaultPort = 0;
    QString socketOption;        ///< "socket"
    QString encryptionOption;    ///< "sslmode"
    QStringList encryptionModes; ///< what that may be, weakest first
    QString authorityOption;     ///< file of the certificate authority that the server's certificate has to come from
    QString certificateOption;   ///< file of our own certificate
    QString keyOption;           ///< file of its key
};

/// Facts of a database product, as data.
struct EngineTraits {
    QString name;                ///< "sqlite"
    QString title;               ///< "SQLite"
    QStringList schemes;         ///< URL schemes: "sqlite"
    Dialect dialect;
    bool transactionalDdl = true;
    QString backupFormat;        ///< "sqlite" : format word of a backup's record
    QString backupSuffix;        ///< ".db"
    QString passwordVariable = {}; ///< "PGPASSWORD": from which the database's own programs take one; empty: nobody logs in
    std::optional<ServerTraits> server = {}; ///< nothing: a database is a file
    QString parallelFormat = {}; ///< "pg_dump-directory": of a dump that several jobs write, a folder; empty: there is none
};

/// One line of a connection test.
struct EngineCheck {
    QString title;
    std::optional<bool> ok; ///< nothing: can't be told
    QString detail;
};

/// What a statement that was cut off left behind, of no use to anybody, with the statement that takes it away.
struct Leftover {
    QString object;    ///< "invalid index public.orders_by_total"
    QString problem;   ///< what it is and does to whom, in a sentence
    QString statement; ///< exactly what would run, without an end mark

    bool operator==(const Leftover &) const = default;
};

/// A private copy to rehearse on. Its destructor removes it.
class Scratch
{
public:
    virtual ~Scratch() = default;
    virtual Session &session() = 0;
    virtual const Target &target() const = 0;
    /// Leaves it there when this is destroyed, marked as kept on purpose: nobody sweeps it, it stands among Engine::abandonedScratches().
    virtual Result<void> keep() = 0;
};

/// A server on this machine that serves one rehearsal only. Its destructor stops it and takes its files away.
class PrivateServer
{
public:
    virtual ~PrivateServer() = default;
    /// A database on it, beside which a scratch can be made.
    virtual const Target &target() const = 0;
};

/// The lock of one run on one database, held until destroyed.
class MigrationLock
{
public:
    virtual ~MigrationLock() = default;
};

enum class ScratchData { None, Full };
enum class ContentDepth { Counts, Digests };

/// A statement of a script with what its text says.
struct ScriptStatement {
    QByteArrayView sql;
    StatementFacts facts;
};

/// How one statement of a step takes effect.
struct StatementFrame {
    bool alone = false; ///< outside the step's transaction: the server refuses it inside, or commits it by itself
    QString cost;       ///< why, for the plan: "commits at once and can't be undone by rollback"
    bool whole = false; ///< alone, it takes effect whole or not at all
};

/// What must run around a step's statements, outside and inside of its transaction.
struct StepFrame {
    std::vector<StatementFrame> statements; ///< one each, in order; empty: none is alone
    QList<QByteArray> before;        ///< outside, before BEGIN: "PRAGMA foreign_keys = OFF"
    QList<QByteArray> beforeRecord;  ///< after the script, before its row in the tracking table: the script may have moved the ground
    QList<QByteArray> after;         ///< outside, after COMMIT or ROLLBACK
    bool checkReferences = false;    ///< violations must not have grown before COMMIT
    bool countRows = false;          ///< a statement may delete rows of tables that it does not name: compare counts before COMMIT
    QStringList remarks;             ///< said in the plan
};

/// A database product: stateless, const, one instance each (engineregistry.h). Everything that differs between
/// databases goes through here.
class Engine
{
public:
    virtual ~Engine() = default;

    virtual const EngineTraits &traits() const = 0;

    /// Reads a URL ("sqlite:shop.db"); relative paths count from @p folder. Opens nothing.
    virtual Result<Target> target(const QString &url, const QString &folder) const = 0;
    /// Opens a session. ReadOnly never creates and never writes; where there is no database yet it looks at an empty one
    /// (ServerInfo::exists is false). ReadWrite creates a missing database only with @p create.
    virtual Result<std::unique_ptr<Session>> open(const Target &target, Access access, bool create = false) const = 0;
    /// What stays the same as long as it is the same database; goes into the plan's fingerprint.
    virtual QString identity(const Target &target) const = 0;
    /// A query of one text that differs between any two databases, whoever asks it and however connected.
    virtual QString identityQuery() const = 0;

    virtual Result<Snapshot> snapshot(Session &session) const = 0;
    /// Rows of every table (and their digests); cancelled by @p control.
    virtual Result<Contents> contents(Session &session, ContentDepth depth, RunControl &control) const = 0;
    /// How far sequences and counters of tables are; no part of a schema, as every row that is written moves them.
    virtual Result<Counters> counters(Session &session) const = 0;
    /// How large the tables are, without reading them.
    virtual Result<std::vector<TableSize>> tableSizes(Session &session) const = 0;
    /// How fast the server of a scratch handles a small table of ours, which is made there and taken away.
    virtual Result<Gauge> gauge(Session &scratch) const = 0;
    /// How often each index was read. Errors: the server does not count.
    virtual Result<std::vector<IndexUse>> indexUse(Session &session) const;
    /// Who else is on the database and holds something on @p tables (as snapshots name them), and who follows it.
    virtual Result<LockWeather> lockWeather(Session &session, const QStringList &tables) const;
    /// How the server would answer @p query; with @p run it is run (in a scratch only), and times are measured.
    virtual Result<QueryPlan> explain(Session &session, QByteArrayView query, bool run) const;
    /// Broken references now in the database, one line each.
    virtual Result<QStringList> referenceViolations(Session &session) const = 0;
    /// What the engine's own integrity check complains about; empty is good.
    virtual Result<QStringList> integrityProblems(Session &session, RunControl &control) const = 0;

    /// What statements that were cut off left behind now; nothing of those that still run.
    virtual Result<std::vector<Leftover>> leftovers(Session &session) const;

    /// How a step with these statements has to be framed.
    virtual StepFrame frame(const std::vector<ScriptStatement> &statements) const = 0;
    /// Whether a transaction (Session::transactionId) whose connection broke was committed; nothing: the server can't tell, or it is
    /// still at it.
    virtual Result<std::optional<bool>> committed(Session &session, const QString &transaction) const;
    /// Whether the server still serves this connection (ServerInfo::connection) of an earlier session.
    virtual Result<bool> isConnected(Session &session, const QString &connection) const;
    /// Connections of the session's own user to its database that were begun after it and are at a statement or in a transaction: what a
    /// program that was ended may have left running on the server.
    virtual Result<QStringList> newerAtWork(Session &session) const;
    /// The part of a snapshot that scratches and dumps hold as well: what the server keeps about a database (settings of its roles
    /// in it, subscriptions) stays behind.
    virtual Snapshot inCopies(Snapshot snapshot) const;
    /// SQL text that, loaded into an empty database, snapshots equal again.
    virtual QString ddl(const Snapshot &snapshot) const;

    /// A copy of @p target, on its own server or on that of @p beside.
    virtual Result<std::unique_ptr<Scratch>> scratch(const Target &target, ScratchData data, RunControl &control, const ProgressSink &progress,
                                                     const std::optional<Target> &beside = {}) const = 0;
    /// A server of our own of the same product and major version as @p like. Errors: its programs are not on this machine.
    virtual Result<std::unique_ptr<PrivateServer>> privateServer(const ServerInfo &like, RunControl &control, const ProgressSink &progress) const;
    /// Why there can be none; empty: its programs are here. Starts nothing.
    virtual QString privateServerProblem(const ServerInfo &like) const;
    /// The target itself within one transaction that is rolled back at the end, whatever happens. Errors: the engine can't.
    virtual Result<std::unique_ptr<Scratch>> rolledBack(const Target &target) const;
    /// What dead processes of ours left where scratches of @p target are made. Writes nothing.
    virtual Result<std::vector<AbandonedScratch>> abandonedScratches(const Target &target) const;
    /// Removes one of them; an error if somebody uses it now.
    virtual Result<void> removeScratch(const Target &target, const AbandonedScratch &scratch) const;
    /// Somebody who looks what statements do in a scratch; it lives no longer than the scratch's session.
    virtual Result<std::unique_ptr<StatementWatch>> observe(Session &scratch) const = 0;
    /// Takes the run's lock or says who holds it (ErrorCode::Locked).
    virtual Result<std::unique_ptr<MigrationLock>> lock(const Target &target) const = 0;

    /// Writes a consistent copy of the database to the new file @p file (0600), synced. With recipients it is encrypted on its way:
    /// no plain text of it is on the disk at any time.
    virtual Result<void> dump(const Target &target, const DumpFile &file, RunControl &control, const ProgressSink &progress) const = 0;
    /// Loads a dump into @p target: replaces what is there, as one atomic change; creates it where it is missing.
    virtual Result<void> load(const DumpFile &file, const Target &target, RunControl &control, const ProgressSink &progress) const = 0;
    /// Loads a dump into a scratch, where @p target is (on its server); the target itself is not touched.
    virtual Result<std::unique_ptr<Scratch>> scratchFrom(const DumpFile &file, const Target &target, RunControl &control, const ProgressSink &progress) const = 0;
    /// Size that a dump would have at most, bytes.
    virtual Result<qint64> estimatedDumpSize(const Target &target) const = 0;

    /// Privileges that an apply would miss ("the folder is not writable"); empty is good. Writes nothing.
    virtual QStringList missingPrivileges(const Target &target) const = 0;
    /// What a connection test says beyond "connected": encryption, rights, client programs and their versions. Writes nothing.
    virtual std::vector<EngineCheck> diagnose(const Target &target) const;
};

} // namespace lk
