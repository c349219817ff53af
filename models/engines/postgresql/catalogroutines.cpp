// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/catalogqueries.h"

namespace lk {

namespace {

const auto Routines = QStringLiteral(R"(
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END AS kind, n.nspname AS schema,
format('%I(%s)', p.proname, oidvectortypes(p.proargtypes)) AS name, '1255' AS class, p.oid::text AS oid, '0' AS sub,
format('CREATE OR REPLACE %s %I.%I', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, n.nspname, p.proname) AS prefix,
rtrim(substr(pg_get_functiondef(p.oid), length(format('CREATE OR REPLACE %s %I.%I', CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, n.nspname, p.proname)) + 1), E'\n') AS body,
pg_get_function_arguments(p.oid) AS arguments, pg_get_function_result(p.oid) AS returns, l.lanname AS language, CASE p.prokind WHEN 'w' THEN 'yes' END AS "window function",
CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' END AS volatility, CASE WHEN p.proisstrict THEN 'yes' END AS strict,
CASE WHEN p.prosecdef THEN 'definer' END AS security, CASE WHEN p.proleakproof THEN 'yes' END AS leakproof,
CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END AS parallel, p.procost::text AS cost, CASE WHEN p.proretset THEN p.prorows::text END AS rows,
CASE WHEN p.prosupport <> 0 THEN p.prosupport::text END AS support, array_to_string(p.proconfig, '; ') AS settings,
pg_get_userbyid(p.proowner) AS owner, $GRANTS(p.proacl,'f',p.proowner)$ AS grants
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace JOIN pg_language AS l ON l.oid = p.prolang
WHERE p.prokind <> 'a' AND $USERS$ AND $MADE(pg_proc,p)$)");

const auto Aggregates = QStringLiteral(R"(
SELECT 'aggregate' AS kind, n.nspname AS schema, format('%I(%s)', p.proname, oidvectortypes(p.proargtypes)) AS name, '1255' AS class, p.oid::text AS oid, '0' AS sub,
format('CREATE AGGREGATE %I.%I', n.nspname, p.proname) AS prefix,
'(' || coalesce(NULLIF(pg_get_function_arguments(p.oid), ''), '*') || E') (\n    ' || concat_ws(E',\n    ',
'SFUNC = ' || a.aggtransfn::text, 'STYPE = ' || format_type(a.aggtranstype, -1), CASE WHEN a.aggtransspace <> 0 THEN 'SSPACE = ' || a.aggtransspace END,
CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC = ' || a.aggfinalfn::text END, CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
CASE WHEN a.aggfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN 'FINALFUNC_MODIFY = ' || CASE a.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
CASE WHEN a.aggcombinefn <> 0 THEN 'COMBINEFUNC = ' || a.aggcombinefn::text END, CASE WHEN a.aggserialfn <> 0 THEN 'SERIALFUNC = ' || a.aggserialfn::text END,
CASE WHEN a.aggdeserialfn <> 0 THEN 'DESERIALFUNC = ' || a.aggdeserialfn::text END, 'INITCOND = ' || quote_literal(a.agginitval),
CASE WHEN a.aggmtransfn <> 0 THEN 'MSFUNC = ' || a.aggmtransfn::text END, CASE WHEN a.aggminvtransfn <> 0 THEN 'MINVFUNC = ' || a.aggminvtransfn::text END,
CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || format_type(a.aggmtranstype, -1) END, CASE WHEN a.aggmtransspace <> 0 THEN 'MSSPACE = ' || a.aggmtransspace END,
CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC = ' || a.aggmfinalfn::text END, CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
CASE WHEN a.aggmtransfn <> 0 AND a.aggmfinalmodify <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END THEN 'MFINALFUNC_MODIFY = ' || CASE a.aggmfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
'MINITCOND = ' || quote_literal(a.aggminitval),
CASE WHEN a.aggsortop <> 0 THEN (SELECT format('SORTOP = OPERATOR(%I.%s)', sn.nspname, s.oprname) FROM pg_operator AS s JOIN pg_namespace AS sn ON sn.oid = s.oprnamespace WHERE s.oid = a.aggsortop) END,
CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END, CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END) || E'\n)' AS body,
pg_get_userbyid(p.proowner) AS owner, $GRANTS(p.proacl,'f',p.proowner)$ AS grants
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace JOIN pg_aggregate AS a ON a.aggfnoid = p.oid
WHERE $USERS$ AND $MADE(pg_proc,p)$)");

// Array types, row types and multiranges come with the types that they belong to.
const auto Types = QStringLiteral(R"(
SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END AS kind, n.nspname AS schema, t.typname AS name, '1247' AS class, t.oid::text AS oid, '0' AS sub,
t.typrelid::text AS _relation, t.typarray::text AS _arraytype, $V14[[r.rngmultitypid::text]][[NULL]]$ AS _multirange,
CASE WHEN t.typtype = 'd' THEN format('CREATE DOMAIN %I.%I', n.nspname, t.typname) ELSE format('CREATE TYPE %I.%I', n.nspname, t.typname) END AS prefix,
CASE t.typtype
WHEN 'd' THEN ' AS ' || format_type(t.typbasetype, t.typtypmod) || coalesce(' COLLATE ' || co.name, '') || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
WHEN 'e' THEN ' AS ENUM (' || coalesce((SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid), '') || ')'
WHEN 'c' THEN ' AS (' || coalesce((SELECT string_agg(E'\n    ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attcollation <> y.typcollation THEN
 (SELECT format(' COLLATE %I.%I', cn.nspname, l.collname) FROM pg_collation AS l JOIN pg_namespace AS cn ON cn.oid = l.collnamespace WHERE l.oid = a.attcollation) ELSE '' END, ',' ORDER BY a.attnum)
 FROM pg_attribute AS a JOIN pg_type AS y ON y.oid = a.atttypid WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped), '') || E'\n)'
WHEN 'r' THEN ' AS RANGE (' || concat_ws(', ', 'SUBTYPE = ' || format_type(r.rngsubtype, -1), (SELECT format('SUBTYPE_OPCLASS = %I.%I', cn.nspname, oc.opcname) FROM pg_opclass AS oc JOIN pg_namespace AS cn ON cn.oid = oc.opcnamespace WHERE oc.oid = r.rngsubopc),
 'COLLATION = ' || co.name, CASE WHEN r.rngcanonical <> 0 THEN 'CANONICAL = ' || r.rngcanonical::text END, CASE WHEN r.rngsubdiff <> 0 THEN 'SUBTYPE_DIFF = ' || r.rngsubdiff::text END,
 $V14[['MULTIRANGE_TYPE_NAME = ' || (SELECT format('%I.%I', mn.nspname, m.typname) FROM pg_type AS m JOIN pg_namespace AS mn ON mn.oid = m.typnamespace WHERE m.oid = r.rngmultitypid)]][[NULL]]$) || ')'
ELSE CASE WHEN NOT t.typisdefined THEN '' ELSE ' (' || concat_ws(', ', 'INPUT = ' || t.typinput::text, 'OUTPUT = ' || t.typoutput::text, CASE WHEN t.typreceive <> 0 THEN 'RECEIVE = ' || t.typreceive::text END,
 CASE WHEN t.typsend <> 0 THEN 'SEND = ' || t.typsend::text END, CASE WHEN t.typmodin <> 0 THEN 'TYPMOD_IN = ' || t.typmodin::text END, CASE WHEN t.typmodout <> 0 THEN 'TYPMOD_OUT = ' || t.typmodout::text END,
 CASE WHEN t.typanalyze <> 0 THEN 'ANALYZE = ' || t.typanalyze::text END, $V14[[CASE WHEN t.typsubscript <> 0 AND t.typelem = 0 THEN 'SUBSCRIPT = ' || t.typsubscript::text END]][[NULL]]$,
 'INTERNALLENGTH = ' || CASE WHEN t.typlen < 0 THEN 'VARIABLE' ELSE t.typlen::text END, CASE WHEN t.typbyval THEN 'PASSEDBYVALUE' END,
 'ALIGNMENT = ' || CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4' ELSE 'double' END, 'STORAGE = ' || CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'x' THEN 'extended' ELSE 'main' END,
 'CATEGORY = ' || quote_literal(t.typcategory::text), CASE WHEN t.typispreferred THEN 'PREFERRED = true' END, 'DEFAULT = ' || quote_literal(t.typdefault), CASE WHEN t.typelem <> 0 THEN 'ELEMENT = ' || format_type(t.typelem, -1) END,
 'DELIMITER = ' || quote_literal(t.typdelim::text), CASE WHEN t.typcollation <> 0 THEN 'COLLATABLE = true' END) || ')' END END AS body,
CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) WHEN 'e' THEN 'enum' WHEN 'c' THEN 'composite' WHEN 'r' THEN 'range' ELSE CASE WHEN t.typisdefined THEN 'base' ELSE 'shell' END END AS type,
CASE WHEN t.typtype = 'd' THEN t.typdefault END AS "default", CASE WHEN t.typtype = 'd' AND t.typnotnull THEN 'yes' END AS "not null", CASE WHEN t.typtype = 'd' THEN co.name END AS collation,
CASE WHEN t.typtype = 'e' THEN (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid) END AS values,
CASE WHEN r.rngcanonical <> 0 THEN r.rngcanonical::text END AS canonicalizer,
pg_get_userbyid(t.typowner) AS owner, $GRANTS(t.typacl,'T',t.typowner)$ AS grants
FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace LEFT JOIN pg_class AS c ON c.oid = t.typrelid LEFT JOIN pg_range AS r ON r.rngtypid = t.oid LEFT JOIN pg_type AS b ON b.oid = t.typbasetype
LEFT JOIN LATERAL (SELECT format('%I.%I', cn.nspname, l.collname) AS name FROM pg_collation AS l JOIN pg_namespace AS cn ON cn.oid = l.collnamespace
 WHERE l.oid = CASE t.typtype WHEN 'r' THEN r.rngcollation ELSE NULLIF(t.typcollation, b.typcollation) END) AS co ON t.typtype IN ('d', 'r')
WHERE t.typtype IN ('b', 'c', 'd', 'e', 'p', 'r') AND (t.typrelid = 0 OR c.relkind = 'c') AND NOT EXISTS (SELECT FROM pg_type AS y WHERE y.typarray = t.oid) AND (t.typtype <> 'p' OR NOT t.typisdefined) AND $USERS$ AND $OWN(pg_type,t)$)");

const auto Operators = QStringLiteral(R"(
SELECT 'operator' AS kind, n.nspname AS schema, format('%s(%s, %s)', o.oprname, CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE format_type(o.oprleft, -1) END, CASE WHEN o.oprright = 0 THEN 'NONE' ELSE format_type(o.oprright, -1) END) AS name,
'2617' AS class, o.oid::text AS oid, '0' AS sub, format('CREATE OPERATOR %I.%s', n.nspname, o.oprname) AS prefix,
' (' || concat_ws(', ', 'FUNCTION = ' || o.oprcode::regproc::text, CASE WHEN o.oprleft <> 0 THEN 'LEFTARG = ' || format_type(o.oprleft, -1) END, CASE WHEN o.oprright <> 0 THEN 'RIGHTARG = ' || format_type(o.oprright, -1) END,
(SELECT format('COMMUTATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname) FROM pg_operator AS c JOIN pg_namespace AS cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprcom),
(SELECT format('NEGATOR = OPERATOR(%I.%s)', cn.nspname, c.oprname) FROM pg_operator AS c JOIN pg_namespace AS cn ON cn.oid = c.oprnamespace WHERE c.oid = o.oprnegate),
CASE WHEN o.oprrest <> 0 THEN 'RESTRICT = ' || o.oprrest::regproc::text END, CASE WHEN o.oprjoin <> 0 THEN 'JOIN = ' || o.oprjoin::regproc::text END, CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END) || ')' AS body,
jsonb_build_object('owner', pg_get_userbyid(o.oprowner))::text AS attributes
FROM pg_operator AS o JOIN pg_namespace AS n ON n.oid = o.oprnamespace WHERE o.oprcode <> 0 AND $USERS$ AND $OWN(pg_operator,o)$
UNION ALL SELECT 'operator family', n.nspname, format('%I USING %I', f.opfname, am.amname), '2753', f.oid::text, '0', format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, am.amname), '',
jsonb_build_object('owner', pg_get_userbyid(f.opfowner), 'members', (SELECT string_agg(m.text, ', ' ORDER BY m.text) FROM (SELECT format('OPERATOR %s %s%s', a.amopstrategy, a.amopopr::regoperator,
 (SELECT format(' FOR ORDER BY %I.%I', sn.nspname, sf.opfname) FROM pg_opfamily AS sf JOIN pg_namespace AS sn ON sn.oid = sf.opfnamespace WHERE sf.oid = a.amopsortfamily)) AS text
 FROM pg_depend AS d JOIN pg_amop AS a ON d.classid = 'pg_amop'::regclass AND a.oid = d.objid WHERE d.refclassid = 'pg_opfamily'::regclass AND d.refobjid = f.oid AND a.amopfamily = f.oid
 UNION ALL SELECT format('FUNCTION %s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, -1), format_type(p.amprocrighttype, -1), p.amproc::regprocedure)
 FROM pg_depend AS d JOIN pg_amproc AS p ON d.classid = 'pg_amproc'::regclass AND p.oid = d.objid WHERE d.refclassid = 'pg_opfamily'::regclass AND d.refobjid = f.oid AND p.amprocfamily = f.oid) AS m))::text
FROM pg_opfamily AS f JOIN pg_namespace AS n ON n.oid = f.opfnamespace JOIN pg_am AS am ON am.oid = f.opfmethod WHERE $USERS$ AND $OWN(pg_opfamily,f)$
UNION ALL SELECT 'operator class', n.nspname, format('%I USING %I', c.opcname, am.amname), '2616', c.oid::text, '0', format('CREATE OPERATOR CLASS %I.%I', n.nspname, c.opcname),
format('%s FOR TYPE %s USING %I FAMILY %I.%I AS ', CASE WHEN c.opcdefault THEN ' DEFAULT' END, format_type(c.opcintype, -1), am.amname, fn.nspname, f.opfname)
|| concat_ws(', ', CASE WHEN c.opckeytype <> 0 THEN 'STORAGE ' || format_type(c.opckeytype, -1) END, (SELECT string_agg(m.text, ', ' ORDER BY m.text) FROM (SELECT format('OPERATOR %s %s%s', a.amopstrategy, a.amopopr::regoperator,
 (SELECT format(' FOR ORDER BY %I.%I', sn.nspname, sf.opfname) FROM pg_opfamily AS sf JOIN pg_namespace AS sn ON sn.oid = sf.opfnamespace WHERE sf.oid = a.amopsortfamily)) AS text
 FROM pg_depend AS d JOIN pg_amop AS a ON d.classid = 'pg_amop'::regclass AND a.oid = d.objid WHERE d.refclassid = 'pg_opclass'::regclass AND d.refobjid = c.oid
 UNION ALL SELECT format('FUNCTION %s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, -1), format_type(p.amprocrighttype, -1), p.amproc::regprocedure)
 FROM pg_depend AS d JOIN pg_amproc AS p ON d.classid = 'pg_amproc'::regclass AND p.oid = d.objid WHERE d.refclassid = 'pg_opclass'::regclass AND d.refobjid = c.oid) AS m),
 CASE WHEN c.opckeytype = 0 AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid IN ('pg_amop'::regclass, 'pg_amproc'::regclass) AND d.refclassid = 'pg_opclass'::regclass AND d.refobjid = c.oid) THEN 'STORAGE ' || format_type(c.opcintype, -1) END),
jsonb_build_object('owner', pg_get_userbyid(c.opcowner))::text
FROM pg_opclass AS c JOIN pg_namespace AS n ON n.oid = c.opcnamespace JOIN pg_am AS am ON am.oid = c.opcmethod JOIN pg_opfamily AS f ON f.oid = c.opcfamily JOIN pg_namespace AS fn ON fn.oid = f.opfnamespace WHERE $USERS$ AND $OWN(pg_opclass,c)$)");

} // namespace

QStringList routineQueries()
{
    return {Routines, Aggregates, Types, Operators};
}

} // namespace lk
