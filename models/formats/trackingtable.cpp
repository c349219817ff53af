// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/trackingtable.h"

#include <QTimeZone>

namespace lk {

namespace {

QStringList missingFrom(const QStringList &some, const QStringList &all)
{
    QStringList missing;
    for (const QString &name : some) {
        if (!all.contains(name, Qt::CaseInsensitive))
            missing += name;
    }
    return missing;
}

Result<bool> isThere(Session &session, const QString &name)
{
    const qsizetype dot = name.indexOf(u'.');
    if (dot < 0)
        return session.hasTable(name);
    if (!session.info().exists)
        return false;
    return session.query(QStringLiteral("SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?"), {name.left(dot), name.mid(dot + 1)})
        .map([](const Rows &rows) { return !rows.rows.empty(); });
}

/// The tool whose tracking table has these columns, for a table that is not what was expected; several tools share a name.
QString ownerOf(const QStringList &columns)
{
    static const struct {
        const char *columns;
        const char *tool;
    } Known[] = {
        {"version dirty", "golang-migrate"},
        {"version", "dbmate or Rails"},
        {"version run_on", "Diesel"},
        {"id version_id is_applied tstamp", "goose"},
        {"version description installed_on success checksum execution_time", "SQLx"},
        {"id hash created_at", "Drizzle"},
        {"version_num", "Alembic"},
        {"id name batch migration_time", "Knex"},
        {"name", "Sequelize"},
    };
    for (const auto &known : Known) {
        const QStringList theirs = QString::fromLatin1(known.columns).split(u' ');
        if (theirs.size() == columns.size() && missingFrom(theirs, columns).isEmpty())
            return QString::fromLatin1(known.tool);
    }
    return {};
}

} // namespace

QString quotedTable(const QString &name, const QString &engine)
{
    const QChar mark = engine == u"mysql" || engine == u"mariadb" ? u'`' : u'"';
    QStringList parts = name.split(u'.');
    for (QString &part : parts)
        part = mark + part.replace(mark, QString(2, mark)) + mark;
    return parts.join(u'.');
}

Result<bool> findTrackingTable(Session &session, const QString &name, const QStringList &columns)
{
    const auto exists = isThere(session, name);
    if (!exists || !*exists)
        return exists;
    const auto rows = session.query(QStringLiteral("SELECT * FROM %1 LIMIT 0").arg(quotedTable(name, session.info().engine)));
    if (!rows)
        return Failure(rows.error());
    QStringList complaints;
    if (const QStringList missing = missingFrom(columns, rows->columns); !missing.isEmpty())
        complaints += QStringLiteral("it lacks %1").arg(missing.join(QStringLiteral(", ")));
    if (const QStringList unknown = missingFrom(rows->columns, columns); !unknown.isEmpty())
        complaints +=
            QStringLiteral("it has columns that are not known here: %1").arg(unknown.join(QStringLiteral(", ")));
    if (complaints.isEmpty())
        return true;
    if (const QString owner = ownerOf(rows->columns); !owner.isEmpty())
        complaints += QStringLiteral("it looks like the table of %1").arg(owner);
    return Failure(Error{ErrorCode::Disagreement,
                         QStringLiteral("the tracking table %1 is not what this format writes").arg(name),
                         {},
                         complaints.join(QStringLiteral("; ")),
                         QStringLiteral("find out which tool and version made the table; nothing is written to it")});
}

QDateTime utcTime(const QVariant &value)
{
    if (value.typeId() == QMetaType::QDateTime)
        return value.toDateTime().toUTC();
    const QString text = value.toString();
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (time.timeSpec() == Qt::LocalTime) // no offset was written, so it is UTC
        return QDateTime(time.date(), time.time(), QTimeZone::utc()).toUTC();
    return time.toUTC();
}

} // namespace lk
