// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArrayView>
#include <QStringList>
#include <QVariantList>

#include <functional>
#include <vector>

namespace lk {

/// What one statement did, as the server told.
struct StatementOutcome {
    qint64 rows = -1;       ///< rows changed or returned; -1 when the engine does not say
    QStringList notices;    ///< the server's notices and warnings, bounded

    bool operator==(const StatementOutcome &) const = default;
};

/// A result read whole; for catalogues and tracking tables, never for people's tables.
struct Rows {
    QStringList columns;
    std::vector<QVariantList> rows;
};

/// The first value of each row, as text.
inline QStringList firstColumn(const Rows &rows)
{
    QStringList texts;
    for (const QVariantList &row : rows.rows)
        texts << row.value(0).toString();
    return texts;
}

struct ServerInfo {
    QString engine;      ///< "sqlite"
    QString version;     ///< "3.40.1"
    bool exists = true;  ///< false: there is no such database yet and this session looks at an empty one
    bool readOnly = false;
    QString remark;      ///< what a DBA should know: "WAL mode", "file is read-only"
    QString product;     ///< as people say it, where it is not the engine's title: "MariaDB"
    int versionNumber = 0; ///< 150020, 101119: as the server's own library counts; 0 where nobody asks
    QString database;    ///< as the server calls it
    QString user;        ///< as whom the server sees us
    QString cipher;      ///< of the encrypted connection; empty: not encrypted
    QString connection;  ///< the server's number for this connection, to find it again after it broke
};

/// One connection. It lives and dies in the thread that opened it; only the canceller may be called from another.
class Session
{
public:
    virtual ~Session() = default;

    virtual ServerInfo info() const = 0;

    /// Runs one statement (as the splitter cuts it), with @p values bound to its ? marks. Rows that it returns are read and counted.
    /// Errors hold the server's words in `why` and, where the server tells, line and column *within the statement*.
    virtual Result<StatementOutcome> execute(QByteArrayView statement, const QVariantList &values = {}) = 0;
    /// Runs a statement whose data follow it in the script (PostgreSQL: COPY ... FROM stdin). Errors hold line and column within @p data,
    /// from 1. Engines whose dialect has no such statement refuse.
    virtual Result<StatementOutcome> executeWithData(QByteArrayView statement, QByteArrayView data);
    /// An error if the server would refuse the statement for its size alone, whatever it says. Sends nothing.
    virtual Result<void> accepts(QByteArrayView statement, const QVariantList &values = {}) const;
    /// Runs one query of ours and reads its whole result.
    virtual Result<Rows> query(const QString &sql, const QVariantList &values = {}) = 0;
    /// Runs one statement of ours that may give several results, and reads them all. Engines without such statements give one.
    virtual Result<std::vector<Rows>> queryAll(const QString &sql);
    /// Whether a table or view of this name can be read without a schema prefix. Writes nothing.
    virtual Result<bool> hasTable(const QString &name) = 0;

    /// Begins a transaction that may write (SQLite: BEGIN IMMEDIATE), commits it, rolls it back.
    virtual Result<void> begin() = 0;
    virtual Result<void> commit() = 0;
    virtual Result<void> rollback() = 0;
    /// Whether a transaction is open, as the engine itself says now (failure-modes Q-12), not as we remember.
    virtual bool inTransaction() const = 0;

    /// Settings that scripts may have changed (search path, role, modes, time-outs) are again as when the session was opened; temporary
    /// tables are gone. Not within a transaction. Engines without such settings do nothing.
    virtual Result<void> reset();

    /// A name for the open transaction by which Engine::committed() finds it again; empty where the engine has none.
    virtual Result<QString> transactionId();

    /// Stops the running statement; safe to call from any thread as long as the session lives.
    virtual std::function<void()> canceller() = 0;
};

} // namespace lk
