// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/contents.h"

#include "models/engines/sqlite/cancelguard.h"
#include "models/engines/sqlite/introspect.h"

#include <QtEndian>

#include <xxhash.h>

#include <algorithm>

namespace lk {

namespace {

/// A prepared statement on the native handle, finalized at the end.
class Statement
{
public:
    Statement(sqlite3 *handle, const QString &sql) : m_handle(handle)
    {
        const QByteArray text = sql.toUtf8();
        m_code = sqlite3_prepare_v2(handle, text.constData(), int(text.size()), &m_statement, nullptr);
    }
    ~Statement() { sqlite3_finalize(m_statement); }
    Q_DISABLE_COPY_MOVE(Statement)

    /// True while there is a row.
    bool step()
    {
        if (m_code == SQLITE_OK || m_code == SQLITE_ROW)
            m_code = sqlite3_step(m_statement);
        return m_code == SQLITE_ROW;
    }
    bool failed() const { return m_code != SQLITE_OK && m_code != SQLITE_ROW && m_code != SQLITE_DONE; }
    Error error() const { return sqliteError(m_handle, QStringLiteral("cannot read the table")); }
    operator sqlite3_stmt *() const { return m_statement; }

private:
    sqlite3 *m_handle;
    sqlite3_stmt *m_statement = nullptr;
    int m_code = SQLITE_OK;
};

/// Adds up row hashes modulo 2^128.
class RowSum
{
public:
    explicit RowSum(const QByteArray &columns) : m_seed(XXH3_64bits(columns.constData(), size_t(columns.size()))) {}

    void add(sqlite3_stmt *row)
    {
        m_buffer.clear();
        const int columns = sqlite3_column_count(row);
        for (int i = 0; i < columns; ++i)
            append(row, i);
        const XXH128_hash_t hash = XXH3_128bits_withSeed(m_buffer.data(), m_buffer.size(), m_seed);
        m_low += hash.low64;
        m_high += hash.high64 + (m_low < hash.low64);
    }

    QByteArray digest() const
    {
        QByteArray bytes(16, Qt::Uninitialized);
        qToBigEndian(m_high, bytes.data());
        qToBigEndian(m_low, bytes.data() + 8);
        return bytes;
    }

private:
    /// A letter for the type, then the value; 1 and '1' and 1.0 differ.
    void append(sqlite3_stmt *row, int column)
    {
        switch (sqlite3_column_type(row, column)) {
        case SQLITE_INTEGER: return appendNumber('i', quint64(sqlite3_column_int64(row, column)));
        case SQLITE_FLOAT: {
            const double value = sqlite3_column_double(row, column);
            quint64 bits = 0;
            memcpy(&bits, &value, sizeof bits);
            return appendNumber('r', bits);
        }
        case SQLITE_TEXT: return appendBytes('t', sqlite3_column_text(row, column), sqlite3_column_bytes(row, column));
        case SQLITE_BLOB: return appendBytes('b', sqlite3_column_blob(row, column), sqlite3_column_bytes(row, column));
        default: m_buffer.push_back('n');
        }
    }

    void appendNumber(char type, quint64 value)
    {
        m_buffer.push_back(type);
        const auto *bytes = reinterpret_cast<const char *>(&value);
        m_buffer.insert(m_buffer.end(), bytes, bytes + sizeof value);
    }

    void appendBytes(char type, const void *data, int size)
    {
        constexpr int CopiedUpTo = 1 << 16;
        appendNumber(type, quint64(size));
        if (size <= CopiedUpTo) {
            const auto *bytes = static_cast<const char *>(data);
            m_buffer.insert(m_buffer.end(), bytes, bytes + size);
            return;
        }
        // Large values go in by their hash, so that they are not copied.
        const XXH128_hash_t hash = XXH3_128bits(data, size_t(size));
        appendNumber('h', hash.low64);
        appendNumber('h', hash.high64);
    }

    quint64 m_seed;
    quint64 m_low = 0;
    quint64 m_high = 0;
    std::vector<char> m_buffer;
};

Result<qint64> countRows(SqliteSession &session, const QString &table)
{
    Statement count(session.handle(), QStringLiteral("SELECT count(*) FROM main.%1").arg(quotedName(table)));
    if (count.step())
        return sqlite3_column_int64(count, 0);
    return Failure(count.error());
}

/// Every column by name, generated ones as well.
Result<QStringList> columnsOf(SqliteSession &session, const QString &table)
{
    return session.query(QStringLiteral("SELECT name FROM pragma_table_xinfo(?, 'main') ORDER BY name"), {table})
        .map([](const Rows &rows) {
            QStringList columns;
            for (const QVariantList &row : rows.rows)
                columns << quotedName(row[0].toString());
            return columns;
        });
}

Result<TableContent> digestRows(SqliteSession &session, const QString &table)
{
    const Result<QStringList> columns = columnsOf(session, table);
    if (!columns)
        return Failure(columns.error());
    const QString list = columns->join(u',');
    Statement rows(session.handle(), QStringLiteral("SELECT %1 FROM main.%2").arg(list, quotedName(table)));
    RowSum sum(list.toLower().toUtf8());
    TableContent content{table, 0, {}};
    for (; rows.step(); ++content.rows)
        sum.add(rows);
    if (rows.failed())
        return Failure(rows.error());
    content.digest = sum.digest();
    return content;
}

} // namespace

Result<Contents> sqliteContents(SqliteSession &session, ContentDepth depth, RunControl &control)
{
    const Result<std::vector<SqliteTable>> tables = sqliteTables(session);
    if (!tables)
        return Failure(tables.error());
    const CancelGuard guard(session.handle(), control);
    Contents contents;
    for (const SqliteTable &table : *tables) {
        Result<TableContent> content = depth == ContentDepth::Digests && !table.isVirtual
                                           ? digestRows(session, table.name)
                                           : countRows(session, table.name).map([&](qint64 rows) {
                                                 return TableContent{table.name, rows, {}};
                                             });
        if (control.cancelled())
            return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
        // The module of a virtual table may be missing here, or its data elsewhere.
        if (!content && table.isVirtual)
            continue;
        if (!content) {
            content.error().what += u' ' + table.name;
            return failure(std::move(content));
        }
        contents.push_back(*std::move(content));
    }
    if (Result<void> same = session.unchanged(); !same)
        return Failure(same.error());
    return contents;
}

Result<Counters> sqliteCounters(SqliteSession &session)
{
    const Result<Rows> kept = session.query(QStringLiteral("SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'"));
    if (!kept || kept->rows.empty())
        return kept.map([](const Rows &) { return Counters(); });
    // A table without a line in it has given out no number yet.
    return session
        .query(QStringLiteral("SELECT t.name, max(coalesce(s.seq, 0)) FROM main.sqlite_schema AS t LEFT JOIN main.sqlite_sequence AS s ON s.name = t.name COLLATE NOCASE "
                              "WHERE t.type = 'table' AND t.sql LIKE '%AUTOINCREMENT%' GROUP BY t.name"))
        .map([](const Rows &rows) {
            Counters counters;
            for (const QVariantList &row : rows.rows)
                counters.push_back({row[0].toString(), row[0].toString(), row[1].toLongLong() + 1});
            return counters;
        });
}

} // namespace lk
