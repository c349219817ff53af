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

/// What changes of a table when its files do.
struct Storage {
    QSet<QString> parts; ///< their numbers
    qint64 bytes = 0;
};
using Storages = QMap<QString, Storage>; ///< by table

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
    Result<Storages> storages();
    std::optional<qint64> logAt();
    void observeStorage(const StatementFacts &facts, const StatementOutcome &outcome, Observation &seen);
    void observeLocks(const StatementFacts &facts, Observation &seen) const;

    MysqlSession &m_scratch;
    std::unique_ptr<MysqlSession> m_server; ///< a connection without a database
    AlterTrial m_trial;
    std::optional<Result<AlterWay>> m_way; ///< of the statement that runs, where it changes a table
    Result<Storages> m_storages;
    bool m_mayRewrite = false; ///< the statement that runs
    std::optional<qint64> m_logAt;
};

/// Tables of the scratch. The catalogue of InnoDB wants PROCESS.
Result<Storages> MysqlWatch::storages()
{
    const QString catalog = m_server->isMariadb() ? QStringLiteral("innodb_sys_") : QStringLiteral("innodb_");
    const auto rows = m_server->query(QStringLiteral("SELECT t.name, t.table_id, t.space, s.file_size FROM information_schema.%1tables AS t "
                                                     "LEFT JOIN information_schema.%1tablespaces AS s ON s.name = t.name WHERE t.name LIKE ?").arg(catalog),
                                      {m_scratch.info().database.toLower().replace(u'_', QStringLiteral("\\_")) + QStringLiteral("/%")});
    if (!rows)
        return Failure(rows.error());
    Storages storages;
    for (const QVariantList &row : rows->rows) {
        // "base/table", "base/table#P#part"
        const QString table = row[0].toString().section(u'/', 1).section(u'#', 0, 0);
        if (table.isEmpty())
            continue;
        Storage &storage = storages[decoded(table)];
        storage.parts.insert(row[1].toString() + u'/' + row[2].toString());
        storage.bytes += row[3].toLongLong();
    }
    return storages;
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
    if (AlterTrial::isFor(facts))
        m_way = m_trial.of(statement, facts);
    m_mayRewrite = !facts.changesData() || facts.verb == Verb::Truncate;
    m_storages = storages();
    m_logAt = logAt();
    return {};
}

void MysqlWatch::observeStorage(const StatementFacts &facts, const StatementOutcome &outcome, Observation &seen)
{
    const auto now = m_storages ? storages() : m_storages;
    if (!m_mayRewrite)
        seen.rewrites.emplace();
    if (!now) {
        seen.unknown << QStringLiteral("%1: %2").arg(m_mayRewrite ? QStringLiteral("rewrites, sizes") : QStringLiteral("sizes"), now.error().why);
        return;
    }
    seen.rewrites.emplace();
    seen.sizes.emplace();
    for (auto old = m_storages->cbegin(); old != m_storages->cend(); ++old) {
        const auto present = now->constFind(old.key());
        if (present == now->cend())
            continue;
        if (present->bytes != old->bytes)
            seen.sizes->push_back({old.key(), old->bytes, present->bytes});
        if (present->parts == old->parts || !m_mayRewrite)
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
