// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/liquibase/liquibasetable.h"

#include "models/formats/liquibase/changelog.h"
#include "models/formats/trackingtable.h"

#include <QSysInfo>

#include <algorithm>

namespace lk {

namespace {

bool isMysql(const QString &engine)
{
    return engine == u"mysql" || engine == u"mariadb";
}

QStringList columns()
{
    return QStringLiteral("ID AUTHOR FILENAME DATEEXECUTED ORDEREXECUTED EXECTYPE MD5SUM DESCRIPTION COMMENTS TAG LIQUIBASE CONTEXTS LABELS DEPLOYMENT_ID").split(u' ');
}

QVariant text(const QString &value, bool orNull = true)
{
    constexpr qsizetype Longest = 250;
    if (value.isEmpty() && orNull)
        return QVariant(QMetaType::fromType<QString>());
    if (value.isEmpty())
        return QStringLiteral(""); // an empty text and not a missing one
    return value.size() > Longest ? value.left(Longest - 3) + QStringLiteral("...") : value;
}

/// What the tool fills in itself for changes that it alone can read.
QVariant sumOf(const Migration &migration)
{
    return migration.checksum.startsWith("9:") ? QVariant(QString::fromLatin1(migration.checksum)) : QVariant(QMetaType::fromType<QString>());
}

AppliedMigration rowOf(const QVariantList &cells)
{
    AppliedMigration row;
    const QString path = cells[2].toString();
    row.version = row.key = changesetKey(path, cells[0].toString(), cells[1].toString());
    row.description = cells[8].toString().isEmpty() ? cells[7].toString() : cells[8].toString();
    row.checksum = cells[6].toString().toLatin1();
    row.success = cells[5].toString() != u"FAILED";
    row.appliedAt = utcTime(cells[3]);
    const QStringList names = columns();
    for (const int index : {0, 1, 4, 5, 9, 10, 11, 12, 13}) {
        if (const QString value = cells[index].toString(); !value.isEmpty())
            row.details.insert(names[index].toLower(), value);
    }
    row.details.insert(PathDetail, path);
    row.note = QStringLiteral("Liquibase passes over it");
    return row;
}

} // namespace

LiquibaseTable::LiquibaseTable(const FormatSetup &setup, const QString &engine)
    : m_engine(engine), m_name(named(setup.table.isEmpty() ? QStringLiteral("DATABASECHANGELOG") : setup.table, engine)),
      m_lockName(named(setup.options.value(LockTableOption, QStringLiteral("DATABASECHANGELOGLOCK")), engine))
{}

QString LiquibaseTable::named(const QString &name, const QString &engine)
{
    QStringList parts = name.split(u'.');
    if (engine == u"postgresql" && parts.last() == parts.last().toUpper())
        parts.last() = parts.last().toLower();
    return parts.join(u'.');
}

/// As the tool writes names: without quotes, where none are needed.
QByteArray LiquibaseTable::quoted(const QString &name) const
{
    const bool plain = std::ranges::all_of(name, [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_' || (c >= u'0' && c <= u'9'); });
    const bool folded = m_engine == u"postgresql" && name != name.toLower();
    return plain && !folded ? name.toUtf8() : quotedTable(name, m_engine).toUtf8();
}

std::vector<RecordStatement> LiquibaseTable::creation() const
{
    const QByteArray time = m_engine == u"sqlite" ? "TEXT" : isMysql(m_engine) ? "datetime" : "TIMESTAMP WITHOUT TIME ZONE";
    const QByteArray integer = isMysql(m_engine) ? "INT" : "INTEGER";
    return {{"CREATE TABLE IF NOT EXISTS " + quoted(m_name) + " (ID VARCHAR(255) NOT NULL, AUTHOR VARCHAR(255) NOT NULL, FILENAME VARCHAR(255) NOT NULL, DATEEXECUTED " + time
                 + " NOT NULL, ORDEREXECUTED " + integer
                 + " NOT NULL, EXECTYPE VARCHAR(10) NOT NULL, MD5SUM VARCHAR(35), DESCRIPTION VARCHAR(255), COMMENTS VARCHAR(255), TAG VARCHAR(255), LIQUIBASE VARCHAR(20),"
                   " CONTEXTS VARCHAR(255), LABELS VARCHAR(255), DEPLOYMENT_ID VARCHAR(10))",
             {}}};
}

/// Through a table of its own: MySQL does not read the table that it writes to.
QByteArray LiquibaseTable::next() const
{
    return "(SELECT following FROM (SELECT COALESCE(MAX(ORDEREXECUTED), 0) + 1 AS following FROM " + quoted(m_name) + ") AS orders)";
}

QByteArray LiquibaseTable::now() const
{
    return m_engine == u"sqlite" ? "CURRENT_TIMESTAMP" : isMysql(m_engine) ? "NOW()" : "CAST(clock_timestamp() AS timestamp)";
}

/// The last ten digits of the time in milliseconds.
QByteArray LiquibaseTable::deployment() const
{
    if (m_engine == u"sqlite")
        return "substr(CAST(? AS TEXT), -10)";
    return isMysql(m_engine) ? "RIGHT(CAST(? AS CHAR), 10)" : "right(CAST(CAST(? AS bigint) AS text), 10)";
}

RecordStatement LiquibaseTable::insertion(const Migration &migration) const
{
    RecordStatement statement;
    statement.sql = "INSERT INTO " + quoted(m_name)
                    + " (ID, AUTHOR, FILENAME, DATEEXECUTED, ORDEREXECUTED, MD5SUM, DESCRIPTION, COMMENTS, EXECTYPE, CONTEXTS, LABELS, LIQUIBASE, DEPLOYMENT_ID) VALUES (?, ?, ?, " + now()
                    + ", " + next() + ", ?, ?, ?, 'EXECUTED', ?, ?, 'Lockkeeper', " + deployment() + ')';
    const auto detail = [&](const QString &name) { return migration.details.value(name); };
    statement.values = {QVariant(detail(IdDetail)),
                        QVariant(detail(AuthorDetail)),
                        QVariant(detail(PathDetail)),
                        sumOf(migration),
                        text(detail(DescriptionDetail)),
                        text(detail(CommentDetail), false),
                        text(detail(ContextDetail)),
                        text(detail(LabelsDetail)),
                        RunValue::NowMs};
    return statement;
}

/// The path counts however the tool was called with it.
RecordStatement LiquibaseTable::where(const QByteArray &head, const Migration &migration) const
{
    const QString path = migration.details.value(PathDetail);
    const QString bare = changesetPath(path);
    return {head + " WHERE ID = ? AND AUTHOR = ? AND FILENAME IN (?, ?, ?, ?)",
            {QVariant(migration.details.value(IdDetail)), QVariant(migration.details.value(AuthorDetail)), QVariant(path), QVariant(bare), QVariant(u'/' + bare),
             QVariant(QStringLiteral("classpath:") + bare)}};
}

RecordStatement LiquibaseTable::rerun(const Migration &migration) const
{
    RecordStatement statement = where("UPDATE " + quoted(m_name) + " SET DATEEXECUTED = " + now() + ", DEPLOYMENT_ID = " + deployment() + ", EXECTYPE = 'RERAN', MD5SUM = ?, LIQUIBASE = 'Lockkeeper', ORDEREXECUTED = "
                                          + next(),
                                      migration);
    statement.values.insert(statement.values.begin(), {RunValue::NowMs, sumOf(migration)});
    return statement;
}

RecordStatement LiquibaseTable::removal(const Migration &migration) const
{
    return where("DELETE FROM " + quoted(m_name), migration);
}

RecordStatement LiquibaseTable::checksum(const Migration &migration) const
{
    RecordStatement statement = where("UPDATE " + quoted(m_name) + " SET MD5SUM = ?", migration);
    statement.values.insert(statement.values.begin(), sumOf(migration));
    return statement;
}

/// StandardLockService: whoever changes the row from free to taken has the lock.
FormatLock LiquibaseTable::lock() const
{
    const QByteArray table = quoted(m_lockName);
    const QString holder = QSysInfo::machineHostName() + QStringLiteral(" (Lockkeeper)");
    const QByteArray time = m_engine == u"sqlite" ? "TEXT" : isMysql(m_engine) ? "datetime" : "TIMESTAMP WITHOUT TIME ZONE";
    const QByteArray integer = isMysql(m_engine) ? "INT" : "INTEGER";
    const QByteArray flag = isMysql(m_engine) ? "TINYINT(1)" : "BOOLEAN";
    FormatLock lock{QStringLiteral("Liquibase's lock (the row in %1)").arg(m_lockName),
                    {"UPDATE " + table + " SET LOCKED = TRUE, LOCKEDBY = ?, LOCKGRANTED = " + now() + " WHERE ID = 1 AND LOCKED = FALSE", {QVariant(holder)}},
                    {"UPDATE " + table + " SET LOCKED = FALSE, LOCKEDBY = NULL, LOCKGRANTED = NULL WHERE ID = 1 AND LOCKEDBY = ?", {QVariant(holder)}},
                    true};
    lock.prepare = {{"CREATE TABLE IF NOT EXISTS " + table + " (ID " + integer + " NOT NULL, LOCKED " + flag + " NOT NULL, LOCKGRANTED " + time
                         + ", LOCKEDBY VARCHAR(255), CONSTRAINT PK_" + m_lockName.section(u'.', -1).toUpper().toUtf8() + " PRIMARY KEY (ID))",
                     {}},
                    {"INSERT INTO " + table + " (ID, LOCKED) SELECT 1, FALSE" + (isMysql(m_engine) ? " FROM DUAL" : "") + " WHERE NOT EXISTS (SELECT 1 FROM " + table + " WHERE ID = 1)", {}}};
    if (m_engine == u"postgresql") // its own name for the key, as for the tool
        lock.prepare[0].sql.replace("CONSTRAINT PK_" + m_lockName.section(u'.', -1).toUpper().toUtf8() + ' ', "");
    return lock;
}

Result<std::vector<AppliedMigration>> LiquibaseTable::read(Session &session) const
{
    const auto exists = findTrackingTable(session, m_name, columns());
    if (!exists)
        return Failure(exists.error());
    std::vector<AppliedMigration> applied;
    if (!*exists)
        return applied;
    const auto rows = session.query(QStringLiteral("SELECT %1 FROM %2 ORDER BY DATEEXECUTED, ORDEREXECUTED").arg(columns().join(QStringLiteral(", ")), QString::fromUtf8(quoted(m_name))));
    if (!rows)
        return Failure(rows.error());
    applied.reserve(rows->rows.size());
    for (const QVariantList &cells : rows->rows)
        applied.push_back(rowOf(cells));
    return applied;
}

} // namespace lk
