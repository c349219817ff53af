// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/introspectparts.h"
#include "models/engines/mysql/values.h"

#include <map>
#include <tuple>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// "EVERY 1 DAY", "EVERY '1:30' HOUR_MINUTE", "AT '2030-01-01 00:00:00'".
QString scheduleOf(const QVariantList &row)
{
    if (row[eventfield::Type].toString() == "ONE TIME"_L1)
        return u"AT "_s + mysqlText(row[eventfield::At].toString());
    const QString every = row[eventfield::Every].toString().remove(u'\'');
    bool plain = false;
    every.toLongLong(&plain);
    return u"EVERY %1 %2"_s.arg(plain ? every : mysqlText(every), row[eventfield::Unit].toString());
}

QString statusWords(const QString &status)
{
    if (status == "ENABLED"_L1)
        return u"ENABLE"_s;
    return status == "DISABLED"_L1 ? u"DISABLE"_s : u"DISABLE ON SLAVE"_s;
}

void addEvent(const QVariantList &row, Snapshot &snapshot)
{
    const auto text = [&row](int field) { return row[field].toString(); };
    SchemaObject event{u"event"_s, {}, {}, text(eventfield::Name), 0, {}, {}, {}};
    const QString starts = text(eventfield::Starts);
    const QString ends = text(eventfield::Ends);
    QString &sql = event.definition;
    sql = u"CREATE DEFINER=%1 EVENT %2 ON SCHEDULE "_s.arg(mysqlAccount(text(eventfield::Definer)), backticked(event.name)) + scheduleOf(row);
    if (!starts.isEmpty())
        sql += u" STARTS "_s + mysqlText(starts);
    if (!ends.isEmpty())
        sql += u" ENDS "_s + mysqlText(ends);
    sql += u" ON COMPLETION %1 %2"_s.arg(text(eventfield::Completion), statusWords(text(eventfield::Status)));
    if (!text(eventfield::Comment).isEmpty())
        sql += u" COMMENT "_s + mysqlText(text(eventfield::Comment));
    sql += u" DO "_s + text(eventfield::Body);
    event.canonical = text(eventfield::Body).toUtf8();
    event.attributes = programContext(text(eventfield::Definer), text(eventfield::Mode), text(eventfield::Charset),
                                      text(eventfield::Collation), text(eventfield::DatabaseCollation));
    event.attributes.insert(u"schedule"_s, scheduleOf(row));
    // The diff knows this remark: nobody decided on that moment.
    insertFact(event.attributes, u"starts"_s, row[eventfield::StartsNoted].toBool() ? starts + u" (when created)"_s : starts);
    insertFact(event.attributes, u"ends"_s, ends);
    event.attributes.insert(u"time zone"_s, text(eventfield::TimeZone));
    event.attributes.insert(u"status"_s, text(eventfield::Status));
    event.attributes.insert(u"on completion"_s, text(eventfield::Completion));
    insertFact(event.attributes, u"comment"_s, text(eventfield::Comment));
    snapshot.objects.push_back(std::move(event));
}

/// What one account may do with one object.
struct Grant {
    QMap<QString, QStringList> columnsOf; ///< by privilege; no columns: the whole object
    bool option = false;

    QString privileges() const
    {
        QStringList words;
        for (auto it = columnsOf.cbegin(); it != columnsOf.cend(); ++it) {
            QStringList columns = it.value();
            columns.sort();
            words << (columns.isEmpty() ? it.key() : u"%1 (%2)"_s.arg(it.key(), columns.join(", "_L1)));
        }
        return words.isEmpty() ? u"USAGE"_s : words.join(", "_L1);
    }
};

using GrantKey = std::tuple<QString, QString, QString>; ///< kind, object, grantee

std::map<GrantKey, Grant> collectGrants(const MysqlCatalog &catalog)
{
    std::map<GrantKey, Grant> grants;
    for (const QVariantList &row : catalog.grants.rows) {
        const auto text = [&row](int field) { return row[field].toString(); };
        Grant &grant = grants[{text(grantfield::Kind), text(grantfield::Object), text(grantfield::Grantee)}];
        grant.option = grant.option || text(grantfield::Grantable) == "YES"_L1;
        for (const QString &privilege : text(grantfield::Privilege).toUpper().split(u',')) {
            if (privilege == "USAGE"_L1 || privilege == "GRANT"_L1 || privilege.isEmpty())
                continue;
            const QString column = text(grantfield::Column);
            // A table's privilege stands beside that of its columns, under a name of its own.
            const QString key = column.isEmpty() ? privilege : privilege + u' ';
            QStringList &columns = grant.columnsOf[key];
            if (!column.isEmpty())
                columns << backticked(column);
        }
    }
    return grants;
}

/// An account as the catalogue quotes it; a role has no host.
QString grantee(QString account)
{
    if (account.endsWith("@''"_L1))
        account.chop(3);
    return account;
}

} // namespace

void addMysqlEvents(const MysqlCatalog &catalog, Snapshot &snapshot)
{
    for (const QVariantList &row : catalog.events.rows)
        addEvent(row, snapshot);
}

void addMysqlGrants(const MysqlCatalog &catalog, Snapshot &snapshot)
{
    for (const auto &[key, grant] : collectGrants(catalog)) {
        const auto &[kind, object, account] = key;
        const bool ofDatabase = kind == "database"_L1;
        const bool ofTable = kind == "table"_L1;
        SchemaObject granted{u"grant"_s, {}, ofTable ? object : QString(), grantee(account), 0, {}, {}, {}};
        if (!ofDatabase && !ofTable)
            granted.name += u" on %1 %2"_s.arg(kind, object);
        const QString privileges = grant.privileges().simplified();
        const QString target = ofDatabase ? u"*"_s : (ofTable ? QString() : kind.toUpper() + u' ') + backticked(object);
        granted.definition = u"GRANT %1 ON %2 TO %3"_s.arg(privileges, target, grantee(account))
                             + (grant.option ? u" WITH GRANT OPTION"_s : QString());
        granted.canonical = (privileges + target).toUtf8();
        granted.attributes.insert(u"privileges"_s, privileges);
        if (grant.option)
            granted.attributes.insert(u"grant option"_s, u"yes"_s);
        snapshot.objects.push_back(std::move(granted));
    }
}

} // namespace lk
