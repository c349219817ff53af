// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/catalogqueries.h"

namespace lk {

namespace {

const auto Relations = QStringLiteral(R"(
SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' ELSE 'table' END AS kind,
n.nspname AS schema, c.relname AS name, '1259' AS class, c.oid::text AS oid, '0' AS sub,
c.reltype::text AS _rowtype, t.typarray::text AS _arraytype,
CASE WHEN c.relkind IN ('v', 'm') THEN format('CREATE %s %I.%I%s%s%s AS' || E'\n', CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END, n.nspname,
 c.relname, CASE WHEN c.relkind = 'm' AND am.amname <> 'heap' THEN ' USING ' || quote_ident(am.amname) END, CASE WHEN c.reloptions IS NOT NULL THEN ' WITH (' || $OPTIONS(c.reloptions)$ || ')' END,
 CASE WHEN c.reltablespace <> 0 THEN ' TABLESPACE ' || quote_ident(ts.spcname) END) END AS prefix,
CASE WHEN c.relkind IN ('v', 'm') THEN rtrim(pg_get_viewdef(c.oid), ';') END AS body,
pg_get_userbyid(c.relowner) AS owner, $GRANTS(c.relacl,'r',c.relowner)$ AS grants,
CASE WHEN c.relkind IN ('v', 'm') AND c.relpersistence <> 'u' THEN NULL WHEN c.relpersistence = 'u' THEN 'yes' END AS unlogged,
CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, -1) END AS "of type",
CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS "partition by",
CASE WHEN c.relispartition THEN (SELECT i.inhparent::regclass::text || CASE WHEN i.inhdetachpending THEN ' (detach pending)' ELSE '' END FROM pg_inherits AS i WHERE i.inhrelid = c.oid) END AS "partition of",
CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bounds,
CASE WHEN NOT c.relispartition AND c.relkind IN ('r', 'f') THEN (SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) FROM pg_inherits AS i WHERE i.inhrelid = c.oid) END AS inherits,
CASE WHEN c.reloptions IS NOT NULL OR x.reloptions IS NOT NULL THEN (SELECT string_agg(o.v, ', ' ORDER BY o.v) FROM (SELECT unnest(c.reloptions) UNION ALL SELECT 'toast.' || unnest(x.reloptions)) AS o (v)) END AS "storage options",
CASE WHEN am.amname <> 'heap' THEN am.amname END AS "access method", ts.spcname AS tablespace,
CASE WHEN c.relkind IN ('r', 'p') THEN CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' END END AS "replica identity",
CASE WHEN c.relrowsecurity THEN 'enabled' END AS "row security", CASE WHEN c.relforcerowsecurity THEN 'yes' END AS "row security forced",
CASE WHEN c.relkind = 'm' AND c.relispopulated THEN 'yes' END AS populated,
s.srvname AS server, $SECRETS(ft.ftoptions)$ AS options
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace LEFT JOIN pg_type AS t ON t.oid = c.reltype LEFT JOIN pg_class AS x ON x.oid = c.reltoastrelid
LEFT JOIN pg_am AS am ON am.oid = c.relam LEFT JOIN pg_tablespace AS ts ON ts.oid = c.reltablespace
LEFT JOIN pg_foreign_table AS ft ON ft.ftrelid = c.oid LEFT JOIN pg_foreign_server AS s ON s.oid = ft.ftserver
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relpersistence <> 't' AND $USERS$ AND $OWN(pg_class,c)$)");

const auto Sequences = QStringLiteral(R"(
SELECT 'sequence' AS kind, n.nspname AS schema, c.relname AS name, '1259' AS class, c.oid::text AS oid, '0' AS sub,
format('CREATE %sSEQUENCE %I.%I', CASE WHEN c.relpersistence = 'u' THEN 'UNLOGGED ' END, n.nspname, c.relname) AS prefix,
format(' AS %s START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s', format_type(s.seqtypid, -1), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, CASE WHEN s.seqcycle THEN ' CYCLE' END) AS body,
format_type(s.seqtypid, -1) AS type, s.seqstart::text AS start, s.seqincrement::text AS increment, s.seqmin::text AS minimum, s.seqmax::text AS maximum,
s.seqcache::text AS cache, CASE WHEN s.seqcycle THEN 'yes' END AS cycle, CASE WHEN c.relpersistence = 'u' THEN 'yes' END AS unlogged,
o.owner || '.' || quote_ident(o.attname) AS "owned by", CASE WHEN o.deptype = 'i' THEN 'yes' END AS identity, o.relpersistence AS _ownerpersistence,
pg_get_userbyid(c.relowner) AS owner, $GRANTS(c.relacl,'s',c.relowner)$ AS grants
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_sequence AS s ON s.seqrelid = c.oid
LEFT JOIN (SELECT d.objid, d.deptype, d.refobjid::regclass::text AS owner, a.attname, w.relpersistence FROM pg_depend AS d JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
 JOIN pg_class AS w ON w.oid = d.refobjid WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
 AND EXISTS (SELECT FROM pg_sequence AS q WHERE q.seqrelid = d.objid)) AS o ON o.objid = c.oid
WHERE c.relpersistence <> 't' AND $USERS$ AND $OWN(pg_class,c)$)");

const auto Columns = QStringLiteral(R"(
SELECT 'column' AS kind, n.nspname AS schema, c.relname AS "table", a.attname AS name, '1259' AS class, c.oid::text AS oid, a.attnum::text AS sub,
d.oid::text AS _default, format_type(a.atttypid, a.atttypmod) AS type, CASE WHEN a.attnotnull THEN 'yes' END AS "not null",
CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS "default",
CASE WHEN a.attgenerated <> '' THEN '(' || pg_get_expr(d.adbin, d.adrelid) || CASE a.attgenerated WHEN 'v' THEN ') VIRTUAL' ELSE ') STORED' END END AS generated,
CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END AS identity,
CASE WHEN a.attcollation <> t.typcollation THEN (SELECT format('%I.%I', cn.nspname, l.collname) FROM pg_collation AS l JOIN pg_namespace AS cn ON cn.oid = l.collnamespace WHERE l.oid = a.attcollation) END AS collation,
$V14[[CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END]][[NULL]]$ AS compression,
CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END AS storage,
CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END AS "statistics target",
CASE WHEN a.attoptions IS NOT NULL THEN $OPTIONS(a.attoptions)$ END AS options,
CASE WHEN a.attfdwoptions IS NOT NULL THEN (SELECT string_agg(quote_ident(o.option_name) || ' ' || quote_literal(o.option_value), ', ' ORDER BY o.option_name) FROM pg_options_to_table(a.attfdwoptions) AS o) END AS "foreign options",
CASE WHEN a.attinhcount > 0 AND NOT a.attislocal AND NOT c.relispartition THEN 'yes' END AS inherited,
$V18[[(SELECT quote_ident(k.conname) || CASE WHEN k.connoinherit THEN ' NO INHERIT' ELSE '' END || CASE WHEN NOT k.convalidated THEN ' NOT VALID' ELSE '' END FROM pg_constraint AS k WHERE k.conrelid = c.oid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum]
 AND (k.conname <> c.relname || '_' || a.attname || '_not_null' OR k.connoinherit OR NOT k.convalidated))]][[NULL]]$ AS "not null constraint",
$GRANTS(a.attacl,'c',c.relowner)$ AS grants
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND c.relpersistence <> 't' AND a.attnum > 0 AND NOT a.attisdropped AND $USERS$
ORDER BY a.attrelid, a.attnum)");

const auto IndexFacts = QStringLiteral(R"(
CASE WHEN i.reloptions IS NOT NULL THEN $OPTIONS(i.reloptions)$ END AS "storage options", ts.spcname AS tablespace, CASE WHEN x.indisclustered THEN 'yes' END AS clustered,
CASE WHEN x.indisreplident THEN 'yes' END AS "replica identity", CASE WHEN NOT x.indisvalid THEN 'no' END AS valid,
CASE WHEN i.relispartition THEN (SELECT p.inhparent::regclass::text FROM pg_inherits AS p WHERE p.inhrelid = i.oid) END AS "attached to")");

const auto Constraints = QStringLiteral(R"(
SELECT 'constraint' AS kind, n.nspname AS schema, coalesce(c.relname, t.typname) AS "table", k.conname AS name, '2606' AS class, k.oid::text AS oid, '0' AS sub,
CASE WHEN k.contypid <> 0 THEN '1247' ELSE '1259' END AS _ownerclass, coalesce(c.oid, t.oid)::text AS _owner,
format('CONSTRAINT %I ', k.conname) AS prefix, pg_get_constraintdef(k.oid) AS body, i.oid::text AS _index,
CASE k.contype WHEN 'c' THEN 'check' WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'x' THEN 'exclude' WHEN 'f' THEN 'foreign key' ELSE 'not null' END AS type,
CASE WHEN k.condeferred THEN 'initially deferred' WHEN k.condeferrable THEN 'yes' END AS deferrable, CASE WHEN NOT k.convalidated THEN 'no' END AS validated,
CASE k.confupdtype WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END AS "on update",
CASE k.confdeltype WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'd' THEN 'set default' END AS "on delete",
CASE WHEN k.contype = 'f' THEN k.confrelid::regclass::text END AS "references",
CASE WHEN k.contype = 'f' THEN (SELECT string_agg(DISTINCT g.tgrelid::regclass::text, ', ') FROM pg_trigger AS g WHERE g.tgconstraint = k.oid AND g.tgenabled = 'D') END AS "not enforced by",
CASE WHEN k.coninhcount > 0 AND NOT k.conislocal AND k.contype = 'c' AND NOT c.relispartition THEN 'yes' END AS inherited,)"
                                        ) + IndexFacts + QStringLiteral(R"(
FROM pg_constraint AS k JOIN pg_namespace AS n ON n.oid = k.connamespace LEFT JOIN pg_class AS c ON c.oid = k.conrelid LEFT JOIN pg_type AS t ON t.oid = k.contypid
LEFT JOIN pg_class AS i ON i.oid = k.conindid AND k.contype IN ('p', 'u', 'x') LEFT JOIN pg_index AS x ON x.indexrelid = i.oid LEFT JOIN pg_tablespace AS ts ON ts.oid = i.reltablespace
WHERE k.contype IN ('c', 'p', 'u', 'x', 'f', 'n') AND (k.contype <> 'n' OR k.contypid <> 0) AND (k.contype <> 'f' OR k.conparentid = 0) AND $USERS$
ORDER BY k.oid)");

const auto Indexes = QStringLiteral(R"(
SELECT 'index' AS kind, n.nspname AS schema, c.relname AS "table", i.relname AS name, '1259' AS class, i.oid::text AS oid, '0' AS sub, '1259' AS _ownerclass, c.oid::text AS _owner,
format('CREATE %sINDEX %I ON %s%I.%I ', CASE WHEN x.indisunique THEN 'UNIQUE ' END, i.relname, CASE WHEN i.relkind = 'I' THEN 'ONLY ' END, n.nspname, c.relname) AS prefix,
substr(pg_get_indexdef(i.oid), length(format('CREATE %sINDEX %I ON %s%I.%I ', CASE WHEN x.indisunique THEN 'UNIQUE ' END, i.relname, CASE WHEN i.relkind = 'I' THEN 'ONLY ' END, n.nspname, c.relname)) + 1) AS body,
CASE WHEN x.indisunique THEN 'yes' END AS unique, CASE WHEN am.amname <> 'btree' THEN am.amname END AS method, pg_get_expr(x.indpred, x.indrelid) AS "where",
CASE WHEN x.indexprs IS NOT NULL THEN (SELECT string_agg(a.attnum || ': ' || a.attstattarget, ', ' ORDER BY a.attnum) FROM pg_attribute AS a WHERE a.attrelid = i.oid AND a.attstattarget >= 0) END AS "statistics targets",)"
                                    ) + IndexFacts + QStringLiteral(R"(
FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_class AS c ON c.oid = x.indrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_am AS am ON am.oid = i.relam LEFT JOIN pg_tablespace AS ts ON ts.oid = i.reltablespace
LEFT JOIN pg_constraint AS k ON k.conindid = i.oid AND k.conrelid = c.oid AND k.contype IN ('p', 'u', 'x')
WHERE k.oid IS NULL AND c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND $USERS$)");

const auto TableThings = QStringLiteral(R"(
SELECT 'trigger' AS kind, n.nspname AS schema, c.relname AS "table", t.tgname AS name, '2620' AS class, t.oid::text AS oid, '0' AS sub, '1259' AS _ownerclass, c.oid::text AS _owner,
pg_get_triggerdef(t.oid) AS definition,
replace(substr(pg_get_triggerdef(t.oid), length(format('CREATE %sTRIGGER %I', CASE WHEN t.tgconstraint <> 0 THEN 'CONSTRAINT ' END, t.tgname)) + 1), format(' ON %I.%I ', n.nspname, c.relname), ' ON ') AS canonical,
jsonb_build_object('enabled', CASE t.tgenabled WHEN 'D' THEN 'no' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' WHEN 'O' THEN CASE WHEN t.tgparentid <> 0 THEN 'origin' END END,
 'of partition', CASE WHEN t.tgparentid <> 0 THEN 'yes' END)::text AS attributes
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_trigger AS u ON u.oid = t.tgparentid
WHERE CASE WHEN t.tgparentid = 0 THEN NOT t.tgisinternal ELSE t.tgconstraint = 0 AND t.tgenabled <> u.tgenabled END AND $USERS$
UNION ALL SELECT 'rule', n.nspname, c.relname, r.rulename, '2618', r.oid::text, '0', '1259', c.oid::text,
rtrim(pg_get_ruledef(r.oid), ';'),
replace(substr(rtrim(pg_get_ruledef(r.oid), ';'), length(format('CREATE RULE %I', r.rulename)) + 1), format(' TO %I.%I ', n.nspname, c.relname), ' TO '),
jsonb_build_object('enabled', CASE r.ev_enabled WHEN 'D' THEN 'no' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END)::text
FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND $USERS$
UNION ALL SELECT 'policy', n.nspname, c.relname, p.polname, '3256', p.oid::text, '0', '1259', c.oid::text,
format('CREATE POLICY %I ON %I.%I%s FOR %s TO %s%s%s', p.polname, n.nspname, c.relname, CASE WHEN NOT p.polpermissive THEN ' AS RESTRICTIVE' END, f.cmd, f.roles,
 ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'), 'policy',
jsonb_build_object('restrictive', CASE WHEN NOT p.polpermissive THEN 'yes' END, 'for', f.cmd, 'to', f.roles, 'using', pg_get_expr(p.polqual, p.polrelid), 'with check', pg_get_expr(p.polwithcheck, p.polrelid))::text
FROM pg_policy AS p JOIN pg_class AS c ON c.oid = p.polrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace,
LATERAL (SELECT CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS cmd,
 (SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ' ORDER BY pg_get_userbyid(r)) FROM unnest(p.polroles) AS r) AS roles) AS f
WHERE $USERS$)");

} // namespace

QStringList relationQueries()
{
    return {Relations, Sequences, Columns, Constraints, Indexes, TableThings};
}

} // namespace lk
