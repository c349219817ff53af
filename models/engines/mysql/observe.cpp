// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/observe.h"

#include "models/engines/mysql/altertrial.h"
#include "models/engines/mysql/mysqltarget.h"
#include "models/engines/session.h"

#include <QMap>
#include <QSet>

namespace lk {

namespace {

/// A name as InnoDB writes it: what is no letter, digit or underscore reads @0020 (manual, "Mapping of Identifiers to File Names").
QString decoded(const QString &name)
{
    QString text;
    for (qsizetype at = 0; at < name.size(); ++at) {
        bool isHex = false;
        const ushort code = name[at] == u'@' ? name.mid(at + 1, 4).toUShort(&isHex, 16) : 0;
        text += isHex ? QChar(code) : name[at];
        at += isHex ? 4 : 0;
    }
    return text;
}

using Storage = QMap<QString, QSet<QString>>; ///< table: the numbers of its parts

class MysqlWatch final : public StatementWatch
{
public:
    MysqlWatch(MysqlSession &scratch, std::unique_ptr<MysqlSession> server)
        : m_scratch(scratch), m_server(std::move(server)), m_trial(m_scratch, *m_server)
    {
    }

    Result<void> start() override { return {}; }
    Result<void> before(QByteArrayView statement, const StatementFacts &facts, bool alone) override;
    Result<Observation> after(QByteArrayView statement, const StatementFacts &facts, const StatementOutcome &outcome) override;

private:
    Result<Storage> storage();
    std::optional<qint64> logAt();
    void observeStorage(const StatementFacts &facts, const StatementOutcome &outcome, Observation &seen);
    void observeLocks(const StatementFacts &facts, Observation &seen) const;

    MysqlSession &m_scratch;
    std::unique_ptr<MysqlSession> m_server; ///< a connection without a database
    AlterTrial m_trial;
    std::optional<Result<AlterWay>> m_way; ///< of the statement that runs, where it changes a table
    std::optional<Result<Storage>> m_storage;
    std::optional<qint64> m_logAt;
};

/// Tables of the scratch with what changes when their files do. The catalogue of InnoDB wants PROCESS.
Result<Storage> MysqlWatch::storage()
{
    const QString catalog = m_server->isMariadb() ? QStringLiteral("innodb_sys_tables") : QStringLiteral("innodb_tables");
    const auto rows = m_server->query(QStringLiteral("SELECT name, table_id, space FROM information_schema.%1 WHERE name LIKE ?").arg(catalog),
                                      {m_scratch.info().database.toLower().replace(u'_', QStringLiteral("\\_")) + QStringLiteral("/%")});
    if (!rows)
        return Failure(rows.error());
    Storage storage;
    for (const QVariantList &row : rows->rows) {
        // "base/table", "base/table#P#part"
        const QString table = row[0].toString().section(u'/', 1).section(u'#', 0, 0);
        if (!table.isEmpty())
            storage[decoded(table)].insert(row[1].toString() + u'/' + row[2].toString());
    }
    return storage;
}

std::optional<qint64> MysqlWatch::logAt()
{
    const QString name = m_server->isMariadb() ? QStringLiteral("Innodb_lsn_current") : QStringLiteral("Innodb_redo_log_current_lsn");
    const auto rows = m_server->query(QStringLiteral("SHOW GLOBAL STATUS LIKE '%1'").arg(name));
    return rows && !rows->rows.empty() ? std::optional(rows->rows[0].value(1).toLongLong()) : std::nullopt;
}

Result<void> MysqlWatch::before(QByteArrayView statement, const StatementFacts &facts, bool)
{
    m_way.reset();
    m_storage.reset();
    if (AlterTrial::isFor(facts))
        m_way = m_trial.of(statement, facts);
    if (!facts.changesData() || facts.verb == Verb::Truncate)
        m_storage = storage();
    m_logAt = logAt();
    return {};
}

void MysqlWatch::observeStorage(const StatementFacts &facts, const StatementOutcome &outcome, Observation &seen)
{
    if (!m_storage) {
        seen.rewrites.emplace();
        return;
    }
    const auto now = *m_storage ? storage() : *m_storage;
    if (!now) {
        seen.unknown << QStringLiteral("rewrites: %1").arg(now.error().why);
        return;
    }
    seen.rewrites.emplace();
    for (auto old = (*m_storage)->cbegin(); old != (*m_storage)->cend(); ++old) {
        const auto present = now->constFind(old.key());
        if (present == now->cend() || *present == *old)
            continue;
        (facts.verb == Verb::Truncate ? seen.emptied : *seen.rewrites) << old.key();
    }
    // Tables of other storage engines have no number here; their rows are counted as they are copied.
    if (m_way && facts.verb == Verb::Alter && outcome.rows > 0 && !seen.rewrites->contains(facts.table))
        *seen.rewrites << facts.table;
}

void MysqlWatch::observeLocks(const StatementFacts &facts, Observation &seen) const
{
    if (!m_way) {
        seen.unknown << QStringLiteral("locks: the server shows metadata locks with performance_schema only");
        return;
    }
    if (!*m_way) {
        seen.unknown << QStringLiteral("algorithm, locks: %1").arg(m_way->error().why.isEmpty() ? m_way->error().what : m_way->error().why);
        return;
    }
    const AlterWay &way = **m_way;
    // Some changes to another storage engine accept every word and copy all the same.
    const bool copied = way.algorithm != QLatin1String("COPY") && way.algorithm != QLatin1String("INPLACE") && seen.rewrites && seen.rewrites->contains(facts.table);
    seen.algorithm = copied ? QStringLiteral("COPY") : way.algorithm;
    const Stops stops = way.lock == QLatin1String("NONE") && !copied ? Stops::SchemaChanges : way.lock == QLatin1String("EXCLUSIVE") ? Stops::Everybody : Stops::Writers;
    seen.locks.emplace();
    seen.locks->push_back({facts.table, QStringLiteral("LOCK=%1").arg(copied ? QStringLiteral("SHARED") : way.lock), stops});
}

Result<Observation> MysqlWatch::after(QByteArrayView, const StatementFacts &facts, const StatementOutcome &outcome)
{
    Observation seen;
    observeStorage(facts, outcome, seen);
    observeLocks(facts, seen);
    seen.unknown << QStringLiteral("scans: the server does not tell by table");
    if (const auto now = logAt(); now && m_logAt)
        seen.logBytes = *now - *m_logAt;
    else
        seen.unknown << QStringLiteral("bytes of the log: the server does not tell");
    return seen;
}

} // namespace

Result<std::unique_ptr<StatementWatch>> watchOfMysql(MysqlSession &scratch)
{
    auto server = MysqlSession::open(onSameServer(scratch.target(), {}), scratch.dialect(), Access::ReadWrite, false);
    if (!server)
        return failure(std::move(server));
    return std::make_unique<MysqlWatch>(scratch, *std::move(server));
}

} // namespace lk
