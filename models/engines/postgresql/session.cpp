// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/session.h"

#include "models/engines/postgresql/conversation.h"
#include "models/engines/postgresql/copystatement.h"
#include "models/engines/postgresql/serverdatabase.h"
#include "models/sql/scanner.h"
#include "models/sql/splitter.h"

#include <libpq-fe.h>

#include <atomic>
#include <mutex>

namespace lk {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr qsizetype NoticesShown = 100;
constexpr qsizetype NoticeLength = 2000;
constexpr std::chrono::milliseconds BetweenCancels{50};
constexpr int HasIdleTimeouts = 140000;

/// The offset in bytes of the @p position-th character (from 1).
qsizetype byteOffset(QByteArrayView text, qint64 position)
{
    qsizetype offset = 0;
    while (position > 1 && offset < text.size()) {
        ++offset;
        while (offset < text.size() && (static_cast<uchar>(text[offset]) & 0xC0) == 0x80)
            ++offset;
        --position;
    }
    return offset;
}

bool isCommit(QByteArrayView statement)
{
    Scanner scanner(statement, postgresqlDialect());
    const QByteArrayView verb = scanner.text(scanner.nextSignificant());
    return isKeyword(verb, "COMMIT") || isKeyword(verb, "END");
}

/// Waits for all older transactions. Giving up in the middle leaves an invalid index behind.
bool isConcurrent(QByteArrayView statement)
{
    Scanner scanner(statement, postgresqlDialect());
    const QByteArrayView verb = scanner.text(scanner.nextSignificant());
    if (!isKeyword(verb, "CREATE") && !isKeyword(verb, "DROP") && !isKeyword(verb, "REINDEX"))
        return false;
    constexpr int FarEnough = 12;
    for (int i = 0; i < FarEnough; ++i) {
        const Token token = scanner.nextSignificant();
        if (token.kind == TokenKind::Word && isKeyword(scanner.text(token), "CONCURRENTLY"))
            return true;
    }
    return false;
}

Failure refusal(const QString &what, const QString &why = {}, const QString &nextStep = {})
{
    return Failure(Error{ErrorCode::Failed, what, {}, why, nextStep});
}

Result<void> checkStatement(QByteArrayView statement)
{
    if (const qsizetype nul = statement.indexOf('\0'); nul >= 0)
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the statement holds a NUL byte"),
                             placeOf(statement, nul), QStringLiteral("PostgreSQL would run only what stands before it"),
                             QStringLiteral("remove the byte")});
    if (Scanner(statement, postgresqlDialect()).nextSignificant().kind == TokenKind::End)
        return refusal(QStringLiteral("the statement is empty"));
    return {};
}

} // namespace

/// Outlives the session in the hands of those who may still cancel it.
struct PostgresqlSession::Cancel {
    std::mutex mutex;
    PGcancel *handle = nullptr;
    SteadyTime last{};
    std::atomic<SteadyTime> since{SteadyTime{}}; ///< of the running statement; none: nobody asked

    /// A statement begins; a request under way, meant for the one before, ends first.
    void expect()
    {
        const std::scoped_lock lock(mutex);
        since = SteadyTime{};
        last = {};
    }
    void request()
    {
        const std::scoped_lock lock(mutex);
        const SteadyTime now = std::chrono::steady_clock::now();
        if (!handle || now - last < BetweenCancels)
            return;
        last = now;
        SteadyTime none{};
        since.compare_exchange_strong(none, now);
        std::array<char, 256> words{};
        PQcancel(handle, words.data(), int(words.size()));
    }
    void forget()
    {
        const std::scoped_lock lock(mutex);
        PQfreeCancel(handle);
        handle = nullptr;
    }
};

PostgresqlSession::PostgresqlSession(Target target, Access access)
    : m_target(std::move(target))
    , m_access(access)
    , m_cancel(std::make_shared<Cancel>())
{}

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

Result<void> PostgresqlSession::connect(const QString &database, const QString &purpose)
{
    auto connection = PostgresqlConnection::open(m_target, database, purpose);
    if (!connection)
        return Failure(connection.error());
    m_connection = *std::move(connection);
    m_backend = PQbackendPID(handle());
    PQsetNoticeReceiver(handle(), &PostgresqlSession::takeNotice, this);
    {
        const std::scoped_lock lock(m_cancel->mutex);
        m_cancel->handle = PQgetCancel(handle());
    }
    Result<void> ready = plain("RESET ALL").and_then([&] { return pin(); }).and_then([&] { return describe(); });
    if (!ready)
        return Failure(Error{ErrorCode::Connection, QStringLiteral("cannot work with this server"),
                             {m_target.url, 0, 0}, ready.error().why,
                             QStringLiteral("check that it is a PostgreSQL server, not the console of a pooler")});
    return {};
}

/// What must not depend on server, database or role (failure-modes F-077); the time zone and the order of day and month
/// are theirs.
QByteArray PostgresqlSession::pinStatement() const
{
    QMap<QString, QString> settings{
        {QStringLiteral("standard_conforming_strings"), QStringLiteral("on")},
        {QStringLiteral("DateStyle"), QStringLiteral("ISO")},
        {QStringLiteral("bytea_output"), QStringLiteral("hex")},
        {QStringLiteral("extra_float_digits"), QStringLiteral("1")},
        {QStringLiteral("lock_timeout"), QString::number(m_target.lockTimeoutMs)},
        {QStringLiteral("statement_timeout"), QString::number(m_target.statementTimeoutMs)},
        {QStringLiteral("idle_in_transaction_session_timeout"), QStringLiteral("15min")},
    };
    if (m_access == Access::ReadOnly)
        settings.insert(QStringLiteral("default_transaction_read_only"), QStringLiteral("on"));
    if (PQserverVersion(handle()) >= HasIdleTimeouts)
        settings.insert(QStringLiteral("idle_session_timeout"), QStringLiteral("0"));
    QStringList calls;
    for (auto it = settings.begin(); it != settings.end(); ++it)
        calls << QStringLiteral("set_config(%1, %2, false)").arg(postgresqlLiteral(it.key()), postgresqlLiteral(it.value()));
    if (m_watchesClient)
        calls << QStringLiteral("set_config('client_connection_check_interval', '5s', false)");
    return "SELECT " + calls.join(QStringLiteral(", ")).toUtf8();
}

Result<void> PostgresqlSession::pin()
{
    if (const auto pinned = query(QString::fromUtf8(pinStatement())); !pinned)
        return Failure(pinned.error());
    // Not every server's system can do it, and it only ends statements sooner whose client is gone.
    if (PQserverVersion(handle()) >= HasIdleTimeouts)
        m_watchesClient = query(QStringLiteral("SELECT set_config('client_connection_check_interval', '5s', false)")).has_value();
    return {};
}

Result<void> PostgresqlSession::describe()
{
    const auto facts = query(QStringLiteral(
        "SELECT pg_backend_pid(), (SELECT (extract(epoch FROM backend_start) * 1000000)::bigint FROM "
        "pg_stat_get_activity(pg_backend_pid())), current_user::text, current_database()::text, "
        "pg_is_in_recovery(), current_setting('is_superuser') = 'on', current_setting('transaction_read_only') = 'on'"));
    if (!facts)
        return Failure(facts.error());
    const QVariantList &row = facts->rows[0];
    m_info.engine = QStringLiteral("postgresql");
    m_info.version = QString::fromUtf8(PQparameterStatus(handle(), "server_version")).section(u' ', 0, 0);
    m_info.versionNumber = PQserverVersion(handle());
    m_info.user = row[2].toString();
    m_info.database = row[3].toString();
    m_info.connection = QStringLiteral("%1@%2").arg(row[0].toInt()).arg(row[1].toLongLong());
    if (PQsslInUse(handle()))
        m_info.cipher = QString::fromUtf8(PQsslAttribute(handle(), "cipher"));
    m_info.readOnly = m_access == Access::ReadOnly || row[4].toBool() || row[6].toBool();
    m_superuser = row[5].toBool();
    m_pooled = row[0].toInt() != m_backend;
    QStringList remarks;
    if (m_superuser)
        remarks << QStringLiteral("connected as a superuser");
    if (row[4].toBool())
        remarks << QStringLiteral("a standby, which can only be read");
    if (m_pooled)
        remarks << QStringLiteral("a connection pooler stands in between");
    for (const char *variable : {"PGTZ", "PGDATESTYLE", "PGGEQO"}) {
        if (qEnvironmentVariableIsSet(variable))
            remarks << QStringLiteral("the environment's %1 changes settings").arg(QLatin1String(variable));
    }
    m_info.remark = remarks.join(QStringLiteral(", "));
    return {};
}

/// The connection must be the one that was opened, never a fresh one without transaction, locks and settings.
Result<void> PostgresqlSession::sameServer() const
{
    if (PQstatus(handle()) == CONNECTION_OK && PQbackendPID(handle()) == m_backend)
        return {};
    return Failure(Error{ErrorCode::Connection, QStringLiteral("the connection to the server was lost"), {},
                         QStringLiteral("it broke earlier; the statement was not sent"),
                         QStringLiteral("connect again")});
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

/// Sends one statement and turns what went wrong into an Error.
class PostgresqlSession::Conversation
{
public:
    Conversation(PostgresqlSession &session, QByteArrayView statement)
        : m_session(session)
        , m_statement(statement)
        , m_writesAtOnce(!session.inTransaction() && session.m_access == Access::ReadWrite)
    {}

    Result<Answer> ask(const QVariantList &values, lk::Conversation::Keep keep, std::optional<QByteArrayView> data = {})
    {
        if (Result<void> same = m_session.sameServer(); !same)
            return Failure(same.error());
        if (values.isEmpty()) {
            m_numbered.sql = m_statement.toByteArray();
        } else {
            Result<NumberedStatement> numbered = numberMarks(m_statement, values.size());
            if (!numbered)
                return failure(std::move(numbered));
            m_numbered = *std::move(numbered);
        }
        m_session.m_notices.clear();
        m_session.m_unshownNotices = 0;
        m_session.m_cancel->expect();
        m_clock = std::chrono::steady_clock::now();
        lk::Conversation conversation(m_session.handle(), [&cancel = *m_session.m_cancel] {
            const SteadyTime since = cancel.since;
            return since == SteadyTime{} ? std::nullopt : std::optional(since);
        });
        Answer answer = conversation.ask(m_numbered.sql, BoundValues(values), keep, data);
        if (answer.complaint || answer.lost)
            return Failure(errorOf(answer));
        if (answer.gaveData)
            return refusal(QStringLiteral("COPY ... TO STDOUT has nowhere to write to"), {},
                           QStringLiteral("use psql's \\copy for it, outside of migrations"));
        return answer;
    }

private:
    Error errorOf(const Answer &answer) const
    {
        const ServerComplaint complaint = answer.complaint.value_or(ServerComplaint());
        Error error = postgresqlError(complaint);
        if (answer.lost)
            return lostError(complaint);
        if (answer.wantedData && complaint.sqlState == "57014" && !cancelled())
            return Error{ErrorCode::Failed, QStringLiteral("COPY ... FROM STDIN has no data"), {}, complaint.text(),
                         QStringLiteral("let the data follow the statement, and a line \\. after them")};
        if (complaint.sqlState == "57014")
            becomeCancelled(error);
        if (complaint.position > 0) {
            const qsizetype offset = byteOffset(m_numbered.sql, complaint.position);
            error.where = placeOf(m_statement, std::min(m_numbered.original(offset), m_statement.size()));
        }
        return error;
    }

    bool cancelled() const { return m_session.m_cancel->since.load() != SteadyTime{}; }

    void becomeCancelled(Error &error) const
    {
        const std::chrono::milliseconds limit(m_session.m_target.statementTimeoutMs);
        if (cancelled()) {
            error.code = ErrorCode::Cancelled;
            error.what = QStringLiteral("cancelled");
            error.nextStep.clear();
        } else if (error.why.contains(QLatin1String("statement timeout"))
                   || (limit.count() > 0 && std::chrono::steady_clock::now() - m_clock >= limit)) {
            error.what = QStringLiteral("the statement ran longer than it may");
            error.nextStep = QStringLiteral("give it more time, or make it smaller");
        } else {
            error.what = QStringLiteral("somebody else cancelled the statement on the server");
            error.nextStep = QStringLiteral("ask who did, then try again");
        }
    }

    /// What the server said last before it ended the connection proves that a statement failed, unless that was COMMIT.
    Error lostError(const ServerComplaint &complaint) const
    {
        Error error{ErrorCode::Connection, QStringLiteral("the connection to the server was lost"), {},
                    complaint.text(),
                    QStringLiteral("look at the server, then at the database's state, before trying again")};
        if (isCommit(m_statement)) {
            error.code = ErrorCode::Unknown;
            error.what = QStringLiteral("the connection was lost in COMMIT: whether it took effect is not known");
        } else if (m_writesAtOnce && !complaint.fatal) {
            error.code = ErrorCode::Unknown;
            error.what = QStringLiteral("the connection was lost while the statement ran outside of a transaction: "
                                        "whether it took effect is not known");
        }
        return error;
    }

    PostgresqlSession &m_session;
    QByteArrayView m_statement;
    bool m_writesAtOnce;
    NumberedStatement m_numbered;
    SteadyTime m_clock;
};

Result<void> PostgresqlSession::plain(const char *statement)
{
    return Conversation(*this, statement).ask({}, lk::Conversation::Keep::Count).map([](const Answer &) {});
}

Result<StatementOutcome> PostgresqlSession::execute(QByteArrayView statement, const QVariantList &values)
{
    if (Result<void> fine = checkStatement(statement); !fine)
        return Failure(fine.error());
    if (Result<void> fine = refuseCopyWithClient(statement); !fine)
        return Failure(fine.error());
    const bool liftsTimeout = m_target.lockTimeoutMs > 0 && !inTransaction() && isConcurrent(statement);
    const Result<QVariant> before = liftsTimeout ? value(QStringLiteral("SELECT current_setting('lock_timeout')"))
                                                 : Result<QVariant>(QVariant());
    if (liftsTimeout && before)
        (void)plain("SET lock_timeout = 0");
    auto answer = Conversation(*this, statement).ask(values, lk::Conversation::Keep::Count);
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
    if (!readsFromClient(statement))
        return refusal(QStringLiteral("the statement takes no data"), {},
                       QStringLiteral("only COPY ... FROM STDIN has data behind it"));
    auto answer = Conversation(*this, statement).ask({}, lk::Conversation::Keep::Count, data);
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

Result<Rows> PostgresqlSession::query(const QString &sql, const QVariantList &values)
{
    const QByteArray statement = sql.toUtf8();
    if (Result<void> fine = checkStatement(statement); !fine)
        return Failure(fine.error());
    // A script may have changed it; what we read would come out wrong.
    if (PQstatus(handle()) == CONNECTION_OK && qstrcmp(PQparameterStatus(handle(), "client_encoding"), "UTF8") != 0)
        PQsetClientEncoding(handle(), "UTF8");
    auto answer = Conversation(*this, statement).ask(values, lk::Conversation::Keep::Rows);
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
    return query(QStringLiteral("SELECT 1 FROM pg_catalog.pg_class WHERE relname = ? AND relkind IN ('r', 'p', 'v', 'm', 'f') "
                                "AND pg_catalog.pg_table_is_visible(oid)"),
                 {name})
        .map([](const Rows &rows) { return !rows.rows.empty(); });
}

Result<void> PostgresqlSession::begin()
{
    if (inTransaction())
        return refusal(QStringLiteral("a transaction is open already"));
    return plain("BEGIN");
}

Result<void> PostgresqlSession::commit()
{
    if (Result<void> same = sameServer(); !same)
        return same;
    if (!inTransaction())
        return refusal(QStringLiteral("no transaction is open"));
    const auto answer = Conversation(*this, "COMMIT").ask({}, lk::Conversation::Keep::Count);
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
    return inTransaction() ? plain("ROLLBACK") : Result<void>(refusal(QStringLiteral("no transaction is open")));
}

bool PostgresqlSession::inTransaction() const
{
    const PGTransactionStatusType status = PQtransactionStatus(handle());
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

Result<void> PostgresqlSession::reset()
{
    if (inTransaction())
        return refusal(QStringLiteral("settings can't be reset within a transaction"));
    if (Result<void> same = sameServer(); !same)
        return same;
    // What DISCARD ALL does, which is refused together with anything else; so it is one round trip a migration, not two.
    const QByteArray text = "RESET SESSION AUTHORIZATION; RESET ALL; CLOSE ALL; DEALLOCATE ALL; UNLISTEN *; DISCARD PLANS; DISCARD TEMP; "
                            "DISCARD SEQUENCES; SELECT pg_catalog.pg_advisory_unlock_all(); "
                            + pinStatement();
    const std::unique_ptr<PGresult, decltype(&PQclear)> done(PQexec(handle(), text.constData()), &PQclear);
    if (PQresultStatus(done.get()) == PGRES_TUPLES_OK)
        return {};
    return refusal(QStringLiteral("the session could not be put back as it was: ") + QString::fromUtf8(PQerrorMessage(handle())).trimmed());
}

Result<QString> PostgresqlSession::transactionId()
{
    return value(QStringLiteral("SELECT pg_catalog.pg_current_xact_id_if_assigned()::text")).map([](const QVariant &id) {
        return id.toString();
    });
}

std::function<void()> PostgresqlSession::canceller()
{
    return [cancel = m_cancel] { cancel->request(); };
}

} // namespace lk
