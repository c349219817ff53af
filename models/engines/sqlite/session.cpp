// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/session.h"

#include "models/sql/scanner.h"
#include "models/sql/splitter.h"

#include <QFileInfo>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlRecord>

#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <mutex>

namespace lk {

namespace {

constexpr int BusyTimeoutMs = 5000;

QString nextConnectionName()
{
    static std::atomic<int> number = 0;
    return QStringLiteral("lockkeeper-sqlite-%1").arg(++number);
}

Failure cannotOpen(const QString &path, const QString &why, const QString &nextStep)
{
    return Failure(
        Error{ErrorCode::Connection, QStringLiteral("cannot open the database"), {path, 0, 0}, why, nextStep});
}

/// A scratch must not reach other files. VACUUM attaches a nameless temporary file and may; a limit of no attached
/// databases would stop it, too.
int authorizeScratch(void *, int action, const char *file, const char *, const char *, const char *)
{
    if (action != SQLITE_ATTACH || (file && *file == '\0'))
        return SQLITE_OK;
    return SQLITE_DENY;
}

/// Only these have a count of changed rows; after others SQLite still shows the one of the last.
bool countsRows(QByteArrayView statement)
{
    Scanner scanner(statement, sqliteDialect());
    const QByteArrayView verb = scanner.text(scanner.nextSignificant());
    for (const char *keyword : {"INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"}) {
        if (isKeyword(verb, keyword))
            return true;
    }
    return false;
}

} // namespace

/// Outlives the session in the hands of those who may still cancel it.
struct SqliteSession::Interrupt {
    std::mutex mutex;
    sqlite3 *handle = nullptr;
};

QString quotedName(const QString &name)
{
    QString quoted = name;
    quoted.replace(u'"', QStringLiteral("\"\""));
    return u'"' + quoted + u'"';
}

SqliteSession::SqliteSession(QString path, Purpose purpose)
    : m_path(std::move(path))
    , m_purpose(purpose)
    , m_connection(nextConnectionName())
    , m_interrupt(std::make_shared<Interrupt>())
{}

SqliteSession::~SqliteSession()
{
    {
        const std::scoped_lock lock(m_interrupt->mutex);
        m_interrupt->handle = nullptr;
    }
    m_database.close();
    m_database = {};
    QSqlDatabase::removeDatabase(m_connection);
}

Result<std::unique_ptr<SqliteSession>> SqliteSession::open(const QString &path, Access access, bool create,
                                                           Purpose purpose)
{
    Result<SqliteFile> file = inspectSqliteFile(path);
    if (!file)
        return failure(std::move(file));
    const bool writes = access == Access::ReadWrite;
    if (!file->exists && writes && !create)
        return cannotOpen(path, QStringLiteral("there is no such file"),
                          QStringLiteral("check the path; only the first apply makes a new database"));

    std::unique_ptr<SqliteSession> session(new SqliteSession(path, purpose));
    session->m_info.exists = file->exists || writes;
    QByteArray uri = writes ? readWriteUri(path, create) : QByteArray("file::memory:");
    if (!writes && file->exists) {
        uri = readOnlyUri(*file);
        if (readsUnlocked(*file))
            session->m_unlocked = *file;
    }
    if (Result<void> connected = session->connect(uri, access); !connected)
        return Failure(connected.error());
    return session;
}

Result<void> SqliteSession::connect(const QByteArray &uri, Access access)
{
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    m_database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=%1").arg(BusyTimeoutMs));
    m_database.setDatabaseName(QString::fromLatin1(uri));
    if (!m_database.open()) {
        const QSqlError error = m_database.lastError();
        return cannotOpen(m_path, error.databaseText(), nextStepFor(SQLITE_CANTOPEN));
    }
    return checkLibrary()
        .and_then([&] { return harden(access); })
        .and_then([&] { return readSchemaOnce(access); })
        .map([&] { describe(access); });
}

/// The native handle is ours to use only if Qt's driver and we run the same copy of SQLite (failure-modes Q-08).
Result<void> SqliteSession::checkLibrary()
{
    const QVariant handle = m_database.driver()->handle();
    QSqlQuery query(m_database);
    const bool asked = query.exec(QStringLiteral("SELECT sqlite_version()")) && query.next();
    m_info.engine = QStringLiteral("sqlite");
    m_info.version = asked ? query.value(0).toString() : QString();
    if (!asked || qstrcmp(handle.typeName(), "sqlite3*") != 0 || m_info.version != QLatin1String(sqlite3_libversion()))
        return cannotOpen(m_path,
                          QStringLiteral("Qt's driver runs SQLite %1, this program is linked with %2")
                              .arg(m_info.version, QLatin1String(sqlite3_libversion())),
                          QStringLiteral("install the distribution's own Qt SQLite driver"));
    m_handle = *static_cast<sqlite3 *const *>(handle.constData());
    const std::scoped_lock lock(m_interrupt->mutex);
    m_interrupt->handle = m_handle;
    return {};
}

Result<void> SqliteSession::harden(Access access)
{
    sqlite3_extended_result_codes(m_handle, 1);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(m_handle, SQLITE_DBCONFIG_ENABLE_FKEY, access == Access::ReadWrite, nullptr);
    if (m_purpose == Purpose::Scratch)
        sqlite3_set_authorizer(m_handle, authorizeScratch, nullptr);
    if (access == Access::ReadOnly) {
        sqlite3_limit(m_handle, SQLITE_LIMIT_ATTACHED, 0);
        return control(QStringLiteral("PRAGMA query_only = ON"));
    }
    if (m_purpose == Purpose::Scratch)
        return control(QStringLiteral("PRAGMA journal_mode = MEMORY")).and_then([&] {
            return control(QStringLiteral("PRAGMA synchronous = OFF"));
        });
    return {};
}

/// SQLite opens anything; only the first read shows whether it is a database that can be used.
Result<void> SqliteSession::readSchemaOnce(Access access)
{
    QSqlQuery query(m_database);
    if (Result<void> read = run(query, QStringLiteral("SELECT count(*) FROM sqlite_schema"), {}); !read) {
        Error error = read.error();
        error.where = {m_path, 0, 0};
        if (error.code != ErrorCode::Locked)
            error.code = ErrorCode::Connection;
        return Failure(error);
    }
    // SQLite quietly opens for reading what it may not write.
    if (access == Access::ReadWrite && sqlite3_db_readonly(m_handle, "main") == 1)
        return cannotOpen(m_path, QStringLiteral("it can only be read"), nextStepFor(SQLITE_READONLY));
    return {};
}

void SqliteSession::describe(Access access)
{
    m_info.readOnly = access == Access::ReadOnly || sqlite3_db_readonly(m_handle, "main") == 1;
    if (!m_info.exists)
        return;
    QStringList remarks;
    QSqlQuery query(m_database);
    if (query.exec(QStringLiteral("PRAGMA journal_mode")) && query.next()
        && query.value(0).toString() == QLatin1String("wal"))
        remarks << QStringLiteral("WAL mode");
    else if (m_unlocked)
        remarks << QStringLiteral("WAL mode");
    if (!isAccessible(m_path, W_OK))
        remarks << QStringLiteral("the file is read-only");
    if (!isAccessible(QFileInfo(m_path).path(), W_OK))
        remarks << QStringLiteral("its folder is read-only");
    if (const QString network = networkFileSystemOf(m_path); !network.isEmpty())
        remarks << QStringLiteral("on a network file system (%1), where locks are not reliable").arg(network);
    m_info.remark = remarks.join(QStringLiteral(", "));
}

Result<void> SqliteSession::unchanged() const
{
    if (!m_unlocked || lookAgain(*m_unlocked) == *m_unlocked)
        return {};
    return Failure(Error{ErrorCode::Failed,
                         QStringLiteral("the database was changed while it was being read"),
                         {m_path, 0, 0},
                         QStringLiteral("another program has opened it"),
                         QStringLiteral("look again")});
}

Error SqliteSession::lastError(const QSqlQuery &query, QByteArrayView statement) const
{
    const QSqlError sqlError = query.lastError();
    bool known = false;
    const int code = sqlError.nativeErrorCode().toInt(&known);
    const int systemCode = known && (code & 0xff) == SQLITE_IOERR ? sqlite3_system_errno(m_handle) : 0;
    Error error = sqliteError(known ? code : SQLITE_MISUSE,
                              sqlError.databaseText().isEmpty() ? sqlError.driverText() : sqlError.databaseText(),
                              QStringLiteral("the statement failed"), systemCode);
    // In UTF-8 bytes, although the driver hands over UTF-16.
    const int offset = known ? sqlite3_error_offset(m_handle) : -1;
    if (offset >= 0 && offset <= statement.size())
        error.where = placeOf(statement, offset);
    return error;
}

Result<void> SqliteSession::run(QSqlQuery &query, const QString &sql, const QVariantList &values)
{
    query.setForwardOnly(true);
    bool ran = false;
    if (values.isEmpty()) {
        ran = query.exec(sql);
    } else {
        ran = query.prepare(sql);
        for (const QVariant &value : values)
            query.addBindValue(value);
        ran = ran && query.exec();
    }
    if (!ran)
        return Failure(lastError(query, sql.toUtf8()));
    return {};
}

Result<void> SqliteSession::control(const QString &sql)
{
    QSqlQuery query(m_database);
    return run(query, sql, {});
}

Result<StatementOutcome> SqliteSession::execute(QByteArrayView statement, const QVariantList &values)
{
    if (const qsizetype nul = statement.indexOf('\0'); nul >= 0)
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the statement holds a NUL byte"),
                             placeOf(statement, nul), QStringLiteral("SQLite would run only what stands before it"),
                             QStringLiteral("remove the byte")});
    // Qt gives false without any error for these.
    if (Scanner(statement, sqliteDialect()).nextSignificant().kind == TokenKind::End)
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the statement is empty"), {}, {}, {}});
    if (Result<void> same = unchanged(); !same)
        return Failure(same.error());
    QSqlQuery query(m_database);
    if (Result<void> done = run(query, QString::fromUtf8(statement), values); !done)
        return Failure(done.error());
    StatementOutcome outcome;
    if (query.isSelect()) {
        for (outcome.rows = 0; query.next();)
            ++outcome.rows;
        if (query.lastError().isValid())
            return Failure(lastError(query, statement));
    } else if (countsRows(statement)) {
        outcome.rows = sqlite3_changes64(m_handle);
    }
    return outcome;
}

Result<void> SqliteSession::accepts(QByteArrayView statement, const QVariantList &) const
{
    const int largest = sqlite3_limit(m_handle, SQLITE_LIMIT_SQL_LENGTH, -1);
    if (statement.size() <= largest)
        return {};
    return Failure(Error{ErrorCode::Failed,
                         QStringLiteral("the statement is larger than SQLite takes"),
                         {},
                         QStringLiteral("it has %1 bytes, SQLITE_LIMIT_SQL_LENGTH is %2").arg(statement.size()).arg(largest),
                         QStringLiteral("make several statements of it")});
}

Result<Rows> SqliteSession::query(const QString &sql, const QVariantList &values)
{
    if (Result<void> same = unchanged(); !same)
        return Failure(same.error());
    QSqlQuery query(m_database);
    if (Result<void> done = run(query, sql, values); !done)
        return Failure(done.error());
    Rows rows;
    const int columns = query.record().count();
    for (int i = 0; i < columns; ++i)
        rows.columns << query.record().fieldName(i);
    while (query.next()) {
        QVariantList row;
        row.reserve(columns);
        for (int i = 0; i < columns; ++i)
            row << query.value(i);
        rows.rows.push_back(std::move(row));
    }
    // A forward-only read tells of its failure only here.
    if (query.lastError().isValid())
        return Failure(lastError(query, sql.toUtf8()));
    if (Result<void> same = unchanged(); !same)
        return Failure(same.error());
    return rows;
}

Result<bool> SqliteSession::hasTable(const QString &name)
{
    return query(QStringLiteral("SELECT 1 FROM (SELECT type, name FROM sqlite_schema UNION ALL SELECT type, name FROM "
                                "sqlite_temp_schema) "
                                "WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE"),
                 {name})
        .map([](const Rows &rows) { return !rows.rows.empty(); });
}

Result<void> SqliteSession::begin()
{
    // A deferred transaction that reads first gets "busy" at its first write at once, whatever the timeout.
    return control(QStringLiteral("BEGIN IMMEDIATE"));
}

Result<void> SqliteSession::commit()
{
    return control(QStringLiteral("COMMIT"));
}

Result<void> SqliteSession::rollback()
{
    return control(QStringLiteral("ROLLBACK"));
}

bool SqliteSession::inTransaction() const
{
    return sqlite3_get_autocommit(m_handle) == 0;
}

std::function<void()> SqliteSession::canceller()
{
    return [interrupt = m_interrupt] {
        const std::scoped_lock lock(interrupt->mutex);
        if (interrupt->handle)
            sqlite3_interrupt(interrupt->handle);
    };
}

} // namespace lk
