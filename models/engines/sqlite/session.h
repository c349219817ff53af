// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/session.h"
#include "models/engines/sqlite/databasefile.h"
#include "models/engines/sqlite/sqliteerror.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <memory>
#include <optional>

struct sqlite3;

namespace lk {

/// A connection to one SQLite file through Qt's driver; the native handle serves what the driver lacks.
class SqliteSession final : public Session
{
public:
    enum class Purpose {
        Target,  ///< the database that people use
        Scratch, ///< a private copy: nobody mourns it, and it reaches no other file
    };

    /// Opens @p path. ReadOnly looks at an empty database where there is none; ReadWrite makes a missing one only with
    /// @p create.
    static Result<std::unique_ptr<SqliteSession>> open(const QString &path, Access access, bool create,
                                                       Purpose purpose);
    ~SqliteSession() override;
    Q_DISABLE_COPY_MOVE(SqliteSession)

    ServerInfo info() const override { return m_info; }
    Result<StatementOutcome> execute(QByteArrayView statement, const QVariantList &values = {}) override;
    Result<void> accepts(QByteArrayView statement, const QVariantList &values = {}) const override;
    Result<Rows> query(const QString &sql, const QVariantList &values = {}) override;
    Result<bool> hasTable(const QString &name) override;
    Result<void> begin() override;
    Result<void> commit() override;
    Result<void> rollback() override;
    bool inTransaction() const override;
    std::function<void()> canceller() override;

    sqlite3 *handle() const { return m_handle; }
    const QString &path() const { return m_path; }
    /// An error if the file was changed by others while this session reads it without locks; what was read counts no
    /// more.
    Result<void> unchanged() const;

private:
    struct Interrupt;

    SqliteSession(QString path, Purpose purpose);

    Result<void> connect(const QByteArray &uri, Access access);
    Result<void> checkLibrary();
    Result<void> harden(Access access);
    Result<void> readSchemaOnce(Access access);
    void describe(Access access);
    Result<void> run(QSqlQuery &query, const QString &sql, const QVariantList &values);
    Result<void> control(const QString &sql);
    Error lastError(const QSqlQuery &query, QByteArrayView statement) const;

    QString m_path;
    Purpose m_purpose;
    QString m_connection;
    QSqlDatabase m_database;
    sqlite3 *m_handle = nullptr;
    std::shared_ptr<Interrupt> m_interrupt;
    std::optional<SqliteFile> m_unlocked; ///< as the file was when opened, if read without locks
    ServerInfo m_info;
};

/// @p name in double quotes, inner ones doubled.
QString quotedName(const QString &name);

} // namespace lk
