-- One of every kind of object that a PostgreSQL database can hold. Roles lk_alice, lk_bob and lk_carol are there.
CREATE EXTENSION citext;
CREATE EXTENSION postgres_fdw;
CREATE SCHEMA sales;
CREATE SCHEMA "Odd ""schema" AUTHORIZATION lk_alice;
COMMENT ON SCHEMA sales IS 'what we sell';
GRANT USAGE ON SCHEMA sales TO lk_bob, PUBLIC;

CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
CREATE TYPE sales.address AS (street text COLLATE "C", zip varchar(10));
CREATE DOMAIN positive AS integer DEFAULT 1 NOT NULL CONSTRAINT above_zero CHECK (VALUE > 0);
CREATE DOMAIN code AS text COLLATE "C" CONSTRAINT short CHECK (length(VALUE) < 20);
CREATE FUNCTION is_even(n integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT n % 2 = 0';
CREATE DOMAIN even AS integer CONSTRAINT is_even CHECK (is_even(VALUE));
CREATE FUNCTION span_diff(a float8, b float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT a - b';
CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = span_diff);
CREATE TYPE announced;
CREATE TYPE raw_id;
CREATE FUNCTION raw_id_in(cstring) RETURNS raw_id LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION raw_id_out(raw_id) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE raw_id (INPUT = raw_id_in, OUTPUT = raw_id_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4, DELIMITER = ';');
COMMENT ON TYPE mood IS 'how it is';

CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de-u-co-phonebk');
CREATE COLLATION nocase (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);
CREATE CONVERSION own_conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;

CREATE SEQUENCE numbers AS smallint START 5 INCREMENT 5 MAXVALUE 1000 CACHE 3 CYCLE;
CREATE SEQUENCE plain_numbers;

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.changed := now(); -- a remark; with a semicolon
    RETURN new;
END $$;
COMMENT ON FUNCTION touch() IS 'for triggers';

CREATE TABLE customers (
    id integer GENERATED ALWAYS AS IDENTITY (START 100 CACHE 5) PRIMARY KEY,
    email citext NOT NULL,
    name text COLLATE german DEFAULT 'nobody',
    feeling mood DEFAULT 'ok',
    home sales.address,
    "order" positive,
    big text COMPRESSION pglz,
    changed timestamptz DEFAULT now(),
    born date DEFAULT '1970-01-02',
    wide text,
    CONSTRAINT one_email UNIQUE NULLS NOT DISTINCT (email) INCLUDE (name) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT email_has_at CHECK (email::text ~ '@')
) WITH (fillfactor = 90, toast.autovacuum_enabled = off);
ALTER TABLE customers ALTER COLUMN wide SET STORAGE EXTERNAL, ALTER COLUMN wide SET STATISTICS 500, ALTER COLUMN wide SET (n_distinct = -0.5);
COMMENT ON TABLE customers IS 'who buys';
COMMENT ON COLUMN customers.email IS 'where we write';
COMMENT ON CONSTRAINT email_has_at ON customers IS 'not much of a check';
COMMENT ON INDEX customers_pkey IS 'the key';
GRANT SELECT, INSERT ON customers TO lk_bob;
GRANT SELECT ON customers TO lk_alice WITH GRANT OPTION;
GRANT UPDATE (name, feeling) ON customers TO lk_bob;
SET ROLE lk_alice;
GRANT SELECT ON customers TO lk_carol;
RESET ROLE;

CREATE TABLE orders (
    id bigserial PRIMARY KEY WITH (fillfactor = 80),
    customer integer NOT NULL,
    state text DEFAULT 'new' CHECK (state IN ('new', 'paid')),
    cents integer,
    euros numeric GENERATED ALWAYS AS (cents / 100.0) STORED,
    room int4range,
    doubled integer,
    number smallint DEFAULT nextval('numbers'),
    CONSTRAINT by_customer FOREIGN KEY (customer) REFERENCES customers (id) ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE,
    CONSTRAINT no_overlap EXCLUDE USING gist (room WITH &&) WHERE (state = 'paid')
);
ALTER TABLE orders ADD CONSTRAINT sane CHECK (cents >= 0) NOT VALID;
ALTER TABLE orders REPLICA IDENTITY FULL;
CREATE INDEX orders_by_state ON orders USING btree (state COLLATE "C" text_pattern_ops DESC NULLS LAST, cents) INCLUDE (customer) WITH (fillfactor = 70) WHERE state <> 'paid';
CREATE UNIQUE INDEX orders_by_length ON orders (length(state), id);
ALTER INDEX orders_by_length ALTER COLUMN 1 SET STATISTICS 300;
CREATE INDEX orders_gist ON orders USING gist (room);
CREATE INDEX orders_brin ON orders USING brin (id) WITH (pages_per_range = 16);
ALTER TABLE orders CLUSTER ON orders_pkey;
COMMENT ON INDEX orders_gist IS 'rooms';
CREATE TRIGGER orders_touch BEFORE UPDATE OF state ON orders FOR EACH ROW WHEN (old.state IS DISTINCT FROM new.state) EXECUTE FUNCTION touch();
CREATE TRIGGER orders_off AFTER INSERT ON orders REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION touch('a', 'b''c');
ALTER TABLE orders DISABLE TRIGGER orders_off;
CREATE CONSTRAINT TRIGGER orders_late AFTER INSERT ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch();
COMMENT ON TRIGGER orders_touch ON orders IS 'on state';
ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own_orders ON orders FOR SELECT TO lk_bob, lk_alice USING (customer = 1);
CREATE POLICY paid_only ON orders AS RESTRICTIVE FOR UPDATE USING (state = 'paid') WITH CHECK (cents > 0);
COMMENT ON POLICY own_orders ON orders IS 'theirs';
CREATE STATISTICS sales.order_stats (dependencies, ndistinct) ON state, customer FROM orders;
CREATE STATISTICS order_expr ON (cents % 10), state FROM orders;
ALTER STATISTICS order_expr SET STATISTICS 200;

-- a function that needs the table whose default and check need the function
CREATE FUNCTION order_count() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM public.orders; END;
ALTER TABLE orders ALTER COLUMN doubled SET DEFAULT order_count() * 2;
ALTER TABLE orders ADD CONSTRAINT few CHECK (order_count() < 1000000);

CREATE UNLOGGED TABLE sales.scratchpad (id serial, words varchar(10) UNIQUE);
CREATE TABLE sales.of_address OF sales.address (zip WITH OPTIONS NOT NULL DEFAULT '0', PRIMARY KEY (street));
CREATE TABLE animals (name text NOT NULL, legs integer DEFAULT 4, CONSTRAINT has_name CHECK (name <> ''));
CREATE TABLE dogs (tail boolean, tricks text[] DEFAULT '{}') INHERITS (animals);
ALTER TABLE dogs ALTER COLUMN legs SET DEFAULT 3;
ALTER TABLE animals ADD CONSTRAINT only_here CHECK (legs < 10) NO INHERIT;
CREATE TABLE log (at date NOT NULL, id integer, words text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE log_2024 PARTITION OF log FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE log_2025 (id integer NOT NULL, words text, at date NOT NULL, extra_check integer) PARTITION BY LIST (id);
ALTER TABLE log_2025 DROP COLUMN extra_check;
ALTER TABLE log ATTACH PARTITION log_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE log_2025_1 PARTITION OF log_2025 FOR VALUES IN (1, 2);
CREATE TABLE log_rest PARTITION OF log DEFAULT;
CREATE INDEX log_words ON log (words);
ALTER TABLE log ADD CONSTRAINT log_customer FOREIGN KEY (id) REFERENCES customers;
CREATE TRIGGER log_touch BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE log_rest DISABLE TRIGGER log_touch;
CREATE TABLE "Odd ""schema"."We""ird" ("Ü x" integer, "select" text DEFAULT E'back\\slash ''quote''');
CREATE INDEX "In dex" ON "Odd ""schema"."We""ird" ("select");
CREATE TABLE empty ();
CREATE TABLE rep (id integer NOT NULL CONSTRAINT rep_id UNIQUE);
ALTER TABLE rep REPLICA IDENTITY USING INDEX rep_id;
CREATE INDEX rep_doubled ON rep ((id * 2));

CREATE VIEW paid AS SELECT id, cents FROM orders WHERE state = 'paid' -- those only
;
CREATE VIEW a_first WITH (security_barrier = true, security_invoker = true) AS SELECT p.id FROM paid AS p;
CREATE VIEW checked AS SELECT id, state FROM orders WHERE cents > 0 WITH LOCAL CHECK OPTION;
ALTER VIEW checked ALTER COLUMN state SET DEFAULT 'paid';
COMMENT ON VIEW paid IS 'money came';
COMMENT ON COLUMN paid.cents IS 'how much';
GRANT SELECT ON paid TO PUBLIC;
CREATE VIEW grouped AS SELECT c.id, c.name, count(*) AS n FROM customers AS c JOIN orders AS o ON o.customer = c.id GROUP BY c.id;
CREATE RECURSIVE VIEW counted (i) AS SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < 5;
CREATE MATERIALIZED VIEW totals AS SELECT customer, sum(cents) AS cents FROM orders GROUP BY customer;
CREATE UNIQUE INDEX totals_customer ON totals (customer);
CREATE MATERIALIZED VIEW unfilled AS SELECT * FROM totals WITH NO DATA;
CREATE MATERIALIZED VIEW named AS SELECT name FROM animals;
CREATE RULE no_delete AS ON DELETE TO paid DO INSTEAD NOTHING;
CREATE RULE log_insert AS ON INSERT TO rep WHERE new.id > 5 DO ALSO INSERT INTO log (at, id) VALUES (CURRENT_DATE, new.id);
ALTER TABLE rep DISABLE RULE log_insert;

CREATE FUNCTION add(a integer, b integer DEFAULT 5, VARIADIC c integer[] DEFAULT '{}') RETURNS integer LANGUAGE sql STABLE STRICT LEAKPROOF PARALLEL SAFE COST 7 SECURITY DEFINER SET search_path TO 'sales', 'public' SET work_mem = '8MB' AS 'SELECT a + b';
CREATE FUNCTION add(a text) RETURNS SETOF text LANGUAGE sql ROWS 5 AS 'SELECT a';
CREATE FUNCTION names_of(OUT a integer, INOUT b text) LANGUAGE plpgsql AS 'BEGIN a := 1; END';
CREATE FUNCTION table_of() RETURNS TABLE (id bigint, state text) LANGUAGE sql BEGIN ATOMIC SELECT o.id, o.state FROM orders AS o; END;
CREATE FUNCTION takes_row(o orders) RETURNS text LANGUAGE sql AS 'SELECT o.state';
CREATE PROCEDURE clean(days integer, INOUT done integer DEFAULT 0) LANGUAGE plpgsql AS $$ BEGIN DELETE FROM orders; END $$;
REVOKE EXECUTE ON FUNCTION add(text) FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE clean(integer, integer) TO lk_bob;
CREATE AGGREGATE total(integer) (SFUNC = int4_sum, STYPE = bigint, PARALLEL = SAFE, COMBINEFUNC = int8pl, INITCOND = '0');
CREATE AGGREGATE sales.percentile(float8 ORDER BY float8) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
COMMENT ON AGGREGATE total(integer) IS 'a sum';
CREATE FUNCTION same(a mood, b mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a::text = b::text';
CREATE FUNCTION differs(a mood, b mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a::text <> b::text';
CREATE OPERATOR === (FUNCTION = same, LEFTARG = mood, RIGHTARG = mood, COMMUTATOR = ===, NEGATOR = !==, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES);
CREATE OPERATOR !== (FUNCTION = differs, LEFTARG = mood, RIGHTARG = mood, COMMUTATOR = !==, NEGATOR = ===);
COMMENT ON OPERATOR === (mood, mood) IS 'alike';
CREATE OPERATOR FAMILY sales.integers USING btree;
ALTER OPERATOR FAMILY sales.integers USING btree ADD OPERATOR 1 <(int2, int4), FUNCTION 1 (int2, int4) btint24cmp(int2, int4);
CREATE OPERATOR CLASS backwards FOR TYPE int4 USING btree FAMILY sales.integers AS OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 btint4cmp(int4, int4);
CREATE INDEX rep_backwards ON rep (id backwards);
CREATE FUNCTION mood_number(m mood) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE CAST (mood AS integer) WITH FUNCTION mood_number(mood) AS ASSIGNMENT;
COMMENT ON CAST (mood AS integer) IS 'a number for a mood';
CREATE TRANSFORM FOR mood LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal));
CREATE LANGUAGE mylang HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;

CREATE TEXT SEARCH DICTIONARY simple_de (TEMPLATE = simple, STOPWORDS = german);
CREATE TEXT SEARCH CONFIGURATION search_de (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION search_de ADD MAPPING FOR asciiword, word WITH simple_de, simple;
CREATE TEXT SEARCH PARSER own_parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype);
CREATE TEXT SEARCH TEMPLATE own_template (LEXIZE = dsimple_lexize, INIT = dsimple_init);

CREATE FOREIGN DATA WRAPPER nothing OPTIONS (debug 'true');
CREATE SERVER elsewhere TYPE 'pg' VERSION '15' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db.example', dbname 'x', port '5432');
CREATE USER MAPPING FOR lk_bob SERVER elsewhere OPTIONS (user 'bob', password 'very secret');
CREATE USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (user 'guest');
GRANT USAGE ON FOREIGN SERVER elsewhere TO lk_bob;
CREATE FOREIGN TABLE far_away (id integer OPTIONS (column_name 'ident') NOT NULL, words text, CONSTRAINT positive_id CHECK (id > 0)) SERVER elsewhere OPTIONS (schema_name 'public', table_name 'near');

CREATE PUBLICATION partly FOR TABLE orders (id, state) WHERE (id > 5), customers WITH (publish = 'insert, update');
CREATE PUBLICATION whole_schema FOR TABLES IN SCHEMA sales WITH (publish_via_partition_root = true);
CREATE SUBSCRIPTION from_afar CONNECTION 'host=db.example dbname=x user=u password=''very secret''' PUBLICATION partly WITH (connect = false, slot_name = 'slot');
CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
CREATE EVENT TRIGGER watch ON ddl_command_end WHEN tag IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION on_ddl();
CREATE EVENT TRIGGER watch_off ON sql_drop EXECUTE FUNCTION on_ddl();
ALTER EVENT TRIGGER watch_off DISABLE;
COMMENT ON EVENT TRIGGER watch IS 'sees tables';

ALTER DEFAULT PRIVILEGES FOR ROLE lk_alice IN SCHEMA sales GRANT SELECT ON TABLES TO lk_bob;
ALTER DEFAULT PRIVILEGES FOR ROLE lk_alice REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE lk_alice GRANT USAGE ON TYPES TO lk_bob WITH GRANT OPTION;
ALTER TABLE sales.scratchpad OWNER TO lk_alice;
ALTER SEQUENCE plain_numbers OWNER TO lk_bob;
ALTER FUNCTION is_even(integer) OWNER TO lk_bob;
GRANT USAGE ON SEQUENCE numbers TO lk_bob;
GRANT USAGE ON TYPE mood TO lk_bob;
REVOKE USAGE ON DOMAIN positive FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_sleep(double precision) FROM PUBLIC;
COMMENT ON SEQUENCE numbers IS 'in fives';
COMMENT ON DOMAIN positive IS 'above zero';
COMMENT ON COLLATION german IS 'phone books';
COMMENT ON EXTENSION citext IS 'ours';
COMMENT ON RULE no_delete ON paid IS 'never';
COMMENT ON STATISTICS order_expr IS 'expressions';
COMMENT ON SERVER elsewhere IS 'far';
COMMENT ON PUBLICATION partly IS 'some of it';
COMMENT ON CONSTRAINT above_zero ON DOMAIN positive IS 'really';
CREATE TABLE unchecked (customer integer CONSTRAINT not_looked_at REFERENCES customers);
ALTER TABLE unchecked DISABLE TRIGGER ALL;
