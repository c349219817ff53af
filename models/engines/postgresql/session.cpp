// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/session.h"

#include "models/engines/notrunhere.h"
#include "models/engines/postgresql/catalogmemory.h"
#include "models/engines/postgresql/copystatement.h"
#include "models/engines/postgresql/serverdatabase.h"
#include "models/engines/postgresql/serverstatement.h"
#include "models/engines/postgresql/sessioncancel.h"
#include "models/engines/postgresql/sessionconversation.h"
#include "models/engines/postgresql/statementtext.h"

#include <libpq-fe.h>

namespace lk {

namespace {

constexpr qsizetype NoticesShown = 100;
constexpr qsizetype NoticeLength = 2000;

Failure refusal(const QString &what, const QString &why = {}, const QString &nextStep = {})
{
    return Failure(Error{ErrorCode::Failed, what, {}, why, nextStep});
}

} // namespace

PostgresqlSession::PostgresqlSession(Target target, Access access)
    : m_target(std::move(target)), m_access(access), m_cancel(std::make_shared<Cancel>())
{}

void PostgresqlSession::rememberCatalog()
{
    m_catalogMemory = std::make_unique<CatalogMemory>();
}

Result<void> PostgresqlSession::checkMemory()
{
    if (!m_catalogMemory || !m_memoryInDoubt)
        return {};
    const auto count = value(QStringLiteral("SELECT ") + RepeatedQueries::countExpression());
    if (!count)
        return Failure(count.error());
    m_catalogMemory->queries().check(count->toLongLong());
    m_memoryInDoubt = false;
    return {};
}

PostgresqlSession::~PostgresqlSession()
{
    m_cancel->forget();
}

Result<std::unique_ptr<PostgresqlSession>> PostgresqlSession::openDatabase(const Target &target,
                                                                           const QString &database, Access access,
                                                                           const QString &purpose)
{
    std::unique_ptr<PostgresqlSession> session(new PostgresqlSession(target, access));
    if (Result<void> connected = session->connect(database, purpose); !connected)
        return Failure(connected.error());
    return session;
}

Result<std::unique_ptr<PostgresqlSession>> PostgresqlSession::open(const Target &target, Access access, bool create,
                                                                   const QString &purpose)
{
    auto session = openDatabase(target, target.database, access, purpose);
    // The server says that there is no such database in its own language; but it names it.
    if (session || session.error().code != ErrorCode::Connection || !session.error().why.contains(target.database))
        return session;
    auto maintenance = openMaintenance(target, Access::ReadOnly, purpose);
    if (!maintenance)
        return session;
    const Result<bool> there = hasDatabase(**maintenance, target.database);
    if (!there || *there)
        return session;
    if (access == Access::ReadOnly) {
        (*maintenance)->m_info.exists = false;
        (*maintenance)->m_info.database = target.database;
        (*maintenance)->m_target = target;
        // Nothing that happens to be in the other database may be taken for the target's.
        const auto hidden = (*maintenance)->query(QStringLiteral("SELECT set_config('search_path', '', false)"));
        return hidden ? std::move(maintenance) : Result<std::unique_ptr<PostgresqlSession>>(Failure(hidden.error()));
    }
    if (!create) {
        Error error = session.error();
        error.what = QStringLiteral("there is no such database");
        error.nextStep = QStringLiteral("check the database's name; only the first apply makes a new database");
        return Failure(error);
    }
    maintenance->reset();
    return makeDatabase(target, target.database).and_then([&] {
        return openDatabase(target, target.database, access, purpose);
    });
}

void PostgresqlSession::takeNotice(void *self, const pg_result *notice)
{
    auto *session = static_cast<PostgresqlSession *>(self);
    if (session->m_notices.size() >= NoticesShown) {
        ++session->m_unshownNotices;
        return;
    }
    const auto field = [notice](int code) { return QString::fromUtf8(PQresultErrorField(notice, code)); };
    QString text = field(PG_DIAG_SEVERITY) + QStringLiteral(": ") + field(PG_DIAG_MESSAGE_PRIMARY);
    if (const QString detail = field(PG_DIAG_MESSAGE_DETAIL); !detail.isEmpty())
        text += QStringLiteral("; ") + detail;
    if (const QString hint = field(PG_DIAG_MESSAGE_HINT); !hint.isEmpty())
        text += QStringLiteral("; ") + hint;
    session->m_notices << text.left(NoticeLength);
}

Result<void> PostgresqlSession::plain(const char *statement)
{
    return Conversation(*this, statement).ask({}, Conversation::Keep::Count).map([](const Answer &) {});
}

Result<StatementOutcome> PostgresqlSession::execute(QByteArrayView statement, const QVariantList &values)
{
    if (Result<void> fine = checkStatement(statement); !fine)
        return Failure(fine.error());
    if (Result<void> fine = refuseCopyWithClient(statement); !fine)
        return Failure(fine.error());
    if (m_heldBack && m_heldBack->holds(statement))
        return StatementOutcome{-1, {NotRunHere}};
    m_memoryInDoubt = true;
    if (Result<void> within = m_held.isEmpty() ? Result<void>() : staysWithinTransaction(statement).and_then([this] { return keepLimits(); }); !within)
        return Failure(within.error());
    const bool liftsTimeout = m_target.lockTimeoutMs > 0 && !inTransaction() && isConcurrent(statement);
    const Result<QVariant> before = liftsTimeout ? value(QStringLiteral("SELECT current_setting('lock_timeout')"))
                                                 : Result<QVariant>(QVariant());
    if (liftsTimeout && before)
        (void)plain("SET lock_timeout = 0");
    auto answer = Conversation(*this, statement).ask(values, Conversation::Keep::Count);
    StatementOutcome outcome;
    outcome.notices = m_notices;
    if (m_unshownNotices > 0)
        outcome.notices << QStringLiteral("and %1 more").arg(m_unshownNotices);
    if (liftsTimeout && before && sameServer())
        (void)query(QStringLiteral("SELECT set_config('lock_timeout', ?, false)"), {*before});
    if (!answer)
        return failure(std::move(answer));
    outcome.rows = answer->rows;
    return outcome;
}

Result<StatementOutcome> PostgresqlSession::executeWithData(QByteArrayView statement, QByteArrayView data)
{
    if (Result<void> fine = checkStatement(statement); !fine)
        return Failure(fine.error());
    if (Result<void> within = m_held.isEmpty() ? Result<void>() : keepLimits(); !within)
        return Failure(within.error());
    if (!readsFromClient(statement))
        return refusal(QStringLiteral("the statement takes no data"), {},
                       QStringLiteral("only COPY ... FROM STDIN has data behind it"));
    auto answer = Conversation(*this, statement).ask({}, Conversation::Keep::Count, data);
    if (!answer) {
        Error error = answer.error();
        // A statement that is wrong itself has its place there; only bad rows have one in the data.
        if (const Place place = placeInData(error.why, data); place.line > 0)
            error.where = place;
        return Failure(error);
    }
    StatementOutcome outcome{answer->rows, m_notices};
    if (m_unshownNotices > 0)
        outcome.notices << QStringLiteral("and %1 more").arg(m_unshownNotices);
    return outcome;
}

Result<void> PostgresqlSession::accepts(QByteArrayView statement, const QVariantList &values) const
{
    constexpr qint64 LargestMessage = 0x3fffffff - 1; // PQ_LARGE_MESSAGE_LIMIT of src/include/libpq/libpq.h
    qint64 bytes = statement.size();
    for (const QVariant &value : values)
        bytes += value.toByteArray().size();
    if (bytes < LargestMessage)
        return {};
    return refusal(QStringLiteral("the statement is larger than the server takes"),
                   QStringLiteral("it has %1 bytes, PostgreSQL takes %2 in one message").arg(bytes).arg(LargestMessage),
                   QStringLiteral("make several statements of it, or COPY ... FROM stdin"));
}

Result<Rows> PostgresqlSession::query(const QString &sql, const QVariantList &values)
{
    const QByteArray statement = sql.toUtf8();
    if (Result<void> fine = checkStatement(statement); !fine)
        return Failure(fine.error());
    // A script may have changed it; what we read would come out wrong.
    if (PQstatus(handle()) == CONNECTION_OK && qstrcmp(PQparameterStatus(handle(), "client_encoding"), "UTF8") != 0)
        PQsetClientEncoding(handle(), "UTF8");
    auto answer = Conversation(*this, statement).ask(values, Conversation::Keep::Rows);
    if (!answer)
        return failure(std::move(answer));
    Rows rows;
    const pg_result *result = answer->kept.get();
    const int columns = result ? PQnfields(result) : 0;
    const int count = result ? PQntuples(result) : 0;
    for (int column = 0; column < columns; ++column)
        rows.columns << QString::fromUtf8(PQfname(result, column));
    rows.rows.reserve(size_t(count));
    for (int i = 0; i < count; ++i) {
        QVariantList row;
        row.reserve(columns);
        for (int column = 0; column < columns; ++column)
            row << valueAt(result, i, column);
        rows.rows.push_back(std::move(row));
    }
    return rows;
}

Result<QVariant> PostgresqlSession::value(const QString &sql, const QVariantList &values)
{
    return query(sql, values).map([](const Rows &rows) {
        return rows.rows.empty() || rows.rows[0].isEmpty() ? QVariant() : rows.rows[0][0];
    });
}

Result<bool> PostgresqlSession::hasTable(const QString &name)
{
    if (!m_info.exists)
        return false;
    return query(QStringLiteral(
                     "SELECT 1 FROM pg_catalog.pg_class WHERE relname = ? AND relkind IN ('r', 'p', 'v', 'm', 'f') "
                     "AND pg_catalog.pg_table_is_visible(oid)"),
                 {name})
        .map([](const Rows &rows) { return !rows.rows.empty(); });
}

Result<void> PostgresqlSession::begin()
{
    if (!m_held.isEmpty())
        return beginPart();
    if (inTransaction())
        return refusal(QStringLiteral("a transaction is open already"));
    return m_resetDue ? settle("BEGIN") : plain("BEGIN");
}

Result<void> PostgresqlSession::commit()
{
    if (Result<void> same = sameServer(); !same)
        return same;
    if (!inTransaction())
        return refusal(QStringLiteral("no transaction is open"));
    if (!m_held.isEmpty())
        return endPart();
    const auto answer = Conversation(*this, "COMMIT").ask({}, Conversation::Keep::Count);
    if (!answer)
        return Failure(answer.error());
    if (answer->tag == "ROLLBACK")
        return refusal(QStringLiteral("the transaction was rolled back"),
                       QStringLiteral("one of its statements had failed"), QStringLiteral("look at its first error"));
    return {};
}

Result<void> PostgresqlSession::rollback()
{
    if (Result<void> same = sameServer(); !same)
        return same;
    if (!m_held.isEmpty())
        return takePartBack();
    return inTransaction() ? plain("ROLLBACK") : Result<void>(refusal(QStringLiteral("no transaction is open")));
}

bool PostgresqlSession::inTransaction() const
{
    const PGTransactionStatusType status = PQtransactionStatus(handle());
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

Result<void> PostgresqlSession::reset()
{
    if (!m_held.isEmpty())
        return resetWithin();
    if (inTransaction())
        return refusal(QStringLiteral("settings can't be reset within a transaction"));
    if (Result<void> same = sameServer(); !same)
        return same;
    m_resetDue = true;
    return {};
}

QByteArray PostgresqlSession::resetStatements(bool keepPrepared) const
{
    return QByteArray("RESET SESSION AUTHORIZATION; RESET ALL; CLOSE ALL; UNLISTEN *; ") + (keepPrepared ? "" : "DEALLOCATE ALL; DISCARD PLANS; ")
        + "DISCARD TEMP; DISCARD SEQUENCES; SELECT pg_catalog.pg_advisory_unlock_all(); " + pinStatement();
}

/// Does what reset() left for the next round trip, which may as well hold @p then.
Result<void> PostgresqlSession::settle(const char *then)
{
    if (!m_resetDue)
        return {};
    if (Result<void> same = sameServer(); !same)
        return same;
    const bool onlyOurs = m_catalogMemory && m_catalogMemory->queries().areAll(handle());
    if (m_catalogMemory && !onlyOurs)
        m_catalogMemory->queries().forget();
    // What DISCARD ALL does, which is refused together with anything else. A transaction of its own: what follows
    // begins with nothing done, and its rollback brings no setting back.
    const QByteArray text = "BEGIN; " + resetStatements(onlyOurs) + "; COMMIT; " + then;
    const ResultPtr done(PQexec(handle(), text.constData()));
    if (PQresultStatus(done.get()) == PGRES_COMMAND_OK) {
        m_resetDue = false;
        return {};
    }
    const QString why = QString::fromUtf8(PQerrorMessage(handle())).trimmed();
    if (inTransaction())
        ResultPtr(PQexec(handle(), "ROLLBACK"));
    if (PQstatus(handle()) != CONNECTION_OK)
        return sameServer();
    return refusal(QStringLiteral("the session could not be put back as it was: ") + why);
}

Result<QString> PostgresqlSession::transactionId()
{
    if (!m_held.isEmpty())
        return m_held;
    if (!m_transaction.isEmpty() && inTransaction())
        return QString::fromLatin1(m_transaction);
    return value(QStringLiteral("SELECT pg_catalog.pg_current_xact_id_if_assigned()::text"))
        .map([](const QVariant &id) { return id.toString(); });
}

std::function<void()> PostgresqlSession::canceller()
{
    return [cancel = m_cancel] { cancel->request(); };
}

} // namespace lk
