// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/catalogqueries.h"

namespace lk {

namespace {

const auto Schemas = QStringLiteral(R"(
SELECT 'schema' AS kind, NULL AS schema, n.nspname::text AS name, '2615' AS class, n.oid::text AS oid, '0' AS sub, format('CREATE SCHEMA %I', n.nspname) AS prefix, '' AS body,
jsonb_build_object('owner', pg_get_userbyid(n.nspowner), 'grants', $GRANTS(n.nspacl,'n',n.nspowner)$)::text AS attributes
FROM pg_namespace AS n WHERE n.nspname <> 'public' AND $USERS$ AND $OWN(pg_namespace,n)$
UNION ALL SELECT 'built-in object', NULL, 'SCHEMA public', '2615', n.oid::text, '0', 'ALTER SCHEMA public', '', jsonb_build_object('owner', NULLIF(pg_get_userbyid(n.nspowner), $V15[[pg_get_userbyid(6171)]][[pg_get_userbyid(10)]]$),
 'grants', NULLIF($ACL(coalesce(n.nspacl, acldefault('n', n.nspowner)),,n.nspowner)$, $V15[['OWNER: CREATE, USAGE; PUBLIC: USAGE']][['OWNER: CREATE, USAGE; PUBLIC: CREATE, USAGE']]$))::text
FROM pg_namespace AS n WHERE n.nspname = 'public'
UNION ALL SELECT 'missing built-in object', NULL, 'SCHEMA public', '0', '0', '0', 'DROP SCHEMA public', '', '{}' WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public')
UNION ALL SELECT 'missing built-in object', NULL, 'EXTENSION plpgsql', '0', '0', '0', 'DROP EXTENSION plpgsql', '', '{}' WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'plpgsql')
UNION ALL SELECT 'extension', NULL, e.extname, '3079', e.oid::text, '0', format('CREATE EXTENSION %I', e.extname), format(' WITH SCHEMA %I VERSION %L', n.nspname, e.extversion),
jsonb_build_object('version', e.extversion, 'schema', n.nspname)::text
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE e.oid >= 16384
UNION ALL SELECT 'language', NULL, l.lanname, '2612', l.oid::text, '0', format('CREATE %sLANGUAGE %I', CASE WHEN l.lanpltrusted THEN 'TRUSTED ' END, l.lanname),
format(' HANDLER %s%s%s', l.lanplcallfoid::regproc, CASE WHEN l.laninline <> 0 THEN ' INLINE ' || l.laninline::regproc END, CASE WHEN l.lanvalidator <> 0 THEN ' VALIDATOR ' || l.lanvalidator::regproc END),
jsonb_build_object('owner', pg_get_userbyid(l.lanowner), 'trusted', CASE WHEN l.lanpltrusted THEN 'yes' END, 'grants', $GRANTS(l.lanacl,'l',l.lanowner)$)::text
FROM pg_language AS l WHERE l.lanispl AND $OWN(pg_language,l)$
UNION ALL SELECT 'access method', NULL, a.amname, '2601', a.oid::text, '0', format('CREATE ACCESS METHOD %I', a.amname), format(' TYPE %s HANDLER %s', CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, a.amhandler::regproc), '{}'
FROM pg_am AS a WHERE $OWN(pg_am,a)$
UNION ALL SELECT 'foreign data wrapper', NULL, f.fdwname, '2328', f.oid::text, '0', format('CREATE FOREIGN DATA WRAPPER %I', f.fdwname),
concat(CASE WHEN f.fdwhandler <> 0 THEN ' HANDLER ' || f.fdwhandler::regproc::text END, CASE WHEN f.fdwvalidator <> 0 THEN ' VALIDATOR ' || f.fdwvalidator::regproc::text END, ' OPTIONS (' || $SECRETS(f.fdwoptions)$ || ')'),
jsonb_build_object('owner', pg_get_userbyid(f.fdwowner), 'options', $SECRETS(f.fdwoptions)$, 'handler', NULLIF(f.fdwhandler::regproc::text, '-'), 'validator', NULLIF(f.fdwvalidator::regproc::text, '-'), 'grants', $GRANTS(f.fdwacl,'F',f.fdwowner)$)::text
FROM pg_foreign_data_wrapper AS f WHERE $OWN(pg_foreign_data_wrapper,f)$
UNION ALL SELECT 'server', NULL, s.srvname, '1417', s.oid::text, '0', format('CREATE SERVER %I', s.srvname),
format('%s%s FOREIGN DATA WRAPPER %I%s', ' TYPE ' || quote_literal(s.srvtype), ' VERSION ' || quote_literal(s.srvversion), f.fdwname, ' OPTIONS (' || $SECRETS(s.srvoptions)$ || ')'),
jsonb_build_object('owner', pg_get_userbyid(s.srvowner), 'type', s.srvtype, 'version', s.srvversion, 'wrapper', f.fdwname, 'options', $SECRETS(s.srvoptions)$, 'grants', $GRANTS(s.srvacl,'S',s.srvowner)$)::text
FROM pg_foreign_server AS s JOIN pg_foreign_data_wrapper AS f ON f.oid = s.srvfdw WHERE $OWN(pg_foreign_server,s)$
UNION ALL SELECT 'user mapping', NULL, format('%s on %s', m.usename, quote_ident(m.srvname)), '1418', m.umid::text, '0', format('CREATE USER MAPPING FOR %s SERVER %I', CASE WHEN m.umuser = 0 THEN 'PUBLIC' ELSE quote_ident(m.usename) END, m.srvname),
coalesce(' OPTIONS (' || $SECRETS(m.umoptions)$ || ')', ''), jsonb_build_object('options', $SECRETS(m.umoptions)$)::text
FROM pg_user_mappings AS m
UNION ALL SELECT 'event trigger', NULL, t.evtname, '3466', t.oid::text, '0', format('CREATE EVENT TRIGGER %I', t.evtname),
format(' ON %s%s EXECUTE FUNCTION %s()', t.evtevent, E' WHEN tag IN (' || (SELECT string_agg(quote_literal(g), ', ' ORDER BY g) FROM unnest(t.evttags) AS g) || ')', t.evtfoid::regproc),
jsonb_build_object('owner', pg_get_userbyid(t.evtowner), 'event', t.evtevent, 'tags', array_to_string(t.evttags, ', '), 'function', t.evtfoid::regproc, 'enabled', CASE t.evtenabled WHEN 'D' THEN 'no' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END)::text
FROM pg_event_trigger AS t WHERE $OWN(pg_event_trigger,t)$
UNION ALL SELECT 'cast', NULL, format('(%s AS %s)', format_type(c.castsource, -1), format_type(c.casttarget, -1)), '2605', c.oid::text, '0', format('CREATE CAST (%s AS %s)', format_type(c.castsource, -1), format_type(c.casttarget, -1)),
concat(' ', CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure WHEN 'b' THEN 'WITHOUT FUNCTION' ELSE 'WITH INOUT' END, CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' END), '{}'
FROM pg_cast AS c WHERE $MADE(pg_cast,c)$
UNION ALL SELECT 'transform', NULL, format('FOR %s LANGUAGE %I', format_type(t.trftype, -1), l.lanname), '3576', t.oid::text, '0', format('CREATE TRANSFORM FOR %s LANGUAGE %I', format_type(t.trftype, -1), l.lanname),
format(' (%s)', concat_ws(', ', CASE WHEN t.trffromsql <> 0 THEN 'FROM SQL WITH FUNCTION ' || t.trffromsql::regprocedure END, CASE WHEN t.trftosql <> 0 THEN 'TO SQL WITH FUNCTION ' || t.trftosql::regprocedure END)), '{}'
FROM pg_transform AS t JOIN pg_language AS l ON l.oid = t.trflang WHERE $OWN(pg_transform,t)$
UNION ALL SELECT 'default privileges', n.nspname, format('of %I%s on %s', pg_get_userbyid(d.defaclrole), CASE WHEN d.defaclnamespace = 0 THEN ' everywhere' ELSE '' END,
 CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'ROUTINES' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END), '826', d.oid::text, '0',
format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s', pg_get_userbyid(d.defaclrole), ' IN SCHEMA ' || quote_ident(n.nspname)), '',
jsonb_build_object('owner', quote_ident(pg_get_userbyid(d.defaclrole)), 'everywhere', CASE WHEN d.defaclnamespace = 0 THEN 'yes' END, 'on', CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'ROUTINES' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END,
 'grants', $ACL(d.defaclacl,,d.defaclrole)$)::text
FROM pg_default_acl AS d LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace
UNION ALL SELECT 'setting', NULL, concat(CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole) || ': ' END, split_part(c.v, '=', 1)), '2964', '0', '0', '', '',
jsonb_build_object('value', substr(c.v, position('=' IN c.v) + 1), 'parameter', split_part(c.v, '=', 1), 'role', CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole) END)::text
FROM pg_db_role_setting AS s, unnest(s.setconfig) AS c (v) WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database()))");

const auto InSchemas = QStringLiteral(R"(
SELECT 'collation' AS kind, n.nspname AS schema, l.collname AS name, '3456' AS class, l.oid::text AS oid, '0' AS sub, format('CREATE COLLATION %I.%I', n.nspname, l.collname) AS prefix,
format(' (%s)', concat_ws(', ', 'PROVIDER = ' || CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' WHEN 'd' THEN 'default' ELSE 'libc' END, CASE WHEN NOT l.collisdeterministic THEN 'DETERMINISTIC = false' END,
 'LOCALE = ' || quote_literal(coalesce(j.v ->> 'colllocale', j.v ->> 'colliculocale', CASE WHEN l.collcollate = l.collctype OR l.collprovider <> 'c' THEN l.collcollate END)),
 CASE WHEN l.collprovider = 'c' AND l.collcollate <> l.collctype THEN format('LC_COLLATE = %L, LC_CTYPE = %L', l.collcollate, l.collctype) END, 'RULES = ' || quote_literal(j.v ->> 'collicurules'))) AS body,
jsonb_build_object('owner', pg_get_userbyid(l.collowner), 'version', l.collversion)::text AS attributes
FROM pg_collation AS l JOIN pg_namespace AS n ON n.oid = l.collnamespace, LATERAL (SELECT to_jsonb(l) AS v) AS j WHERE $USERS$ AND $OWN(pg_collation,l)$
UNION ALL SELECT 'conversion', n.nspname, c.conname, '2607', c.oid::text, '0', format('CREATE %sCONVERSION %I.%I', CASE WHEN c.condefault THEN 'DEFAULT ' END, n.nspname, c.conname),
format(' FOR %L TO %L FROM %s', pg_encoding_to_char(c.conforencoding), pg_encoding_to_char(c.contoencoding), c.conproc), jsonb_build_object('owner', pg_get_userbyid(c.conowner), 'default', CASE WHEN c.condefault THEN 'yes' END)::text
FROM pg_conversion AS c JOIN pg_namespace AS n ON n.oid = c.connamespace WHERE $USERS$ AND $OWN(pg_conversion,c)$
UNION ALL SELECT 'text search parser', n.nspname, p.prsname, '3601', p.oid::text, '0', format('CREATE TEXT SEARCH PARSER %I.%I', n.nspname, p.prsname),
format(' (START = %s, GETTOKEN = %s, END = %s, LEXTYPES = %s%s)', p.prsstart, p.prstoken, p.prsend, p.prslextype, CASE WHEN p.prsheadline <> 0 THEN ', HEADLINE = ' || p.prsheadline::text END), '{}'
FROM pg_ts_parser AS p JOIN pg_namespace AS n ON n.oid = p.prsnamespace WHERE $USERS$ AND $OWN(pg_ts_parser,p)$
UNION ALL SELECT 'text search template', n.nspname, t.tmplname, '3764', t.oid::text, '0', format('CREATE TEXT SEARCH TEMPLATE %I.%I', n.nspname, t.tmplname),
format(' (%sLEXIZE = %s)', CASE WHEN t.tmplinit <> 0 THEN 'INIT = ' || t.tmplinit::text || ', ' END, t.tmpllexize), '{}'
FROM pg_ts_template AS t JOIN pg_namespace AS n ON n.oid = t.tmplnamespace WHERE $USERS$ AND $OWN(pg_ts_template,t)$
UNION ALL SELECT 'text search dictionary', n.nspname, d.dictname, '3600', d.oid::text, '0', format('CREATE TEXT SEARCH DICTIONARY %I.%I', n.nspname, d.dictname),
format(' (TEMPLATE = %I.%I%s)', tn.nspname, t.tmplname, ', ' || d.dictinitoption), jsonb_build_object('owner', pg_get_userbyid(d.dictowner), 'options', d.dictinitoption)::text
FROM pg_ts_dict AS d JOIN pg_namespace AS n ON n.oid = d.dictnamespace JOIN pg_ts_template AS t ON t.oid = d.dicttemplate JOIN pg_namespace AS tn ON tn.oid = t.tmplnamespace WHERE $USERS$ AND $OWN(pg_ts_dict,d)$
UNION ALL SELECT 'text search configuration', n.nspname, c.cfgname, '3602', c.oid::text, '0', format('CREATE TEXT SEARCH CONFIGURATION %I.%I', n.nspname, c.cfgname), format(' (PARSER = %I.%I)', pn.nspname, p.prsname),
jsonb_build_object('owner', pg_get_userbyid(c.cfgowner), 'mappings', (SELECT string_agg(m.line, '; ' ORDER BY m.line) FROM (SELECT quote_ident(tt.alias) || ' WITH ' || string_agg(mp.mapdict::regdictionary::text, ', ' ORDER BY mp.mapseqno) AS line
 FROM pg_ts_config_map AS mp JOIN ts_token_type(c.cfgparser) AS tt ON tt.tokid = mp.maptokentype WHERE mp.mapcfg = c.oid GROUP BY tt.alias) AS m))::text
FROM pg_ts_config AS c JOIN pg_namespace AS n ON n.oid = c.cfgnamespace JOIN pg_ts_parser AS p ON p.oid = c.cfgparser JOIN pg_namespace AS pn ON pn.oid = p.prsnamespace WHERE $USERS$ AND $OWN(pg_ts_config,c)$
UNION ALL SELECT 'statistics', n.nspname, s.stxname, '3381', s.oid::text, '0', format('CREATE STATISTICS %I.%I', n.nspname, s.stxname), substr(pg_get_statisticsobjdef(s.oid), length(format('CREATE STATISTICS %I.%I', n.nspname, s.stxname)) + 1),
jsonb_build_object('owner', pg_get_userbyid(s.stxowner), 'target', CASE WHEN s.stxstattarget >= 0 THEN s.stxstattarget::text END)::text
FROM pg_statistic_ext AS s JOIN pg_namespace AS n ON n.oid = s.stxnamespace WHERE $USERS$ AND $OWN(pg_statistic_ext,s)$
UNION ALL SELECT 'publication', NULL, p.pubname, '6104', p.oid::text, '0', format('CREATE PUBLICATION %I', p.pubname),
format('%s WITH (publish = %L, publish_via_partition_root = %s)', CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE ' FOR ' || NULLIF(concat_ws(', ', 'TABLE ' || f.tables, 'TABLES IN SCHEMA ' || f.schemas), '') END, f.operations, p.pubviaroot::text),
jsonb_build_object('owner', pg_get_userbyid(p.pubowner), 'all tables', CASE WHEN p.puballtables THEN 'yes' END, 'tables', f.tables, 'schemas', f.schemas, 'publish', f.operations, 'via root', CASE WHEN p.pubviaroot THEN 'yes' END, 'generated columns', NULLIF(to_jsonb(p) ->> 'pubgencols', 'n'))::text
FROM pg_publication AS p, LATERAL (SELECT concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END) AS operations,
 (SELECT string_agg('ONLY ' || r.prrelid::regclass::text || $V15[[coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute AS a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) || ')', '') || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')]][['']]$,
  ', ' ORDER BY r.prrelid::regclass::text) FROM pg_publication_rel AS r WHERE r.prpubid = p.oid) AS tables,
 $V15[[(SELECT string_agg(quote_ident(pn.nspname), ', ' ORDER BY pn.nspname) FROM pg_publication_namespace AS r JOIN pg_namespace AS pn ON pn.oid = r.pnnspid WHERE r.pnpubid = p.oid)]][[NULL::text]]$ AS schemas) AS f
WHERE $OWN(pg_publication,p)$
UNION ALL SELECT 'subscription', NULL, s.subname, '6100', s.oid::text, '0', format('CREATE SUBSCRIPTION %I', s.subname), format(' CONNECTION %L PUBLICATION %s', f.connection, f.publications),
jsonb_build_object('owner', pg_get_userbyid(s.subowner), 'connection', f.connection, 'publications', f.publications, 'enabled', CASE WHEN NOT s.subenabled THEN 'no' END, 'slot', s.subslotname, 'synchronous commit', s.subsynccommit, 'binary', $V14[[CASE WHEN s.subbinary THEN 'yes' END]][[NULL]]$,
 'streaming', $V14[[NULLIF(s.substream::text, 'false')]][[NULL]]$, 'two phase', $V15[[NULLIF(s.subtwophasestate, 'd')]][[NULL]]$, 'disable on error', $V15[[CASE WHEN s.subdisableonerr THEN 'yes' END]][[NULL]]$, 'origin', $V16[[NULLIF(s.suborigin, 'any')]][[NULL]]$,
 'password required', $V16[[CASE WHEN NOT s.subpasswordrequired THEN 'no' END]][[NULL]]$, 'run as owner', $V16[[CASE WHEN s.subrunasowner THEN 'yes' END]][[NULL]]$, 'failover', $V17[[CASE WHEN s.subfailover THEN 'yes' END]][[NULL]]$)::text
FROM pg_subscription AS s, LATERAL (SELECT (SELECT string_agg(quote_ident(u), ', ' ORDER BY u) FROM unnest(s.subpublications) AS u) AS publications,
 regexp_replace(regexp_replace($CONNINFO$, '(password)(\s*=\s*)(''([^''\\]|\\.)*''|\S+)', '\1\2hidden', 'gi'), '(://[^:/@]*):[^@]*@', '\1:hidden@', 'g') || coalesce(' #' || left(encode(sha256(convert_to($CONNINFO$, 'UTF8')), 'hex'), 8), '') AS connection) AS f
WHERE s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()))");

// What somebody granted or took on objects that came with the server or an extension.
const auto BuiltIns = QStringLiteral(R"(
SELECT 'built-in object' AS kind, NULL AS schema, b.name AS name, b.class::oid::text AS class, b.oid::text AS oid, b.sub::text AS sub, 'GRANT ON ' || b.name AS prefix, '' AS body, jsonb_build_object('grants', b.now)::text AS attributes
FROM (SELECT format('%s %s.%s', 'ROUTINE', quote_ident(n.nspname), format('%I(%s)', p.proname, oidvectortypes(p.proargtypes))) AS name, 'pg_proc'::regclass AS class, p.oid, 0 AS sub,
 $ACL(p.proacl,,p.proowner)$ AS now, $ACL(coalesce(i.initprivs, acldefault('f', p.proowner)),,p.proowner)$ AS before
 FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace LEFT JOIN pg_init_privs AS i ON i.classoid = 'pg_proc'::regclass AND i.objoid = p.oid WHERE p.proacl IS DISTINCT FROM i.initprivs AND p.proacl IS NOT NULL AND NOT ($OWN(pg_proc,p)$)
UNION ALL SELECT format('%s %I.%I', CASE p.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, n.nspname, p.relname), 'pg_class'::regclass, p.oid, 0,
 $ACL(p.relacl,,p.relowner)$, $ACL(coalesce(i.initprivs, acldefault((CASE p.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", p.relowner)),,p.relowner)$
 FROM pg_class AS p JOIN pg_namespace AS n ON n.oid = p.relnamespace LEFT JOIN pg_init_privs AS i ON i.classoid = 'pg_class'::regclass AND i.objoid = p.oid AND i.objsubid = 0 WHERE p.relacl IS DISTINCT FROM i.initprivs AND p.relacl IS NOT NULL AND p.relkind <> 'i' AND n.nspname <> 'information_schema' AND NOT ($OWN(pg_class,p)$)
UNION ALL SELECT format('TYPE %I.%I', n.nspname, p.typname), 'pg_type'::regclass, p.oid, 0, $ACL(p.typacl,,p.typowner)$, $ACL(coalesce(i.initprivs, acldefault('T', p.typowner)),,p.typowner)$
 FROM pg_type AS p JOIN pg_namespace AS n ON n.oid = p.typnamespace LEFT JOIN pg_init_privs AS i ON i.classoid = 'pg_type'::regclass AND i.objoid = p.oid WHERE p.typacl IS DISTINCT FROM i.initprivs AND p.typacl IS NOT NULL AND n.nspname <> 'information_schema' AND NOT ($OWN(pg_type,p)$)
UNION ALL SELECT format('LANGUAGE %I', p.lanname), 'pg_language'::regclass, p.oid, 0, $ACL(p.lanacl,,p.lanowner)$, $ACL(coalesce(i.initprivs, acldefault('l', p.lanowner)),,p.lanowner)$
 FROM pg_language AS p LEFT JOIN pg_init_privs AS i ON i.classoid = 'pg_language'::regclass AND i.objoid = p.oid WHERE p.lanacl IS DISTINCT FROM i.initprivs AND p.lanacl IS NOT NULL AND NOT ($OWN(pg_language,p)$)
UNION ALL SELECT format('SCHEMA %I', p.nspname), 'pg_namespace'::regclass, p.oid, 0, $ACL(p.nspacl,,p.nspowner)$, $ACL(coalesce(i.initprivs, acldefault('n', p.nspowner)),,p.nspowner)$
 FROM pg_namespace AS p LEFT JOIN pg_init_privs AS i ON i.classoid = 'pg_namespace'::regclass AND i.objoid = p.oid WHERE p.nspacl IS DISTINCT FROM i.initprivs AND p.nspacl IS NOT NULL AND p.nspname NOT IN ('public', 'information_schema') AND p.nspname !~ '^pg_(toast|temp)' AND NOT ($OWN(pg_namespace,p)$)) AS b
WHERE b.now IS DISTINCT FROM b.before)");

} // namespace

QStringList smallObjectQueries()
{
    return {Schemas, InSchemas, BuiltIns};
}

} // namespace lk
