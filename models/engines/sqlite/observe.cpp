// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/observe.h"

#include "models/sql/statementfacts.h"

#include <QMap>

#include <sqlite3.h>

namespace lk {

namespace {

class SqliteWatch final : public StatementWatch
{
public:
    explicit SqliteWatch(SqliteSession &session) : m_session(session) {}

    Result<void> start() override;
    Result<void> before(QByteArrayView, const StatementFacts &, bool alone) override
    {
        m_alone = alone;
        return {};
    }
    Result<Observation> after(QByteArrayView statement, const StatementFacts &facts, const StatementOutcome &outcome) override;

private:
    Result<QMap<QString, int>> rootPages();
    Result<qint64> bytesInUse();
    bool writes() const { return sqlite3_txn_state(m_session.handle(), "main") == SQLITE_TXN_WRITE; }

    SqliteSession &m_session;
    QMap<QString, int> m_stood; ///< of each table and index ("index by_total") that stood before the step, its first page; newer once told
    qint64 m_bytes = 0;
    bool m_alone = false; ///< the statement commits by itself
    bool m_told = false; ///< of the step's write lock
};

Result<QMap<QString, int>> SqliteWatch::rootPages()
{
    const auto rows = m_session.query(QStringLiteral("SELECT CASE type WHEN 'index' THEN 'index ' ELSE '' END || name, rootpage FROM sqlite_schema "
                                                     "WHERE type IN ('table', 'index') AND rootpage > 0"));
    if (!rows)
        return Failure(rows.error());
    QMap<QString, int> pages;
    for (const QVariantList &row : rows->rows)
        pages[row[0].toString()] = row[1].toInt();
    return pages;
}

/// Pages that hold something, of the whole file: SQLite counts those of one table only by reading it.
Result<qint64> SqliteWatch::bytesInUse()
{
    const auto rows = m_session.query(QStringLiteral("SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size"));
    return rows ? Result<qint64>(rows->rows.at(0).at(0).toLongLong()) : Failure(rows.error());
}

Result<void> SqliteWatch::start()
{
    auto pages = rootPages();
    if (!pages)
        return failure(std::move(pages));
    const auto bytes = bytesInUse();
    if (!bytes)
        return Failure(bytes.error());
    m_stood = std::move(*pages);
    m_bytes = *bytes;
    m_told = false;
    return {};
}

Result<Observation> SqliteWatch::after(QByteArrayView, const StatementFacts &facts, const StatementOutcome &)
{
    Observation seen;
    seen.unknown << QStringLiteral("scans, bytes of the log: SQLite does not tell");
    const bool writing = writes();
    seen.locks.emplace();
    if (m_alone) {
        // Over with the statement, before anybody can look.
        seen.locks.reset();
        seen.unknown << QStringLiteral("locks: the statement runs outside of a transaction");
    }
    // In a write transaction readers go on; at its end, in rollback mode, they wait for a moment.
    const bool looks = facts.verb == Verb::Pragma || facts.verb == Verb::Select;
    if (writing && !m_alone && !m_told && !looks) {
        seen.locks->push_back({QStringLiteral("the database"), QStringLiteral("RESERVED"), Stops::Writers});
        m_told = true;
    }
    auto pages = rootPages();
    if (!pages)
        return failure(std::move(pages));
    const auto bytes = bytesInUse();
    if (!bytes)
        return Failure(bytes.error());
    seen.sizes.emplace();
    if (*bytes != m_bytes)
        seen.sizes->push_back({QStringLiteral("the database"), std::exchange(m_bytes, *bytes), *bytes});
    seen.rewrites.emplace();
    for (auto old = m_stood.begin(); old != m_stood.end(); ++old) {
        const int now = pages->value(old.key());
        // A table of the same name that begins elsewhere is another one, filled anew. DROP COLUMN writes every row again in its place
        // (sqlite.org/lang_altertable.html, section 5).
        const bool dropsColumn = facts.verb == Verb::Alter && facts.alter == AlterAction::DropColumn && facts.table.compare(old.key(), Qt::CaseInsensitive) == 0;
        if ((now != 0 && now != old.value()) || dropsColumn)
            *seen.rewrites << old.key();
        if (now != 0)
            *old = now;
    }
    return seen;
}

} // namespace

std::unique_ptr<StatementWatch> watchOfSqlite(SqliteSession &scratch)
{
    return std::make_unique<SqliteWatch>(scratch);
}

} // namespace lk
