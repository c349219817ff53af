// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/mysql/connection.h"
#include "models/engines/mysql/killer.h"
#include "models/engines/session.h"
#include "models/sql/dialect.h"

#include <functional>
#include <memory>

struct st_mysql_res;

namespace lk {

class CopyMask;

/// A connection to a MySQL or MariaDB server through its client library; see connectMysql for why not through Qt's driver.
class MysqlSession final : public Session
{
public:
    /// Opens @p target; see Engine::open. The dialect is what scripts are cut by.
    static Result<std::unique_ptr<MysqlSession>> open(const Target &target, const Dialect &dialect, Access access, bool create);
    ~MysqlSession() override;
    Q_DISABLE_COPY_MOVE(MysqlSession)

    ServerInfo info() const override { return m_info; }
    Result<StatementOutcome> execute(QByteArrayView statement, const QVariantList &values = {}) override;
    Result<void> accepts(QByteArrayView statement, const QVariantList &values = {}) const override;
    Result<Rows> query(const QString &sql, const QVariantList &values = {}) override;
    Result<std::vector<Rows>> queryAll(const QString &sql) override;
    Result<bool> hasTable(const QString &name) override;
    Result<void> begin() override;
    Result<void> commit() override;
    Result<void> rollback() override;
    bool inTransaction() const override;
    Result<void> reset() override;
    Result<QString> transactionId() override;
    std::function<void()> canceller() override;

    const Target &target() const { return m_target; }
    st_mysql *handle() const { return m_handle.get(); }
    const Dialect &dialect() const { return m_dialect; }
    bool isMariadb() const { return m_mariadb; }
    /// The session's sql_mode as it was opened.
    const QString &sqlMode() const { return m_sqlMode; }
    /// Whether a statement of this session had foreign_key_checks switched off, so that references may be broken.
    bool uncheckedReferences() const { return m_uncheckedReferences; }
    /// Makes this the session of a copy: statements stay within it.
    void setMask(std::shared_ptr<CopyMask> mask) { m_mask = std::move(mask); }
    /// nullptr for other sessions
    const CopyMask *mask() const { return m_mask.get(); }
    /// Runs a statement of a dump as it is, without looks at its warnings.
    Result<void> replay(QByteArrayView statement);

private:
    MysqlSession(Target target, Dialect dialect, Access access);

    Result<void> connect(bool create);
    Result<void> connectOrCreate(bool create);
    Result<void> createDatabase();
    Result<void> describe();
    Result<void> checkProduct();
    Result<void> checkMode();
    void remark();
    Result<void> pin();
    /// What came back besides result sets.
    struct Answer {
        qint64 affected = -1;
        bool rows = false; ///< there was a result set
    };
    enum class Kill { Allowed, Never };
    using TakeResult = std::function<void(st_mysql_res *)>;
    Result<Answer> run(QByteArrayView sql, Kill kill, const TakeResult &take);
    bool exchange(QByteArrayView sql, const TakeResult &take, Answer &answer);
    Result<void> control(const QByteArray &sql);
    Result<void> checkSize(qsizetype bytes) const;
    Result<void> checkStatement(QByteArrayView statement) const;
    Result<void> checkMeaning(QByteArrayView statement);
    Result<StatementOutcome> send(QByteArrayView statement);
    QStringList warnings();
    Error lastError(QByteArrayView statement) const;

    Target m_target;
    Dialect m_dialect;
    Access m_access;
    MysqlHandle m_handle;
    unsigned long m_id = 0;
    bool m_mariadb = false;
    bool m_lost = false; ///< the connection broke, and with it the transaction
    bool m_uncheckedReferences = false;
    qint64 m_largestStatement = 0; ///< bytes; the server drops the connection above
    QString m_sqlMode;
    ServerInfo m_info;
    std::shared_ptr<CopyMask> m_mask;
    std::shared_ptr<MysqlKiller> m_killer;
};

} // namespace lk
