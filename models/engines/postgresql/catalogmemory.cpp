// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/catalogmemory.h"

#include "models/schema/objectorder.h"

#include <algorithm>
#include <iterator>

namespace lk {

namespace {

/// More than these are not worth being told apart.
constexpr qsizetype ReadOneByOne = 60;
constexpr quint32 RelationCatalog = 1259;

/// $1: when a row counts as written since the last moment. Rows that are only there when they changed are not counted.
const auto Parts = QStringLiteral(R"(
SELECT owner::text, count(*) FILTER (WHERE counts)::text, bool_or(changed)::text FROM (
SELECT CASE WHEN c.relkind = 'c' THEN 0 ELSE coalesce(i.indrelid, c.oid) END AS owner, true AS counts, age(c.xmin) <= $1 OR age(i.xmin) <= $1 OR age(s.xmin) <= $1 AS changed
 FROM pg_class AS c LEFT JOIN pg_index AS i ON i.indexrelid = c.oid LEFT JOIN pg_sequence AS s ON s.seqrelid = c.oid
 WHERE c.oid >= 16384 AND c.relkind <> 't' AND c.relnamespace <> 'pg_toast'::regnamespace AND c.relpersistence <> 't'
UNION ALL SELECT CASE WHEN c.relkind = 'c' THEN 0 ELSE coalesce(i.indrelid, c.oid) END, false, true FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
 LEFT JOIN pg_index AS i ON i.indexrelid = a.attrelid WHERE a.attnum > 0 AND a.attrelid >= 16384 AND age(a.xmin) <= $1 AND c.relkind <> 't' AND c.relpersistence <> 't'
UNION ALL SELECT conrelid, true, age(xmin) <= $1 FROM pg_constraint WHERE oid >= 16384
UNION ALL SELECT adrelid, true, age(xmin) <= $1 FROM pg_attrdef
UNION ALL SELECT tgrelid, true, age(xmin) <= $1 FROM pg_trigger
UNION ALL SELECT ev_class, true, age(xmin) <= $1 FROM pg_rewrite WHERE oid >= 16384
UNION ALL SELECT polrelid, true, age(xmin) <= $1 FROM pg_policy
UNION ALL SELECT 0, true, age(xmin) <= $1 FROM pg_type WHERE typtype <> 'c' AND oid >= 16384 AND (typelem = 0 OR typcategory <> 'A')
UNION ALL SELECT 0, false, true FROM pg_type AS t JOIN pg_class AS c ON c.oid = t.typrelid WHERE t.typtype = 'c' AND t.oid >= 16384 AND age(t.xmin) <= $1 AND c.relkind = 'c'
UNION ALL SELECT CASE d.classoid WHEN 'pg_class'::regclass THEN CASE WHEN c.relkind = 'c' THEN 0 ELSE coalesce(i.indrelid, d.objoid) END WHEN 'pg_constraint'::regclass THEN coalesce(k.conrelid, 0)
  WHEN 'pg_trigger'::regclass THEN coalesce(t.tgrelid, 0) ELSE 0 END, true, age(d.xmin) <= $1
 FROM pg_description AS d LEFT JOIN pg_class AS c ON d.classoid = 'pg_class'::regclass AND c.oid = d.objoid LEFT JOIN pg_index AS i ON d.classoid = 'pg_class'::regclass AND i.indexrelid = d.objoid
 LEFT JOIN pg_constraint AS k ON d.classoid = 'pg_constraint'::regclass AND k.oid = d.objoid LEFT JOIN pg_trigger AS t ON d.classoid = 'pg_trigger'::regclass AND t.oid = d.objoid
 WHERE d.objoid >= 16384 OR d.classoid = 'pg_namespace'::regclass
UNION ALL SELECT CASE WHEN classid = 'pg_class'::regclass THEN objid ELSE 0 END, true, age(xmin) <= $1 FROM pg_depend
 WHERE objid >= 16384 AND (deptype = 'e' OR classid = 'pg_class'::regclass AND objid IN (SELECT seqrelid FROM pg_sequence))
) AS part (owner, counts, changed) GROUP BY owner)");

/// What is told with the names of relations $1 or their columns in it: the relations that own it, 0 where it is no part of one.
const auto Dependents = QStringLiteral(R"(
SELECT DISTINCT CASE d.classid WHEN 'pg_class'::regclass THEN CASE WHEN c.relkind = 'c' THEN 0 ELSE coalesce(i.indrelid, d.objid) END WHEN 'pg_constraint'::regclass THEN k.conrelid WHEN 'pg_attrdef'::regclass THEN f.adrelid
 WHEN 'pg_rewrite'::regclass THEN w.ev_class WHEN 'pg_trigger'::regclass THEN g.tgrelid WHEN 'pg_policy'::regclass THEN p.polrelid ELSE 0 END::text
FROM pg_depend AS d LEFT JOIN pg_index AS i ON d.classid = 'pg_class'::regclass AND i.indexrelid = d.objid
LEFT JOIN pg_class AS c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
LEFT JOIN pg_constraint AS k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid LEFT JOIN pg_attrdef AS f ON d.classid = 'pg_attrdef'::regclass AND f.oid = d.objid
LEFT JOIN pg_rewrite AS w ON d.classid = 'pg_rewrite'::regclass AND w.oid = d.objid LEFT JOIN pg_trigger AS g ON d.classid = 'pg_trigger'::regclass AND g.oid = d.objid
LEFT JOIN pg_policy AS p ON d.classid = 'pg_policy'::regclass AND p.oid = d.objid
WHERE (d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY ($1) OR d.refclassid = 'pg_type'::regclass AND d.refobjid IN
 (SELECT unnest(ARRAY[t.oid, t.typarray]) FROM pg_type AS t WHERE t.typrelid = ANY ($1)))
AND NOT (d.classid = 'pg_type'::regclass AND d.deptype = 'i') AND c.relkind IS DISTINCT FROM 't')");

/// Catalogues that are looked into, and those that tell nothing of a schema.
const auto KnownCatalogs = QStringLiteral(
    "'pg_class', 'pg_index', 'pg_sequence', 'pg_attribute', 'pg_constraint', 'pg_attrdef', 'pg_trigger', 'pg_rewrite', 'pg_policy', 'pg_type', 'pg_description', 'pg_depend', "
    "'pg_statistic', 'pg_statistic_ext_data', 'pg_shdepend', 'pg_largeobject', 'pg_largeobject_metadata', 'pg_database', 'pg_replication_origin'");

QString arrayOf(const QSet<quint32> &relations)
{
    QStringList numbers;
    for (const quint32 relation : relations)
        numbers << QString::number(relation);
    return QStringLiteral("'{%1}'").arg(numbers.join(u','));
}

bool isOf(const CatalogObject &object, const QSet<quint32> &relations)
{
    const CatalogKey key = object.owner != 0 ? object.owner : object.key;
    return quint32(key >> 32) == RelationCatalog && relations.contains(quint32(key));
}

/// What the order of relations hangs on: their kinds and names, and what they need.
QStringList orderedBy(const std::vector<CatalogObject> &objects, const std::vector<QVariantList> &dependencies)
{
    QStringList lines;
    for (const CatalogObject &object : objects) {
        if (object.owner == 0)
            lines << QStringList{QString::number(object.key), object.object.kind, object.object.schema, object.object.name}.join(u'\n');
    }
    for (const QVariantList &row : dependencies) {
        QStringList cells;
        for (const QVariant &cell : row)
            cells << cell.toString();
        lines << cells.join(u' ');
    }
    lines.sort();
    return lines;
}

/// Few among many: only their places are searched for.
void insertSorted(std::vector<CatalogObject> few, std::vector<CatalogObject> &many)
{
    std::vector<CatalogObject> all;
    all.reserve(few.size() + many.size());
    auto from = many.begin();
    for (CatalogObject &object : few) {
        const auto to = std::ranges::upper_bound(from, many.end(), object.object, comesBefore, &CatalogObject::object);
        all.insert(all.end(), std::move_iterator(from), std::move_iterator(to));
        all.push_back(std::move(object));
        from = to;
    }
    all.insert(all.end(), std::move_iterator(from), std::move_iterator(many.end()));
    many = std::move(all);
}

void reorder(WholeCatalog &catalog)
{
    for (CatalogObject &object : catalog.objects)
        object.object.order = 0;
    orderCatalogObjects(catalog.objects, catalog.dependencies);
}

} // namespace

Result<WholeCatalog> readWholeCatalog(PostgresqlReadTransaction &transaction, const PostgresqlCatalog &catalog)
{
    WholeCatalog whole;
    for (const QString &sql : catalog.objects) {
        const Result<Rows> rows = transaction.query(sql);
        if (!rows)
            return Failure(rows.error());
        appendCatalogRows(*rows, whole.objects);
    }
    const Result<Rows> comments = transaction.query(catalog.comments);
    Result<Rows> dependencies = comments ? transaction.query(catalog.dependencies) : comments;
    if (!dependencies)
        return Failure(dependencies.error());
    whole.dependencies = std::move(*dependencies);
    completeCatalogObjects(whole.objects, *comments);
    std::ranges::stable_sort(whole.objects, comesBefore, &CatalogObject::object);
    reorder(whole);
    return whole;
}

Result<CatalogMemory::Moment> CatalogMemory::moment(PostgresqlReadTransaction &transaction)
{
    Session &session = transaction.session();
    if (m_othersQuery.isEmpty()) {
        const Result<Rows> catalogs = transaction.quickQuery(QStringLiteral("SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' AND relname NOT IN (%1) "
                                                                       "AND has_table_privilege(oid, 'SELECT') ORDER BY relname").arg(KnownCatalogs));
        if (!catalogs)
            return Failure(catalogs.error());
        QStringList counts;
        for (const QString &name : firstColumn(*catalogs))
            counts << QStringLiteral("SELECT '%1', count(*)::text || ' ' || count(*) FILTER (WHERE age(xmin) <= $1)::text FROM %1").arg(name);
        // Only a superuser may look at rows of user mappings; where there may be some, everything is read anew.
        if (!firstColumn(*catalogs).contains(QLatin1String("pg_user_mapping")))
            counts << QStringLiteral("SELECT 'pg_user_mapping', '0 ' || count(*)::text FROM pg_foreign_server");
        m_othersQuery = counts.join(QStringLiteral(" UNION ALL "));
    }
    // Transactions have numbers of 32 bits in rows.
    const Result<Rows> since = transaction.quickQuery(QStringLiteral("SELECT (txid_snapshot_xmin(txid_current_snapshot()) % 4294967296)::text, ") + RepeatedQueries::countExpression());
    if (!since)
        return Failure(since.error());
    m_queries.check(since->rows.at(0).at(1).toLongLong());
    Moment now;
    now.since = since->rows.at(0).at(0).toString();
    const QString age = QStringLiteral("age('%1'::xid)").arg(m_last ? m_last->since : now.since);
    const Result<Rows> others = m_queries.ask(session, QStringLiteral("others"), m_othersQuery, {age});
    const Result<Rows> parts = others ? m_queries.ask(session, QStringLiteral("parts"), Parts, {age}) : others;
    if (!parts)
        return Failure(parts.error());
    for (const QVariantList &row : others->rows)
        now.others.insert(row[0].toString(), row[1].toString());
    for (const QVariantList &row : parts->rows) {
        now.parts.insert(row[0].toUInt(), row[1].toString());
        if (row[2].toString().startsWith(u't'))
            now.changed.insert(row[0].toUInt());
    }
    return now;
}

/// Nothing: all has to be read.
Result<std::optional<QSet<quint32>>> CatalogMemory::changedRelations(PostgresqlReadTransaction &transaction, const Moment &now)
{
    // "7 0": as many rows as before, none of them new.
    for (auto other = now.others.cbegin(); other != now.others.cend(); ++other) {
        if (!other->endsWith(QLatin1String(" 0")) || m_last->others.value(other.key()).section(u' ', 0, 0) != other->section(u' ', 0, 0))
            return std::nullopt;
    }
    QSet<quint32> relations = now.changed;
    for (auto part = now.parts.cbegin(); part != now.parts.cend(); ++part) {
        if (m_last->parts.value(part.key()) != *part)
            relations.insert(part.key());
    }
    for (auto part = m_last->parts.cbegin(); part != m_last->parts.cend(); ++part) {
        if (!now.parts.contains(part.key()))
            relations.insert(part.key());
    }
    if (relations.contains(0) || relations.size() > ReadOneByOne)
        return std::nullopt;
    if (relations.isEmpty())
        return relations;
    const Result<Rows> dependents = m_queries.ask(transaction.session(), QStringLiteral("dependents"), Dependents, {arrayOf(relations)});
    if (!dependents)
        return Failure(dependents.error());
    for (const QVariantList &row : dependents->rows)
        relations.insert(row[0].toUInt());
    return relations.contains(0) ? std::nullopt : std::optional(relations);
}

Result<WholeCatalog> CatalogMemory::readAgain(PostgresqlReadTransaction &transaction, const PostgresqlCatalog &catalog, const QSet<quint32> &relations)
{
    Session &session = transaction.session();
    const QStringList list{arrayOf(relations)};
    std::vector<CatalogObject> fresh;
    for (qsizetype i = 0; i < catalog.objectsOfRelations.size(); ++i) {
        const Result<Rows> rows = m_queries.ask(session, QStringLiteral("objects %1").arg(i), catalog.objectsOfRelations[i], list);
        if (!rows)
            return Failure(rows.error());
        appendCatalogRows(*rows, fresh);
    }
    const Result<Rows> comments = m_queries.ask(session, QStringLiteral("comments"), catalog.comments, {});
    const Result<Rows> dependencies = comments ? m_queries.ask(session, QStringLiteral("dependencies"), catalog.dependenciesOfRelations, list) : comments;
    if (!dependencies)
        return Failure(dependencies.error());
    completeCatalogObjects(fresh, *comments);
    std::ranges::stable_sort(fresh, comesBefore, &CatalogObject::object);
    // What is not ours alone may be needed again as it is.
    WholeCatalog known = transaction.isOwn() ? std::move(*m_catalog) : *m_catalog;
    WholeCatalog whole{{}, {dependencies->columns, {}}};
    WholeCatalog old;
    whole.objects.reserve(known.objects.size() + fresh.size());
    for (CatalogObject &object : known.objects)
        (isOf(object, relations) ? old : whole).objects.push_back(std::move(object));
    for (QVariantList &row : known.dependencies.rows)
        (relations.contains(row[5].toUInt()) ? old : whole).dependencies.rows.push_back(std::move(row));
    const bool sameOrder = orderedBy(old.objects, old.dependencies.rows) == orderedBy(fresh, dependencies->rows);
    if (sameOrder) {
        QHash<std::pair<CatalogKey, int>, int> orders;
        for (const CatalogObject &object : old.objects)
            orders.insert({object.key, object.sub}, object.object.order);
        for (CatalogObject &object : fresh)
            object.object.order = orders.value({object.key, object.sub});
    }
    insertSorted(std::move(fresh), whole.objects);
    std::ranges::copy(dependencies->rows, std::back_inserter(whole.dependencies.rows));
    if (!sameOrder)
        reorder(whole);
    return whole;
}

Result<std::shared_ptr<const WholeCatalog>> CatalogMemory::read(PostgresqlReadTransaction &transaction, const PostgresqlCatalog &catalog)
{
    auto now = moment(transaction);
    if (!now)
        return failure(std::move(now));
    Result<std::optional<QSet<quint32>>> relations = std::nullopt;
    if (m_last)
        relations = changedRelations(transaction, *now);
    if (!relations)
        return Failure(relations.error());
    std::shared_ptr<WholeCatalog> whole = m_catalog;
    if (!*relations || !(*relations)->isEmpty()) {
        auto again = *relations ? readAgain(transaction, catalog, **relations) : readWholeCatalog(transaction, catalog);
        if (!again)
            return failure(std::move(again));
        whole = std::make_shared<WholeCatalog>(*std::move(again));
    }
    // What somebody else's transaction sees may be rolled back, and then has to be told from here again.
    if (transaction.isOwn()) {
        m_last = std::move(*now);
        m_catalog = whole;
    }
    return std::shared_ptr<const WholeCatalog>(std::move(whole));
}

} // namespace lk
