// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/postgresql/connection.h"
#include "models/engines/postgresql/postgresqlerror.h"
#include "models/engines/postgresql/serverstatement.h"
#include "models/engines/session.h"

#include <memory>

struct pg_conn;
struct pg_result;

namespace lk {

class CatalogMemory;

/// A connection to one PostgreSQL database. Qt's driver opens it; statements go over the native handle, one at a time by
/// the extended protocol, in which the server itself refuses a second statement in one text.
class PostgresqlSession final : public Session
{
public:
    /// Opens the target's database. Where there is none, ReadOnly looks at nothing (ServerInfo::exists is false, names
    /// resolve to nothing), ReadWrite makes it with @p create.
    static Result<std::unique_ptr<PostgresqlSession>> open(const Target &target, Access access, bool create = false,
                                                           const QString &purpose = {});
    /// Opens the database @p database on the target's server.
    static Result<std::unique_ptr<PostgresqlSession>> openDatabase(const Target &target, const QString &database,
                                                                   Access access, const QString &purpose = {});
    ~PostgresqlSession() override;
    Q_DISABLE_COPY_MOVE(PostgresqlSession)

    ServerInfo info() const override { return m_info; }
    /// Marks ? count as such only where there are values; without, the text goes to the server as it is.
    Result<StatementOutcome> execute(QByteArrayView statement, const QVariantList &values = {}) override;
    Result<StatementOutcome> executeWithData(QByteArrayView statement, QByteArrayView data) override;
    Result<void> accepts(QByteArrayView statement, const QVariantList &values = {}) const override;
    Result<Rows> query(const QString &sql, const QVariantList &values = {}) override;
    Result<bool> hasTable(const QString &name) override;
    Result<void> begin() override;
    Result<void> commit() override;
    Result<void> rollback() override;
    bool inTransaction() const override;
    /// Nothing is sent for it alone: whatever comes next brings it along, or fails with it.
    Result<void> reset() override;
    Result<QString> transactionId() override;
    std::function<void()> canceller() override;

    /// The first value of the first row, or nothing.
    Result<QVariant> value(const QString &sql, const QVariantList &values = {});
    pg_conn *handle() const { return m_connection->handle(); }
    const Target &target() const { return m_target; }
    /// From now on statements that would change more than this database are not run: it is a copy.
    void keepWithin() { m_heldBack.emplace(); }
    /// Begins a transaction that is never committed: begin(), commit() and rollback() are from now on about a part of it, and the
    /// time-outs of the target hold whatever a statement sets. The end of the session takes all of it back.
    Result<void> holdTransaction();
    bool holdsTransaction() const { return !m_held.isEmpty(); }
    void takeBack();
    /// From now on whoever reads the schema gets what did not change from memory: for sessions that read it again and again.
    void rememberCatalog();
    /// nullptr: nothing is remembered.
    CatalogMemory *catalogMemory() { return m_catalogMemory.get(); }
    /// Before what is remembered is used: a script may have done away with what was prepared for it.
    Result<void> checkMemory();
    bool isSuperuser() const { return m_superuser; }
    /// Somebody stands in between who may hand every transaction to another server connection (failure-modes F-020).
    bool isPooled() const { return m_pooled; }

private:
    struct Cancel;
    class Conversation;
    friend class Conversation;

    PostgresqlSession(Target target, Access access);

    Result<void> connect(const QString &database, const QString &purpose);
    Result<void> pin();
    QByteArray pinStatement() const;
    Result<void> describe();
    Result<void> sameServer() const;
    Result<void> settle(const char *then = "");
    QByteArray resetStatements(bool keepPrepared = false) const;
    Result<void> keepLimits();
    Result<void> beginPart();
    Result<void> takePartBack();
    Result<void> endPart();
    Result<void> resetWithin();
    Result<void> plain(const char *statement);
    static void takeNotice(void *self, const pg_result *notice);

    Target m_target;
    Access m_access;
    std::unique_ptr<PostgresqlConnection> m_connection;
    std::shared_ptr<Cancel> m_cancel;
    ServerInfo m_info;
    int m_backend = 0;
    bool m_superuser = false;
    bool m_pooled = false;
    std::optional<HeldBack> m_heldBack; ///< of a copy
    QString m_held;               ///< name of the transaction that is never committed
    bool m_part = false;          ///< a part of it is open
    bool m_resetDue = false;      ///< reset() was asked for; the next round trip does it first
    QByteArray m_transaction;     ///< the name of the open one, if the last statement brought it along
    bool m_watchesClient = false; ///< the server can end statements whose client is gone
    std::unique_ptr<CatalogMemory> m_catalogMemory;
    bool m_memoryInDoubt = false; ///< something was executed since it was checked
    QStringList m_notices;
    qsizetype m_unshownNotices = 0;
};

} // namespace lk
