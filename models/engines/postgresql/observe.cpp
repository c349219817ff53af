// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/observe.h"

#include "models/engines/postgresql/lockmodes.h"
#include "models/engines/postgresql/locksampler.h"
#include "models/engines/session.h"
#include "models/sql/statementfacts.h"

#include <QMap>
#include <QStringTokenizer>

#include <algorithm>
#include <tuple>

namespace lk {

namespace {

constexpr int MildestOfWriters = 2; ///< ROW EXCLUSIVE: without it nothing is written to a table
constexpr int MildestOfIndexes = 3; ///< milder ones every query takes on every index

struct Relation {
    QString name; ///< "orders", "app.orders": without the usual schema, as snapshots have it
    QString quoted; ///< for SQL
    QChar kind;   ///< pg_class.relkind
    quint32 table = 0; ///< of an index
    QString row = {};  ///< where the catalogue keeps what is above
    quint32 file = 0;
    qint64 scans = 0;  ///< whole reads in this transaction

    bool isIndex() const { return kind == u'i' || kind == u'I'; }
    bool isSequence() const { return kind == u'S'; }
    QString title() const { return isIndex() ? QStringLiteral("index ") + name : isSequence() ? QStringLiteral("sequence ") + name : name; }
};

using Relations = QMap<quint32, Relation>;
using Ranks = QMap<quint32, int>; ///< by oid, strongest mode
using Sizes = QMap<quint32, qint64>; ///< of tables by oid, bytes

struct Look {
    Relations relations;
    Ranks locks;
    std::optional<qint64> logAt;
};

class PostgresqlWatch final : public StatementWatch
{
public:
    explicit PostgresqlWatch(PostgresqlSession &session) : m_session(session) {}

    Result<void> start() override;
    Result<void> before(QByteArrayView statement, const StatementFacts &facts, bool alone) override;
    Result<Observation> after(QByteArrayView statement, const StatementFacts &facts, const StatementOutcome &outcome) override;

private:
    Result<Look> look();
    Result<Relations> relations();
    Result<void> name(Relations &relations, const QStringList &unknown);
    Result<Sizes> sizes(const QString &condition);
    Result<std::vector<SizeChange>> sizeChanges(const Ranks &locks, const Relations &now);
    QString tableOf(const StatementFacts &facts) const;
    std::vector<ObservedLock> newLocks(const Ranks &now) const;
    void storage(const Relations &now, const StatementFacts &facts, Observation &seen) const;

    PostgresqlSession &m_session;
    Look m_last;
    Sizes m_sizes; ///< an empty table counts nothing, though its indexes have their first pages
    bool m_lockedBefore = false; ///< the transaction holds locks of earlier migrations
    std::unique_ptr<LockSampler> m_sampler; ///< of a statement that runs alone
};

/// As one text, since it is asked for at every statement; names come only of what was not there in the last look. A row of the catalogue
/// that was written anew lies elsewhere (manual, 5.5, ctid).
Result<Relations> PostgresqlWatch::relations()
{
    const auto states = m_session.value(QStringLiteral(
        "SELECT string_agg(concat_ws(' ', c.oid, coalesce(pg_catalog.pg_relation_filenode(c.oid), 0), CASE WHEN c.relkind IN ('r', 'm') THEN coalesce(pg_catalog.pg_stat_get_xact_numscans(c.oid), 0) ELSE 0 END, "
        "c.ctid, c.xmin, n.ctid, n.xmin), E'\\n') FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'm', 'p', 'v', 'f', 'i', 'I', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_(toast_)?temp_'"));
    if (!states)
        return Failure(states.error());
    Relations relations;
    QStringList unknown;
    const QString text = states->toString();
    for (const QStringView line : qTokenize(text, u'\n', Qt::SkipEmptyParts)) {
        const qsizetype file = line.indexOf(u' ') + 1;
        const qsizetype scans = line.indexOf(u' ', file) + 1;
        const qsizetype row = line.indexOf(u' ', scans) + 1;
        const quint32 oid = line.first(file - 1).toUInt();
        const auto last = m_last.relations.constFind(oid);
        const bool same = last != m_last.relations.cend() && last->row == line.sliced(row);
        Relation relation = same ? *last : Relation{.name = {}, .quoted = {}, .kind = {}, .row = line.sliced(row).toString()};
        if (!same)
            unknown << QString::number(oid);
        relation.file = line.sliced(file, scans - file - 1).toUInt();
        relation.scans = line.sliced(scans, row - scans - 1).toLongLong();
        relations.insert(relations.cend(), oid, std::move(relation));
    }
    if (auto named = unknown.isEmpty() ? Result<void>() : name(relations, unknown); !named)
        return failure(std::move(named));
    return relations;
}

Result<void> PostgresqlWatch::name(Relations &relations, const QStringList &unknown)
{
    const auto rows = m_session.query(QStringLiteral(
        "SELECT c.oid::text, CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname, quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.relkind::text, coalesce(i.indrelid, 0)::text "
        "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid WHERE c.oid IN (%1)").arg(unknown.join(u',')));
    if (!rows)
        return Failure(rows.error());
    for (const QVariantList &row : rows->rows) {
        Relation &relation = relations[row[0].toUInt()];
        relation.name = row[1].toString();
        relation.quoted = row[2].toString();
        relation.kind = row[3].toString().at(0);
        relation.table = row[4].toUInt();
    }
    return {};
}

Result<Look> PostgresqlWatch::look()
{
    Look now;
    const auto locks = m_session.query(QStringLiteral(
        "SELECT l.relation::text, l.mode, (pg_catalog.pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text FROM pg_catalog.pg_locks l "
        "WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"));
    if (!locks)
        return Failure(locks.error());
    for (const QVariantList &row : locks->rows) {
        int &rank = now.locks[row[0].toUInt()];
        rank = std::max(rank, postgresqlLockRank(row[1].toString()));
        now.logAt = row[2].toLongLong();
    }
    auto all = relations();
    if (!all)
        return failure(std::move(all));
    now.relations = std::move(*all);
    return now;
}

Result<void> PostgresqlWatch::start()
{
    auto now = look();
    if (!now)
        return failure(std::move(now));
    m_last = std::move(*now);
    if (!m_session.holdsTransaction())
        m_last.locks.clear(); // the query's own
    m_lockedBefore = std::ranges::any_of(m_last.relations.keys(), [&](quint32 object) { return m_last.locks.contains(object); });
    auto all = sizes({});
    if (!all)
        return failure(std::move(all));
    m_sizes = std::move(*all);
    return {};
}

Result<Sizes> PostgresqlWatch::sizes(const QString &condition)
{
    const auto rows = m_session.query(QStringLiteral("SELECT c.oid::text, CASE WHEN pg_catalog.pg_relation_size(c.oid) > 0 THEN pg_catalog.pg_total_relation_size(c.oid) ELSE 0 END::text FROM pg_catalog.pg_class c "
                                                     "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm') "
                                                     "AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND c.relpersistence <> 't' ")
                                      + condition);
    if (!rows)
        return Failure(rows.error());
    Sizes sizes;
    for (const QVariantList &row : rows->rows)
        sizes[row[0].toUInt()] = row[1].toLongLong();
    return sizes;
}

/// Of what stood before, still stands, and is locked as who writes to it locks it.
Result<std::vector<SizeChange>> PostgresqlWatch::sizeChanges(const Ranks &locks, const Relations &now)
{
    QSet<QString> written;
    for (auto lock = locks.cbegin(); lock != locks.cend(); ++lock) {
        const auto relation = now.constFind(lock.key());
        if (relation == now.cend() || lock.value() < MildestOfWriters)
            continue;
        written.insert(QString::number(relation->isIndex() ? relation->table : lock.key()));
    }
    std::vector<SizeChange> changes;
    if (written.isEmpty())
        return changes;
    const auto present = sizes(QStringLiteral("AND c.oid IN (%1)").arg(QStringList(written.begin(), written.end()).join(u',')));
    if (!present)
        return Failure(present.error());
    for (auto size = present->cbegin(); size != present->cend(); ++size) {
        const auto before = m_sizes.constFind(size.key());
        if (before != m_sizes.cend() && *before != *size && m_last.relations.contains(size.key()))
            changes.push_back({now[size.key()].title(), *before, *size});
        m_sizes[size.key()] = *size;
    }
    std::ranges::sort(changes, {}, &SizeChange::object);
    return changes;
}

/// The table that a concurrent operation works on, quoted; it may be named by its index only.
QString PostgresqlWatch::tableOf(const StatementFacts &facts) const
{
    const auto isNamed = [&](const Relation &relation, const QString &name) {
        return !name.isEmpty() && (relation.name == name || relation.name.endsWith(u'.' + name));
    };
    for (const Relation &relation : m_last.relations) {
        if (relation.isIndex() ? isNamed(relation, facts.name) : relation.kind == u'r' && (isNamed(relation, facts.table) || isNamed(relation, facts.name)))
            return relation.isIndex() ? m_last.relations.value(relation.table).quoted : relation.quoted;
    }
    return {};
}

Result<void> PostgresqlWatch::before(QByteArrayView, const StatementFacts &facts, bool alone)
{
    if (!alone)
        return {};
    if (auto now = start(); !now)
        return now;
    m_sampler = std::make_unique<LockSampler>(m_session.target(), m_session.info().database, m_session.info().connection.section(u'@', 0, 0),
                                              facts.concurrently ? tableOf(facts) : QString());
    return {};
}

/// What stood before and is locked now, or more strongly than before.
std::vector<ObservedLock> PostgresqlWatch::newLocks(const Ranks &now) const
{
    std::vector<ObservedLock> locks;
    for (auto lock = now.cbegin(); lock != now.cend(); ++lock) {
        const auto relation = m_last.relations.constFind(lock.key());
        if (relation == m_last.relations.cend() || lock.value() < 0 || m_last.locks.value(lock.key(), -1) >= lock.value())
            continue;
        if (relation->isIndex() && lock.value() < MildestOfIndexes)
            continue;
        locks.push_back({relation->title(), postgresqlLockWord(lock.value()), postgresqlLockStops(lock.value())});
    }
    // The worst first, tables before their indexes.
    std::ranges::sort(locks, {}, [](const ObservedLock &lock) { return std::tuple(-int(lock.stops), lock.object.startsWith(QLatin1String("index ")), lock.object); });
    return locks;
}

/// File numbers tell whose storage is new. An index keeps its file also where its row in the catalogue is made anew, so indexes are
/// matched by file.
void PostgresqlWatch::storage(const Relations &now, const StatementFacts &facts, Observation &seen) const
{
    QSet<quint32> files;
    QSet<QString> indexNames;
    for (const Relation &relation : now) {
        files.insert(relation.file);
        if (relation.isIndex())
            indexNames.insert(relation.name);
    }
    QSet<quint32> replaced;
    QStringList rewrites;
    QStringList scans;
    for (auto old = m_last.relations.cbegin(); old != m_last.relations.cend(); ++old) {
        const auto present = now.constFind(old.key());
        if (old->isIndex() || old->isSequence() || present == now.cend())
            continue;
        const bool moved = old->file != present->file && old->file != 0;
        if (moved)
            replaced.insert(old.key());
        if (moved && facts.verb == Verb::Truncate)
            seen.emptied << old->name;
        else if (moved)
            rewrites << old->name;
        else if (present->scans > old->scans)
            scans << old->name;
    }
    for (const Relation &old : m_last.relations) {
        if (old.isIndex() && old.file != 0 && !files.contains(old.file) && indexNames.contains(old.name) && !replaced.contains(old.table))
            rewrites << old.title();
    }
    seen.rewrites = rewrites;
    seen.scans = scans;
}

Result<Observation> PostgresqlWatch::after(QByteArrayView, const StatementFacts &facts, const StatementOutcome &)
{
    Observation seen;
    const std::unique_ptr<LockSampler> sampler = std::move(m_sampler);
    Ranks sampled;
    if (sampler) {
        const auto found = sampler->finish();
        for (auto lock = found.cbegin(); lock != found.cend(); ++lock) {
            for (const QString &mode : lock.value())
                sampled[lock.key()] = std::max(sampled.value(lock.key(), -1), postgresqlLockRank(mode));
        }
    } else if (facts.controlsTransaction() || facts.verb == Verb::Set || facts.verb == Verb::Show) {
        // SET TRANSACTION wants to come before any query.
        seen.locks.emplace();
        seen.rewrites.emplace();
        seen.scans.emplace();
        seen.sizes.emplace();
        return seen;
    }
    auto now = look();
    if (!now)
        return failure(std::move(now));
    seen.locks = newLocks(sampler ? sampled : now->locks);
    if (m_lockedBefore)
        seen.unknown << QStringLiteral("locks that an earlier migration took: they are held until all is rolled back");
    storage(now->relations, facts, seen);
    auto changes = sizeChanges(sampler ? sampled : now->locks, now->relations);
    if (!changes)
        return failure(std::move(changes));
    seen.sizes = std::move(*changes);
    if (now->logAt && m_last.logAt)
        seen.logBytes = *now->logAt - *m_last.logAt;
    if (sampler) {
        seen.scans.reset();
        seen.unknown << QStringLiteral("scans: the statement runs outside of a transaction");
        const bool none = seen.locks->empty();
        seen.unknown << (none ? QStringLiteral("locks: the statement was over before they could be looked at")
                              : QStringLiteral("locks held for less than a millisecond or two: they were looked at from outside"));
        if (none)
            seen.locks.reset();
        now->locks.clear();
    }
    m_last = std::move(*now);
    return seen;
}

} // namespace

std::unique_ptr<StatementWatch> watchOfPostgresql(PostgresqlSession &scratch)
{
    return std::make_unique<PostgresqlWatch>(scratch);
}

} // namespace lk
