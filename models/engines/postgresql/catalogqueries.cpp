// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/catalogqueries.h"

#include <QMap>
#include <QMutex>
#include <QRegularExpression>

#include <functional>

namespace lk {

namespace {

// $GRANTS(acl,kind,owner)$: who may what, nothing where it is what the owner's default says. The owner is called OWNER, so that a
// new owner is not a change of grants.
const auto Acl = QStringLiteral(R"((SELECT coalesce(string_agg(g.line, '; ' ORDER BY g.line), 'nobody') FROM (
 SELECT CASE WHEN e.grantee = 0 THEN 'PUBLIC' WHEN e.grantee = %2 THEN 'OWNER' ELSE quote_ident(pg_get_userbyid(e.grantee)) END
  || CASE WHEN e.grantor <> %2 THEN ' (by ' || quote_ident(pg_get_userbyid(e.grantor)) || ')' ELSE '' END || ': '
  || string_agg(e.privilege_type || CASE WHEN e.is_grantable THEN '*' ELSE '' END, ', ' ORDER BY e.privilege_type) AS line
 FROM aclexplode(%1) AS e GROUP BY e.grantee, e.grantor) AS g))");

// $SECRETS(options)$: options of foreign things, those that may hold secrets as a short fingerprint.
const auto Secrets = QStringLiteral(
    R"((SELECT string_agg(quote_ident(o.option_name) || ' ' || quote_literal(CASE
 WHEN o.option_name ~* 'pass|secret|key|token|credential' AND o.option_value !~ '^hidden:[0-9a-f]{8}$'
 THEN 'hidden:' || left(encode(sha256(convert_to(o.option_value, 'UTF8')), 'hex'), 8) ELSE o.option_value END), ', '
 ORDER BY o.option_name) FROM pg_options_to_table(%1) AS o))");

// $OPTIONS(options)$: in one order, without what the server keeps for itself.
const auto Options = QStringLiteral("(SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(%1) AS o WHERE left(o, 3) <> 'pg_')");

QString replaced(const QString &sql, const QString &pattern, const std::function<QString(const QRegularExpressionMatch &)> &with)
{
    const QRegularExpression expression(pattern, QRegularExpression::DotMatchesEverythingOption);
    QString result;
    qsizetype from = 0;
    for (auto it = expression.globalMatch(sql); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        result += sql.mid(from, match.capturedStart() - from) + with(match);
        from = match.capturedEnd();
    }
    return result + sql.mid(from);
}

/// Writes out what stands between dollar signs: $V14[[new]][[old]]$ and the texts above.
QString expanded(const QString &sql, int version)
{
    QString text = replaced(sql, QStringLiteral(R"(\$V(\d+)\[\[(.*?)\]\]\[\[(.*?)\]\]\$)"), [version](const auto &match) {
        return match.captured(version / 10000 >= match.captured(1).toInt() ? 2 : 3);
    });
    text = replaced(text, QStringLiteral(R"(\$GRANTS\(([^,]+),([^,]+),([^)]+)\)\$)"), [](const auto &match) {
        const QString usual = QStringLiteral("acldefault(%1, %2)").arg(match.captured(2), match.captured(3));
        return QStringLiteral("CASE WHEN %1 IS NOT NULL THEN NULLIF(%2, %3) END")
            .arg(match.captured(1), Acl.arg(match.captured(1), match.captured(3)), Acl.arg(usual, match.captured(3)));
    });
    text = replaced(text, QStringLiteral(R"(\$ACL\((.*?),,([^)]+)\)\$)"),
                    [](const auto &match) { return Acl.arg(match.captured(1), match.captured(2)); });
    text = replaced(text, QStringLiteral(R"(\$SECRETS\(([^)]+)\)\$)"), [](const auto &match) { return Secrets.arg(match.captured(1)); });
    text = replaced(text, QStringLiteral(R"(\$OPTIONS\(([^)]+)\)\$)"), [](const auto &match) { return Options.arg(match.captured(1)); });
    // System schemas are left out by name, what belongs to an extension ($OWN) or comes with a type ($MADE) by its dependency.
    text.replace(QLatin1String("$USERS$"), QLatin1String("n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"));
    return replaced(text, QStringLiteral(R"(\$(OWN|MADE)\((\w+),(\w+)\)\$)"), [](const auto &match) {
        return QStringLiteral("%2.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS e WHERE e.classid = 'pg_catalog.%1'::regclass AND "
                              "e.objid = %2.oid AND e.deptype IN (%3))")
            .arg(match.captured(2), match.captured(3), match.captured(1) == QLatin1String("OWN") ? QStringLiteral("'e'") : QStringLiteral("'e', 'i'"));
    });
}

const auto Comments = QStringLiteral(R"(
SELECT 'comment' AS title, classoid::oid::text AS class, objoid::text AS oid, objsubid::text AS sub, description AS text FROM pg_description
WHERE objoid >= 16384 OR classoid = 'pg_namespace'::regclass
UNION ALL SELECT 'security label for ' || provider, classoid::oid::text, objoid::text, objsubid::text, label FROM pg_seclabel WHERE objoid >= 16384)");

// Indexes, toast tables, row types and foreign keys depend on what their table says anyway.
// What a table's defaults and checks need of itself says nothing.
const auto Dependencies = QStringLiteral(R"(
SELECT d.classid::oid::text AS class, d.objid::text AS oid, d.refclassid::oid::text AS refclass, d.refobjid::text AS refoid, d.deptype::text AS deptype,
CASE d.classid WHEN 1259 THEN d.objid WHEN 2606 THEN k.conrelid WHEN 2604 THEN f.adrelid WHEN 2618 THEN w.ev_class ELSE 0 END::text AS owner
FROM pg_depend AS d LEFT JOIN pg_class AS x ON d.classid = 1259 AND x.oid = d.objid LEFT JOIN pg_constraint AS k ON d.classid = 2606 AND k.oid = d.objid
LEFT JOIN pg_attrdef AS f ON d.classid = 2604 AND f.oid = d.objid LEFT JOIN pg_rewrite AS w ON d.classid = 2618 AND w.oid = d.objid
WHERE d.deptype IN ('n', 'a', 'i') AND d.objid >= 16384 AND d.refobjid >= 16384 AND d.refclassid <> 2615
AND d.classid NOT IN (2620, 3256, 3381, 6104, 6106, 6237, 826, 3466) AND NOT (d.classid = 1247 AND d.deptype = 'i')
AND NOT (d.classid = d.refclassid AND d.objid = d.refobjid) AND NOT (d.refclassid = 1259 AND d.refobjid = coalesce(k.conrelid, f.adrelid, 0))
AND (d.classid <> 1259 OR x.relkind IN ('r', 'p', 'v', 'm', 'f', 'c', 'S')) AND (d.classid <> 2606 OR k.contype = 'c'))");

// By the index of pg_depend, also in a new copy, of which the server has no statistics.
const auto OfRelations = QStringLiteral(R"( AND (d.classid = 1259 AND d.objid = ANY ($1)
OR d.classid = 2606 AND d.objid = ANY (ARRAY(SELECT oid FROM pg_constraint WHERE conrelid = ANY ($1)))
OR d.classid = 2604 AND d.objid = ANY (ARRAY(SELECT oid FROM pg_attrdef WHERE adrelid = ANY ($1)))
OR d.classid = 2618 AND d.objid = ANY (ARRAY(SELECT oid FROM pg_rewrite WHERE ev_class = ANY ($1)))))");

} // namespace

namespace {

PostgresqlCatalog made(int version, bool seesSubscriptions)
{
    PostgresqlCatalog catalog;
    catalog.comments = Comments;
    catalog.dependencies = Dependencies;
    catalog.dependenciesOfRelations = Dependencies + OfRelations;
    for (QString sql : relationQueries())
        catalog.objectsOfRelations << expanded(sql.replace(QLatin1String("$USERS$"), QLatin1String("$USERS$ AND c.oid = ANY ($1)")), version);
    for (QString sql : relationQueries() + routineQueries() + smallObjectQueries()) {
        // Only a superuser may read where a subscription connects to.
        sql.replace(QLatin1String("$CONNINFO$"), seesSubscriptions ? QLatin1String("s.subconninfo") : QLatin1String("NULL::text"));
        catalog.objects << expanded(sql, version);
    }
    return catalog;
}

} // namespace

PostgresqlCatalog postgresqlCatalog(int version, bool seesSubscriptions)
{
    static QMutex mutex;
    static QMap<std::pair<int, bool>, PostgresqlCatalog> known;
    const QMutexLocker lock(&mutex);
    const auto found = known.constFind({version, seesSubscriptions});
    return found != known.constEnd() ? *found : *known.insert({version, seesSubscriptions}, made(version, seesSubscriptions));
}

} // namespace lk
