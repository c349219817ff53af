// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/introspect.h"

#include "models/engines/mysql/introspectparts.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// The database's own settings. The object's name is not the database's: a copy has another.
void addDatabase(const MysqlCatalog &catalog, Snapshot &snapshot)
{
    SchemaObject database{u"database"_s, {}, {}, u"settings"_s, 0, {}, {}, {}};
    database.definition = u"ALTER DATABASE CHARACTER SET %1 COLLATE %2"_s.arg(charsetOf(catalog.collation), catalog.collation);
    if (!catalog.comment.isEmpty())
        database.definition += " COMMENT "_L1 + mysqlText(catalog.comment);
    database.attributes.insert(u"collation"_s, catalog.collation);
    insertFact(database.attributes, u"comment"_s, catalog.comment);
    snapshot.objects.push_back(std::move(database));
}

} // namespace

void insertFact(QMap<QString, QString> &attributes, const QString &key, const QString &value)
{
    if (!value.isEmpty())
        attributes.insert(key, value);
}

Result<Snapshot> mysqlSnapshot(Session &session)
{
    const Result<MysqlCatalog> catalog = readMysqlCatalog(session);
    if (!catalog)
        return Failure(catalog.error());
    Snapshot snapshot;
    addDatabase(*catalog, snapshot);
    addMysqlTables(*catalog, snapshot);
    addMysqlSequences(*catalog, snapshot);
    addMysqlPrograms(*catalog, snapshot);
    addMysqlEvents(*catalog, snapshot);
    addMysqlGrants(*catalog, snapshot);
    snapshot.engine = session.info().engine;
    snapshot.engineVersion = session.info().version;
    snapshot.takenAt = QDateTime::currentDateTimeUtc();
    snapshot.foldsNames = catalog->foldsTables;
    snapshot.foldsParts = true;
    snapshot.grantsOf = catalog->grantsOf;
    sortObjects(snapshot);
    return snapshot;
}

} // namespace lk
