-- One change a line to the database of rich.sql; below it, indented, what the diff has to say: everything, and nothing else.
CREATE SCHEMA extra;
    + schema extra
DROP SCHEMA sales CASCADE;
    - operator class backwards USING btree
    - column customers.home
    - index rep.rep_backwards
    - schema sales
    ~ publication whole_schema [schemas: sales → none]
    - type sales.address
    - operator family sales.integers USING btree
    - default privileges sales.of lk_alice on TABLES
    - table sales.of_address
    - statistics sales.order_stats
    - aggregate sales.percentile(double precision, double precision)
    - table sales.scratchpad
    - sequence sales.scratchpad_id_seq
ALTER SCHEMA sales RENAME TO selling;
    ~ operator class backwards USING btree [definition]
    ~ column customers.home [type: sales.address → selling.address]
    ~ schema sales → selling
    ~ publication whole_schema [schemas: sales → selling]
    - type sales.address
    - operator family sales.integers USING btree
    - default privileges sales.of lk_alice on TABLES
    - table sales.of_address
    - statistics sales.order_stats
    - aggregate sales.percentile(double precision, double precision)
    - table sales.scratchpad
    - sequence sales.scratchpad_id_seq
    + type selling.address
    + operator family selling.integers USING btree
    + default privileges selling.of lk_alice on TABLES
    + table selling.of_address
    + statistics selling.order_stats
    + aggregate selling.percentile(double precision, double precision)
    + table selling.scratchpad
    + sequence selling.scratchpad_id_seq
ALTER SCHEMA sales OWNER TO lk_alice;
    ~ schema sales [owner: lockkeeper → lk_alice]
COMMENT ON SCHEMA sales IS 'other';
    ~ schema sales [comment: what we sell → other]
REVOKE USAGE ON SCHEMA sales FROM lk_bob;
    ~ schema sales [grants: OWNER: CREATE, USAGE; PUBLIC: USAGE; lk_bob: USAGE → OWNER: CREATE, USAGE; PUBLIC: USAGE]
GRANT CREATE ON SCHEMA public TO lk_bob;
    + built-in object SCHEMA public
COMMENT ON SCHEMA public IS 'ours';
    + built-in object SCHEMA public
ALTER SCHEMA public OWNER TO lk_alice;
    + built-in object SCHEMA public
CREATE EXTENSION hstore;
    + extension hstore
DROP EXTENSION citext CASCADE;
    - extension citext
    - column customers.email
    - constraint customers.email_has_at
    - constraint customers.one_email
ALTER EXTENSION citext SET SCHEMA sales;
    ~ extension citext [schema: public → sales]
    ~ column customers.email [type: public.citext → sales.citext]
COMMENT ON EXTENSION citext IS NULL;
    ~ extension citext [comment: ours → none]
CREATE TABLE added (id integer);
    + table added
CREATE TABLE sales.added (id serial PRIMARY KEY);
    + table sales.added
    + sequence sales.added_id_seq
DROP TABLE empty;
    - table empty
DROP TABLE orders CASCADE;
    - view a_first
    - view checked
    - view grouped
    - function order_count()
    - statistics order_expr
    - table orders
    - index orders.orders_brin
    - index orders.orders_by_length
    - index orders.orders_by_state
    - index orders.orders_gist
    - policy orders.own_orders
    - policy orders.paid_only
    - trigger orders.orders_late
    - trigger orders.orders_off
    - trigger orders.orders_touch
    - sequence orders_id_seq
    - view paid
    - rule paid.no_delete
    ~ publication partly [tables: ONLY public.customers, ONLY public.orders (id, state) WHERE ((id > 5)) → ONLY public.customers]
    - function table_of()
    - function takes_row(public.orders)
    - materialized view totals
    - index totals.totals_customer
    - materialized view unfilled
    - statistics sales.order_stats
ALTER TABLE empty RENAME TO void;
    - table empty
    + table void
ALTER TABLE animals RENAME TO beasts;
    ~ table animals → beasts
    ~ table dogs [inherits: public.animals → public.beasts]
    ~ materialized view named [definition]
ALTER TABLE animals SET SCHEMA sales;
    - table animals
    ~ table dogs [inherits: public.animals → sales.animals]
    ~ materialized view named [definition]
    + table sales.animals
ALTER TABLE rep SET UNLOGGED;
    ~ table rep [unlogged: none → yes]
ALTER TABLE sales.scratchpad SET LOGGED;
    ~ table sales.scratchpad [unlogged: yes → none]
    ~ sequence sales.scratchpad_id_seq [unlogged: yes → none]
ALTER TABLE customers SET (fillfactor = 80);
    ~ table customers [storage options: fillfactor=90, toast.autovacuum_enabled=off → fillfactor=80, toast.autovacuum_enabled=off]
ALTER TABLE customers RESET (toast.autovacuum_enabled);
    ~ table customers [storage options: fillfactor=90, toast.autovacuum_enabled=off → fillfactor=90]
ALTER TABLE animals SET (autovacuum_vacuum_scale_factor = 0.05);
    ~ table animals [storage options: none → autovacuum_vacuum_scale_factor=0.05]
ALTER TABLE orders REPLICA IDENTITY NOTHING;
    ~ table orders [replica identity: FULL → NOTHING]
ALTER TABLE rep REPLICA IDENTITY DEFAULT;
    ~ constraint rep.rep_id [replica identity: yes → none]
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;
    ~ table orders [row security: enabled → none]
ALTER TABLE orders NO FORCE ROW LEVEL SECURITY;
    ~ table orders [row security forced: yes → none]
ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
    ~ table customers [row security: none → enabled]
ALTER TABLE customers OWNER TO lk_bob;
    ~ table customers [grants: OWNER: DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE; lk_alice: SELECT*; lk_bob: INSERT, SELECT; lk_carol (by lk_alice): SELECT → OWNER: DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE; lk_alice: SELECT*; lk_carol (by lk_alice): SELECT; owner: lockkeeper → lk_bob]
    ~ column customers.feeling [grants: lk_bob: UPDATE → OWNER: UPDATE]
    ~ column customers.name [grants: lk_bob: UPDATE → OWNER: UPDATE]
    ~ sequence customers_id_seq [owner: lockkeeper → lk_bob]
COMMENT ON TABLE customers IS 'who pays';
    ~ table customers [comment: who buys → who pays]
COMMENT ON TABLE rep IS 'new words';
    ~ table rep [comment: none → new words]
GRANT DELETE ON customers TO lk_bob;
    ~ table customers [grants: OWNER: DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE; lk_alice: SELECT*; lk_bob: INSERT, SELECT; lk_carol (by lk_alice): SELECT → OWNER: DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE; lk_alice: SELECT*; lk_bob: DELETE, INSERT, SELECT; lk_carol (by lk_alice): SELECT]
REVOKE GRANT OPTION FOR SELECT ON customers FROM lk_alice CASCADE;
    ~ table customers [grants: OWNER: DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE; lk_alice: SELECT*; lk_bob: INSERT, SELECT; lk_carol (by lk_alice): SELECT → OWNER: DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE; lk_alice: SELECT; lk_bob: INSERT, SELECT]
REVOKE SELECT ON customers FROM lk_bob;
    ~ table customers [grants: OWNER: DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE; lk_alice: SELECT*; lk_bob: INSERT, SELECT; lk_carol (by lk_alice): SELECT → OWNER: DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE; lk_alice: SELECT*; lk_bob: INSERT; lk_carol (by lk_alice): SELECT]
REVOKE ALL ON rep FROM CURRENT_USER;
    ~ table rep [grants: none → nobody]
GRANT UPDATE (name) ON customers TO lk_carol;
    ~ column customers.name [grants: lk_bob: UPDATE → lk_bob: UPDATE; lk_carol: UPDATE]
GRANT SELECT (id) ON orders TO PUBLIC;
    ~ column orders.id [grants: none → PUBLIC: SELECT]
ALTER TABLE dogs NO INHERIT animals;
    ~ table dogs [inherits: public.animals → none]
    ~ column dogs.legs [inherited: yes → none]
    ~ column dogs.name [inherited: yes → none]
    ~ constraint dogs.has_name [inherited: yes → none]
ALTER TABLE sales.of_address NOT OF;
    ~ table sales.of_address [of type: sales.address → none]
ALTER TABLE log DETACH PARTITION log_2024;
    ~ table log_2024 [bounds: FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') → none; partition of: public.log → none]
    ~ constraint log_2024.log_2024_pkey [attached to: public.log_pkey → none]
    + constraint log_2024.log_customer
    ~ index log_2024.log_2024_words_idx [attached to: public.log_words → none]
CREATE TABLE log_2026 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    + table log_2026
    + index log_2026.log_2026_words_idx
ALTER TABLE log DETACH PARTITION log_2024; ALTER TABLE log ATTACH PARTITION log_2024 FOR VALUES FROM ('2024-01-01') TO ('2024-12-01');
    ~ table log_2024 [bounds: FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') → FOR VALUES FROM ('2024-01-01') TO ('2024-12-01')]
DROP TABLE log_rest;
    - table log_rest
    - index log_rest.log_rest_words_idx
    - trigger log_rest.log_touch
ALTER TABLE empty ADD COLUMN first integer;
    + column empty.first
ALTER TABLE animals ADD COLUMN age integer;
    + column animals.age
    + column dogs.age
ALTER TABLE ONLY dogs ADD COLUMN age integer DEFAULT 1 NOT NULL;
    + column dogs.age
ALTER TABLE customers DROP COLUMN big;
    - column customers.big
ALTER TABLE customers RENAME COLUMN big TO bigger;
    ~ column customers.big → bigger
ALTER TABLE orders ALTER COLUMN number TYPE integer;
    ~ column orders.number [type: smallint → integer]
ALTER TABLE sales.scratchpad ALTER COLUMN words TYPE varchar(20);
    ~ column sales.scratchpad.words [type: character varying(10) → character varying(20)]
ALTER TABLE customers ALTER COLUMN wide SET NOT NULL;
    ~ column customers.wide [not null: none → yes]
ALTER TABLE orders ALTER COLUMN customer DROP NOT NULL;
    ~ column orders.customer [not null: yes → none]
ALTER TABLE customers ALTER COLUMN name SET DEFAULT 'somebody';
    ~ column customers.name [default: 'nobody'::text → 'somebody'::text]
ALTER TABLE customers ALTER COLUMN name DROP DEFAULT;
    ~ column customers.name [default: 'nobody'::text → none]
ALTER TABLE customers ALTER COLUMN changed SET DEFAULT clock_timestamp();
    ~ column customers.changed [default: now() → clock_timestamp()]
ALTER TABLE dogs ALTER COLUMN legs DROP DEFAULT;
    ~ column dogs.legs [default: 3 → none]
ALTER TABLE animals ALTER COLUMN legs SET DEFAULT 5;
    ~ column animals.legs [default: 4 → 5]
    ~ column dogs.legs [default: 3 → 5]
ALTER TABLE orders ALTER COLUMN euros DROP EXPRESSION;
    ~ column orders.euros [generated: (((cents)::numeric / 100.0)) STORED → none]
ALTER TABLE orders DROP COLUMN euros, ADD COLUMN euros numeric GENERATED ALWAYS AS (cents / 10.0) STORED;
    ~ table orders [column order]
    ~ column orders.euros [generated: (((cents)::numeric / 100.0)) STORED → (((cents)::numeric / 10.0)) STORED]
ALTER TABLE customers ALTER COLUMN id SET GENERATED BY DEFAULT;
    ~ column customers.id [identity: ALWAYS → BY DEFAULT]
ALTER TABLE customers ALTER COLUMN id DROP IDENTITY;
    ~ column customers.id [identity: ALWAYS → none]
    - sequence customers_id_seq
ALTER TABLE customers ALTER COLUMN id SET START WITH 500;
    ~ sequence customers_id_seq [start: 100 → 500]
ALTER TABLE customers ALTER COLUMN id SET INCREMENT BY 2;
    ~ sequence customers_id_seq [increment: 1 → 2]
ALTER TABLE rep ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
    ~ column rep.id [identity: none → ALWAYS]
    + sequence rep_id_seq
ALTER TABLE sales.scratchpad ALTER COLUMN words TYPE varchar(10) COLLATE "C";
    ~ column sales.scratchpad.words [collation: none → pg_catalog."C"]
ALTER TABLE customers ALTER COLUMN big SET COMPRESSION lz4;
    ~ column customers.big [compression: pglz → lz4]
ALTER TABLE customers ALTER COLUMN big SET COMPRESSION default;
    ~ column customers.big [compression: pglz → none]
ALTER TABLE customers ALTER COLUMN wide SET STORAGE MAIN;
    ~ column customers.wide [storage: EXTERNAL → MAIN]
ALTER TABLE customers ALTER COLUMN wide SET STATISTICS 100;
    ~ column customers.wide [statistics target: 500 → 100]
ALTER TABLE customers ALTER COLUMN name SET STATISTICS 100;
    ~ column customers.name [statistics target: none → 100]
ALTER TABLE customers ALTER COLUMN wide SET (n_distinct = 5);
    ~ column customers.wide [options: n_distinct=-0.5 → n_distinct=5]
ALTER TABLE customers ALTER COLUMN wide SET (n_distinct_inherited = 5);
    ~ column customers.wide [options: n_distinct=-0.5 → n_distinct=-0.5, n_distinct_inherited=5]
COMMENT ON COLUMN customers.name IS 'as they say';
    ~ column customers.name [comment: none → as they say]
COMMENT ON COLUMN customers.email IS NULL;
    ~ column customers.email [comment: where we write → none]
ALTER TABLE customers DROP COLUMN wide, ADD COLUMN wide text;
    ~ column customers.wide [options: n_distinct=-0.5 → none; statistics target: 500 → none; storage: EXTERNAL → none]
ALTER TABLE dogs NO INHERIT animals; ALTER TABLE dogs INHERIT animals;
    ~ column dogs.legs [inherited: yes → none]
    ~ column dogs.name [inherited: yes → none]
    ~ constraint dogs.has_name [inherited: yes → none]
CREATE INDEX added ON rep (id);
    + index rep.added
CREATE UNIQUE INDEX added ON sales.scratchpad (words DESC);
    + index sales.scratchpad.added
DROP INDEX orders_gist;
    - index orders.orders_gist
ALTER INDEX orders_gist RENAME TO orders_rooms;
    ~ index orders.orders_gist → orders_rooms
ALTER INDEX orders_by_state SET (fillfactor = 60);
    ~ index orders.orders_by_state [storage options: fillfactor=70 → fillfactor=60]
ALTER INDEX orders_by_state RESET (fillfactor);
    ~ index orders.orders_by_state [storage options: fillfactor=70 → none]
ALTER INDEX orders_brin SET (autosummarize = on);
    ~ index orders.orders_brin [storage options: pages_per_range=16 → autosummarize=on, pages_per_range=16]
DROP INDEX orders_by_state; CREATE INDEX orders_by_state ON orders (state COLLATE "C" text_pattern_ops DESC NULLS LAST, cents) INCLUDE (customer) WITH (fillfactor = 70) WHERE state <> 'old';
    ~ index orders.orders_by_state [where: (state <> 'paid'::text) → (state <> 'old'::text)]
DROP INDEX orders_by_state; CREATE INDEX orders_by_state ON orders (state COLLATE "C" text_pattern_ops DESC NULLS LAST, cents) INCLUDE (customer) WITH (fillfactor = 70);
    ~ index orders.orders_by_state [where: (state <> 'paid'::text) → none]
DROP INDEX orders_by_state; CREATE INDEX orders_by_state ON orders (state COLLATE "C" text_pattern_ops DESC, cents) INCLUDE (customer) WITH (fillfactor = 70) WHERE state <> 'paid';
    ~ index orders.orders_by_state [definition]
DROP INDEX orders_by_state; CREATE INDEX orders_by_state ON orders (state COLLATE "C" text_pattern_ops DESC NULLS LAST, cents) WITH (fillfactor = 70) WHERE state <> 'paid';
    ~ index orders.orders_by_state [definition]
DROP INDEX orders_by_state; CREATE INDEX orders_by_state ON orders (state COLLATE "C" DESC NULLS LAST, cents) INCLUDE (customer) WITH (fillfactor = 70) WHERE state <> 'paid';
    ~ index orders.orders_by_state [definition]
DROP INDEX orders_by_state; CREATE INDEX orders_by_state ON orders (state text_pattern_ops DESC NULLS LAST, cents) INCLUDE (customer) WITH (fillfactor = 70) WHERE state <> 'paid';
    ~ index orders.orders_by_state [definition]
DROP INDEX orders_by_state; CREATE INDEX orders_by_state ON orders (cents, state COLLATE "C" text_pattern_ops DESC NULLS LAST) INCLUDE (customer) WITH (fillfactor = 70) WHERE state <> 'paid';
    ~ index orders.orders_by_state [definition]
DROP INDEX orders_by_length; CREATE INDEX orders_by_length ON orders (length(state), id); ALTER INDEX orders_by_length ALTER COLUMN 1 SET STATISTICS 300;
    ~ index orders.orders_by_length [unique: yes → none]
DROP INDEX orders_by_length; CREATE UNIQUE INDEX orders_by_length ON orders (length(state), id) NULLS NOT DISTINCT; ALTER INDEX orders_by_length ALTER COLUMN 1 SET STATISTICS 300;
    ~ index orders.orders_by_length [definition]
ALTER INDEX orders_by_length ALTER COLUMN 1 SET STATISTICS 100;
    ~ index orders.orders_by_length [statistics targets: 1: 300 → 1: 100]
DROP INDEX orders_gist; CREATE INDEX orders_gist ON orders USING spgist (room); COMMENT ON INDEX orders_gist IS 'rooms';
    ~ index orders.orders_gist [method: gist → spgist]
ALTER TABLE orders CLUSTER ON orders_by_length;
    ~ constraint orders.orders_pkey [clustered: yes → none]
    ~ index orders.orders_by_length [clustered: none → yes]
ALTER TABLE orders SET WITHOUT CLUSTER;
    ~ constraint orders.orders_pkey [clustered: yes → none]
ALTER TABLE rep REPLICA IDENTITY FULL;
    ~ table rep [replica identity: none → FULL]
    ~ constraint rep.rep_id [replica identity: yes → none]
COMMENT ON INDEX orders_gist IS 'other';
    ~ index orders.orders_gist [comment: rooms → other]
COMMENT ON INDEX customers_pkey IS NULL;
    ~ constraint customers.customers_pkey [index comment: the key → none]
CREATE INDEX log_more ON log (words, id);
    + index log.log_more
    + index log_2024.log_2024_words_id_idx
    + index log_2025.log_2025_words_id_idx
    + index log_2025_1.log_2025_1_words_id_idx
    + index log_rest.log_rest_words_id_idx
CREATE INDEX log_more ON ONLY log (id);
    + index log.log_more
DROP INDEX log_words;
    - index log.log_words
    - index log_2024.log_2024_words_idx
    - index log_2025.log_2025_words_idx
    - index log_2025_1.log_2025_1_words_idx
    - index log_rest.log_rest_words_idx
ALTER INDEX log_2024_words_idx RENAME TO log_2024_own;
    ~ index log_2024.log_2024_words_idx → log_2024_own
DROP INDEX rep_backwards; CREATE INDEX rep_backwards ON rep (id);
    ~ index rep.rep_backwards [definition]
ALTER TABLE rep ADD CONSTRAINT added CHECK (id > 5);
    + constraint rep.added
ALTER TABLE orders DROP CONSTRAINT sane;
    - constraint orders.sane
ALTER TABLE orders VALIDATE CONSTRAINT sane;
    ~ constraint orders.sane [validated: no → none]
ALTER TABLE orders RENAME CONSTRAINT sane TO fair;
    ~ constraint orders.sane → fair
ALTER TABLE orders DROP CONSTRAINT sane; ALTER TABLE orders ADD CONSTRAINT sane CHECK (cents >= 1) NOT VALID;
    ~ constraint orders.sane [definition]
ALTER TABLE orders ALTER CONSTRAINT by_customer NOT DEFERRABLE;
    ~ constraint orders.by_customer [deferrable: yes → none]
ALTER TABLE orders ALTER CONSTRAINT by_customer INITIALLY DEFERRED;
    ~ constraint orders.by_customer [deferrable: yes → initially deferred]
ALTER TABLE orders DROP CONSTRAINT by_customer;
    - constraint orders.by_customer
ALTER TABLE orders DROP CONSTRAINT by_customer; ALTER TABLE orders ADD CONSTRAINT by_customer FOREIGN KEY (customer) REFERENCES customers (id) ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE;
    ~ constraint orders.by_customer [on delete: restrict → cascade]
ALTER TABLE orders DROP CONSTRAINT by_customer; ALTER TABLE orders ADD CONSTRAINT by_customer FOREIGN KEY (customer) REFERENCES customers (id) ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE NOT VALID;
    ~ constraint orders.by_customer [validated: none → no]
ALTER TABLE rep ADD FOREIGN KEY (id) REFERENCES customers;
    + constraint rep.rep_id_fkey
ALTER TABLE customers DROP CONSTRAINT one_email;
    - constraint customers.one_email
ALTER TABLE customers DROP CONSTRAINT one_email; ALTER TABLE customers ADD CONSTRAINT one_email UNIQUE (email) INCLUDE (name) DEFERRABLE INITIALLY DEFERRED;
    ~ constraint customers.one_email [definition]
ALTER TABLE customers DROP CONSTRAINT one_email; ALTER TABLE customers ADD CONSTRAINT one_email UNIQUE NULLS NOT DISTINCT (email) DEFERRABLE INITIALLY DEFERRED;
    ~ constraint customers.one_email [definition]
ALTER TABLE customers DROP CONSTRAINT one_email; ALTER TABLE customers ADD CONSTRAINT one_email UNIQUE NULLS NOT DISTINCT (email) INCLUDE (name) DEFERRABLE;
    ~ constraint customers.one_email [deferrable: initially deferred → yes]
ALTER TABLE rep DROP CONSTRAINT rep_id; ALTER TABLE rep ADD CONSTRAINT rep_id PRIMARY KEY (id); ALTER TABLE rep REPLICA IDENTITY USING INDEX rep_id;
    ~ constraint rep.rep_id [type: unique → primary key]
ALTER INDEX orders_pkey SET (fillfactor = 75);
    ~ constraint orders.orders_pkey [storage options: fillfactor=80 → fillfactor=75]
ALTER TABLE orders DROP CONSTRAINT no_overlap; ALTER TABLE orders ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH &&);
    ~ constraint orders.no_overlap [definition]
ALTER TABLE animals DROP CONSTRAINT only_here; ALTER TABLE animals ADD CONSTRAINT only_here CHECK (legs < 10);
    ~ constraint animals.only_here [definition]
    + constraint dogs.only_here
ALTER TABLE animals DROP CONSTRAINT has_name;
    - constraint animals.has_name
    - constraint dogs.has_name
COMMENT ON CONSTRAINT email_has_at ON customers IS 'better';
    ~ constraint customers.email_has_at [comment: not much of a check → better]
COMMENT ON CONSTRAINT sane ON orders IS 'new words';
    ~ constraint orders.sane [comment: none → new words]
ALTER TABLE log DROP CONSTRAINT log_customer;
    - constraint log.log_customer
ALTER TABLE orders DISABLE TRIGGER orders_touch;
    ~ trigger orders.orders_touch [enabled: none → no]
ALTER TABLE orders ENABLE TRIGGER orders_off;
    ~ trigger orders.orders_off [enabled: no → none]
ALTER TABLE orders ENABLE ALWAYS TRIGGER orders_touch;
    ~ trigger orders.orders_touch [enabled: none → always]
ALTER TABLE orders ENABLE REPLICA TRIGGER orders_touch;
    ~ trigger orders.orders_touch [enabled: none → replica]
ALTER TRIGGER orders_touch ON orders RENAME TO orders_touched;
    ~ trigger orders.orders_touch → orders_touched
DROP TRIGGER orders_touch ON orders;
    - trigger orders.orders_touch
CREATE TRIGGER added BEFORE TRUNCATE ON rep EXECUTE FUNCTION touch();
    + trigger rep.added
CREATE OR REPLACE TRIGGER orders_off AFTER INSERT ON orders REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION touch('a');
    ~ trigger orders.orders_off [enabled: no → none; definition]
DROP TRIGGER orders_touch ON orders; CREATE TRIGGER orders_touch AFTER UPDATE OF state ON orders FOR EACH ROW WHEN (old.state IS DISTINCT FROM new.state) EXECUTE FUNCTION touch(); COMMENT ON TRIGGER orders_touch ON orders IS 'on state';
    ~ trigger orders.orders_touch [definition]
CREATE OR REPLACE TRIGGER orders_touch BEFORE UPDATE OF state ON orders FOR EACH ROW EXECUTE FUNCTION touch();
    ~ trigger orders.orders_touch [definition]
DROP TRIGGER orders_late ON orders; CREATE CONSTRAINT TRIGGER orders_late AFTER INSERT ON orders DEFERRABLE FOR EACH ROW EXECUTE FUNCTION touch();
    ~ trigger orders.orders_late [definition]
COMMENT ON TRIGGER orders_touch ON orders IS NULL;
    ~ trigger orders.orders_touch [comment: on state → none]
ALTER TABLE log_rest ENABLE TRIGGER log_touch;
    - trigger log_rest.log_touch
ALTER TABLE log_2024 DISABLE TRIGGER log_touch;
    + trigger log_2024.log_touch
CREATE RULE added AS ON UPDATE TO rep DO NOTHING;
    + rule rep.added
DROP RULE no_delete ON paid;
    - rule paid.no_delete
CREATE OR REPLACE RULE no_delete AS ON DELETE TO paid DO INSTEAD DELETE FROM rep;
    ~ rule paid.no_delete [definition]
ALTER RULE no_delete ON paid RENAME TO never_delete;
    ~ rule paid.no_delete → never_delete
ALTER TABLE rep ENABLE RULE log_insert;
    ~ rule rep.log_insert [enabled: no → none]
COMMENT ON RULE no_delete ON paid IS 'other';
    ~ rule paid.no_delete [comment: never → other]
CREATE POLICY added ON customers USING (true);
    + policy customers.added
DROP POLICY own_orders ON orders;
    - policy orders.own_orders
ALTER POLICY own_orders ON orders USING (customer = 2);
    ~ policy orders.own_orders [using: (customer = 1) → (customer = 2)]
ALTER POLICY own_orders ON orders TO lk_bob;
    ~ policy orders.own_orders [to: lk_alice, lk_bob → lk_bob]
ALTER POLICY paid_only ON orders WITH CHECK (cents > 1);
    ~ policy orders.paid_only [with check: (cents > 0) → (cents > 1)]
ALTER POLICY own_orders ON orders RENAME TO their_orders;
    ~ policy orders.own_orders → their_orders
DROP POLICY paid_only ON orders; CREATE POLICY paid_only ON orders FOR UPDATE USING (state = 'paid') WITH CHECK (cents > 0);
    ~ policy orders.paid_only [restrictive: yes → none]
DROP POLICY own_orders ON orders; CREATE POLICY own_orders ON orders TO lk_bob, lk_alice USING (customer = 1); COMMENT ON POLICY own_orders ON orders IS 'theirs';
    ~ policy orders.own_orders [for: SELECT → ALL]
COMMENT ON POLICY own_orders ON orders IS 'other';
    ~ policy orders.own_orders [comment: theirs → other]
CREATE VIEW added AS SELECT 1 AS x;
    + view added
DROP VIEW checked;
    - view checked
CREATE OR REPLACE VIEW paid AS SELECT id, cents FROM orders WHERE state = 'new';
    ~ view paid [definition]
CREATE OR REPLACE VIEW paid AS SELECT id, cents, state FROM orders WHERE state = 'paid';
    ~ view paid [definition]
    + column paid.state
ALTER VIEW paid RENAME COLUMN cents TO money;
    ~ view paid [definition]
    - column paid.cents
    + column paid.money
ALTER VIEW checked RENAME TO verified;
    ~ view checked → verified
ALTER VIEW a_first SET (security_barrier = false);
    ~ view a_first [storage options: security_barrier=true, security_invoker=true → security_barrier=false, security_invoker=true]
ALTER VIEW a_first RESET (security_invoker);
    ~ view a_first [storage options: security_barrier=true, security_invoker=true → security_barrier=true]
ALTER VIEW checked SET (check_option = cascaded);
    ~ view checked [storage options: check_option=local → check_option=cascaded]
ALTER VIEW checked ALTER COLUMN state DROP DEFAULT;
    ~ column checked.state [default: 'paid'::text → none]
ALTER VIEW paid OWNER TO lk_alice;
    ~ view paid [owner: lockkeeper → lk_alice]
COMMENT ON VIEW paid IS 'other';
    ~ view paid [comment: money came → other]
COMMENT ON COLUMN paid.cents IS 'other';
    ~ column paid.cents [comment: how much → other]
REVOKE SELECT ON paid FROM PUBLIC;
    ~ view paid [grants: OWNER: DELETE, INSERT, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE; PUBLIC: SELECT → none]
ALTER VIEW paid SET SCHEMA sales;
    ~ view a_first [definition]
    - view paid
    - rule paid.no_delete
    + view sales.paid
    + rule sales.paid.no_delete
CREATE MATERIALIZED VIEW added AS SELECT 1 AS x;
    + materialized view added
DROP MATERIALIZED VIEW unfilled;
    - materialized view unfilled
REFRESH MATERIALIZED VIEW unfilled;
    ~ materialized view unfilled [populated: none → yes]
REFRESH MATERIALIZED VIEW totals WITH NO DATA;
    ~ materialized view totals [populated: yes → none]
ALTER MATERIALIZED VIEW totals SET (fillfactor = 60);
    ~ materialized view totals [storage options: none → fillfactor=60]
ALTER MATERIALIZED VIEW totals ALTER COLUMN cents SET STATISTICS 50;
    ~ column totals.cents [statistics target: none → 50]
ALTER MATERIALIZED VIEW named ALTER COLUMN name SET STORAGE EXTERNAL;
    ~ column named.name [storage: none → EXTERNAL]
ALTER MATERIALIZED VIEW totals OWNER TO lk_bob;
    ~ materialized view totals [owner: lockkeeper → lk_bob]
COMMENT ON MATERIALIZED VIEW totals IS 'sums';
    ~ materialized view totals [comment: none → sums]
ALTER MATERIALIZED VIEW totals CLUSTER ON totals_customer;
    ~ index totals.totals_customer [clustered: none → yes]
DROP INDEX totals_customer;
    - index totals.totals_customer
CREATE FUNCTION added() RETURNS integer LANGUAGE sql AS 'SELECT 1';
    + function added()
DROP FUNCTION add(text);
    - function add(text)
CREATE OR REPLACE FUNCTION add(a text) RETURNS SETOF text LANGUAGE sql ROWS 5 AS 'SELECT a || a';
    ~ function add(text) [definition]
ALTER FUNCTION add(text) RENAME TO plus;
    ~ function add(text) → plus(text)
ALTER FUNCTION add(text) IMMUTABLE;
    ~ function add(text) [volatility: none → immutable]
ALTER FUNCTION add(text) STRICT;
    ~ function add(text) [strict: none → yes]
ALTER FUNCTION add(text) SECURITY DEFINER;
    ~ function add(text) [security: none → definer]
ALTER FUNCTION add(integer, integer, integer[]) SECURITY INVOKER;
    ~ function add(integer, integer, integer[]) [security: definer → none]
ALTER FUNCTION add(integer, integer, integer[]) NOT LEAKPROOF;
    ~ function add(integer, integer, integer[]) [leakproof: yes → none]
ALTER FUNCTION add(text) PARALLEL RESTRICTED;
    ~ function add(text) [parallel: none → restricted]
ALTER FUNCTION add(text) COST 1;
    ~ function add(text) [cost: 100 → 1]
ALTER FUNCTION add(text) ROWS 50;
    ~ function add(text) [rows: 5 → 50]
ALTER FUNCTION add(integer, integer, integer[]) SET work_mem = '16MB';
    ~ function add(integer, integer, integer[]) [settings: search_path=sales, public; work_mem=8MB → search_path=sales, public; work_mem=16MB]
ALTER FUNCTION add(integer, integer, integer[]) RESET search_path;
    ~ function add(integer, integer, integer[]) [settings: search_path=sales, public; work_mem=8MB → work_mem=8MB]
ALTER FUNCTION add(integer, integer, integer[]) SUPPORT generate_series_int4_support;
    ~ function add(integer, integer, integer[]) [support: none → generate_series_int4_support]
ALTER FUNCTION is_even(integer) OWNER TO lk_alice;
    ~ function is_even(integer) [owner: lk_bob → lk_alice]
CREATE OR REPLACE FUNCTION add(a integer, b integer DEFAULT 6, VARIADIC c integer[] DEFAULT '{}') RETURNS integer LANGUAGE sql STABLE STRICT LEAKPROOF PARALLEL SAFE COST 7 SECURITY DEFINER SET search_path TO 'sales', 'public' SET work_mem = '8MB' AS 'SELECT a + b';
    ~ function add(integer, integer, integer[]) [arguments: a integer, b integer DEFAULT 5, VARIADIC c integer[] DEFAULT '{}'::integer[] → a integer, b integer DEFAULT 6, VARIADIC c integer[] DEFAULT '{}'::integer[]]
CREATE OR REPLACE FUNCTION table_of() RETURNS TABLE (id bigint, state text) LANGUAGE sql BEGIN ATOMIC SELECT o.id, o.state FROM orders AS o WHERE o.id > 5; END;
    ~ function table_of() [definition]
CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
    ~ function touch() [definition]
GRANT EXECUTE ON FUNCTION add(text) TO lk_bob;
    ~ function add(text) [grants: OWNER: EXECUTE → OWNER: EXECUTE; lk_bob: EXECUTE]
GRANT EXECUTE ON FUNCTION add(text) TO PUBLIC;
    ~ function add(text) [grants: OWNER: EXECUTE → none]
COMMENT ON FUNCTION touch() IS 'other';
    ~ function touch() [comment: for triggers → other]
ALTER FUNCTION table_of() SET SCHEMA sales;
    - function table_of()
    + function sales.table_of()
CREATE OR REPLACE PROCEDURE clean(days integer, INOUT done integer DEFAULT 0) LANGUAGE plpgsql AS 'BEGIN NULL; END';
    ~ procedure clean(integer, integer) [definition]
DROP PROCEDURE clean(integer, integer);
    - procedure clean(integer, integer)
REVOKE EXECUTE ON PROCEDURE clean(integer, integer) FROM lk_bob;
    ~ procedure clean(integer, integer) [grants: OWNER: EXECUTE; PUBLIC: EXECUTE; lk_bob: EXECUTE → none]
CREATE AGGREGATE added(integer) (SFUNC = int4_sum, STYPE = bigint);
    + aggregate added(integer)
DROP AGGREGATE total(integer);
    - aggregate total(integer)
CREATE OR REPLACE AGGREGATE total(integer) (SFUNC = int4_sum, STYPE = bigint, PARALLEL = SAFE, COMBINEFUNC = int8pl, INITCOND = '1');
    ~ aggregate total(integer) [definition]
CREATE OR REPLACE AGGREGATE total(integer) (SFUNC = int4_sum, STYPE = bigint, COMBINEFUNC = int8pl, INITCOND = '0');
    ~ aggregate total(integer) [definition]
ALTER AGGREGATE total(integer) OWNER TO lk_bob;
    ~ aggregate total(integer) [owner: lockkeeper → lk_bob]
COMMENT ON AGGREGATE total(integer) IS 'other';
    ~ aggregate total(integer) [comment: a sum → other]
ALTER AGGREGATE sales.percentile(float8 ORDER BY float8) RENAME TO quantile;
    ~ aggregate sales.percentile(double precision, double precision) → quantile(double precision, double precision)
CREATE SEQUENCE added;
    + sequence added
DROP SEQUENCE plain_numbers;
    - sequence plain_numbers
ALTER SEQUENCE plain_numbers RENAME TO numbering;
    ~ sequence plain_numbers → numbering
ALTER SEQUENCE numbers AS integer;
    ~ sequence numbers [type: smallint → integer]
ALTER SEQUENCE numbers START 6;
    ~ sequence numbers [start: 5 → 6]
ALTER SEQUENCE numbers INCREMENT 6;
    ~ sequence numbers [increment: 5 → 6]
ALTER SEQUENCE numbers MAXVALUE 999;
    ~ sequence numbers [maximum: 1000 → 999]
ALTER SEQUENCE numbers MINVALUE 2;
    ~ sequence numbers [minimum: 1 → 2]
ALTER SEQUENCE numbers CACHE 30;
    ~ sequence numbers [cache: 3 → 30]
ALTER SEQUENCE numbers NO CYCLE;
    ~ sequence numbers [cycle: yes → none]
ALTER SEQUENCE plain_numbers OWNER TO lk_alice;
    ~ sequence plain_numbers [owner: lk_bob → lk_alice]
ALTER SEQUENCE numbers OWNED BY orders.number;
    ~ sequence numbers [owned by: none → public.orders.number]
ALTER SEQUENCE orders_id_seq OWNED BY NONE;
    ~ sequence orders_id_seq [owned by: public.orders.id → none]
ALTER SEQUENCE numbers SET UNLOGGED;
    ~ sequence numbers [unlogged: none → yes]
GRANT SELECT ON SEQUENCE numbers TO lk_bob;
    ~ sequence numbers [grants: OWNER: SELECT, UPDATE, USAGE; lk_bob: USAGE → OWNER: SELECT, UPDATE, USAGE; lk_bob: SELECT, USAGE]
GRANT USAGE ON SEQUENCE customers_id_seq TO lk_bob;
    ~ sequence customers_id_seq [grants: none → OWNER: SELECT, UPDATE, USAGE; lk_bob: USAGE]
COMMENT ON SEQUENCE numbers IS 'other';
    ~ sequence numbers [comment: in fives → other]
CREATE TYPE added AS ENUM ('x');
    + type added
ALTER TYPE mood ADD VALUE 'great';
    ~ type mood [values: sad, ok, it's fine → sad, ok, it's fine, great]
ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok';
    ~ type mood [values: sad, ok, it's fine → sad, meh, ok, it's fine]
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
    ~ type mood [values: sad, ok, it's fine → blue, ok, it's fine]
ALTER TYPE mood RENAME TO humour;
    + operator !==(public.humour, public.humour)
    - operator !==(public.mood, public.mood)
    + cast (public.humour AS integer)
    - cast (public.mood AS integer)
    + operator ===(public.humour, public.humour)
    - operator ===(public.mood, public.mood)
    ~ transform FOR public.mood LANGUAGE sql → FOR public.humour LANGUAGE sql
    ~ column customers.feeling [default: 'ok'::public.mood → 'ok'::public.humour; type: public.mood → public.humour]
    + function differs(public.humour, public.humour)
    - function differs(public.mood, public.mood)
    ~ type mood → humour
    + function mood_number(public.humour)
    - function mood_number(public.mood)
    + function same(public.humour, public.humour)
    - function same(public.mood, public.mood)
ALTER TYPE mood OWNER TO lk_bob;
    ~ type mood [grants: OWNER: USAGE; PUBLIC: USAGE; lk_bob: USAGE → none; owner: lockkeeper → lk_bob]
COMMENT ON TYPE mood IS 'other';
    ~ type mood [comment: how it is → other]
GRANT USAGE ON TYPE mood TO lk_alice;
    ~ type mood [grants: OWNER: USAGE; PUBLIC: USAGE; lk_bob: USAGE → OWNER: USAGE; PUBLIC: USAGE; lk_alice: USAGE; lk_bob: USAGE]
ALTER TYPE sales.address ADD ATTRIBUTE town text CASCADE;
    + column sales.address.town
    + column sales.of_address.town
ALTER TYPE sales.address RENAME ATTRIBUTE street TO road CASCADE;
    ~ column sales.address.street → road
    ~ column sales.of_address.street → road
    ~ constraint sales.of_address.of_address_pkey [definition]
COMMENT ON COLUMN sales.address.zip IS 'of the post';
    ~ column sales.address.zip [comment: none → of the post]
DROP TYPE announced;
    - type announced
CREATE TYPE added AS RANGE (SUBTYPE = date);
    + type added
ALTER TYPE span RENAME TO width;
    ~ type span → width
DROP TYPE span; CREATE TYPE span AS RANGE (SUBTYPE = float8);
    ~ type span [definition]
ALTER TYPE raw_id SET (STORAGE = plain, TYPMOD_IN = numerictypmodin);
    ~ type raw_id [definition]
CREATE DOMAIN added AS text;
    + domain added
ALTER DOMAIN positive SET DEFAULT 2;
    ~ domain positive [default: 1 → 2]
ALTER DOMAIN positive DROP DEFAULT;
    ~ domain positive [default: 1 → none]
ALTER DOMAIN positive DROP NOT NULL;
    ~ domain positive [not null: yes → none]
ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 100);
    + constraint positive.small
ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 100) NOT VALID;
    + constraint positive.small
ALTER DOMAIN positive DROP CONSTRAINT above_zero;
    - constraint positive.above_zero
ALTER DOMAIN positive RENAME CONSTRAINT above_zero TO over_zero;
    ~ constraint positive.above_zero → over_zero
ALTER DOMAIN code OWNER TO lk_bob;
    ~ domain code [owner: lockkeeper → lk_bob]
GRANT USAGE ON DOMAIN positive TO lk_bob;
    ~ domain positive [grants: OWNER: USAGE → OWNER: USAGE; lk_bob: USAGE]
COMMENT ON DOMAIN positive IS 'other';
    ~ domain positive [comment: above zero → other]
COMMENT ON CONSTRAINT above_zero ON DOMAIN positive IS NULL;
    ~ constraint positive.above_zero [comment: really → none]
CREATE COLLATION added (LOCALE = 'C');
    + collation added
DROP COLLATION nocase;
    - collation nocase
DROP COLLATION nocase; CREATE COLLATION nocase (PROVIDER = icu, LOCALE = 'und-u-ks-level2');
    ~ collation nocase [definition]
ALTER COLLATION german OWNER TO lk_bob;
    ~ collation german [owner: lockkeeper → lk_bob]
COMMENT ON COLLATION german IS 'other';
    ~ collation german [comment: phone books → other]
DROP CONVERSION own_conversion;
    - conversion own_conversion
DROP CONVERSION own_conversion; CREATE DEFAULT CONVERSION own_conversion FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
    ~ conversion own_conversion [default: none → yes]
ALTER CONVERSION own_conversion OWNER TO lk_bob;
    ~ conversion own_conversion [owner: lockkeeper → lk_bob]
CREATE CAST (integer AS mood) WITH INOUT;
    + cast (integer AS public.mood)
DROP CAST (mood AS integer);
    - cast (public.mood AS integer)
DROP CAST (mood AS integer); CREATE CAST (mood AS integer) WITH FUNCTION mood_number(mood); COMMENT ON CAST (mood AS integer) IS 'a number for a mood';
    ~ cast (public.mood AS integer) [definition]
COMMENT ON CAST (mood AS integer) IS NULL;
    ~ cast (public.mood AS integer) [comment: a number for a mood → none]
DROP TRANSFORM FOR mood LANGUAGE sql;
    - transform FOR public.mood LANGUAGE sql
DROP LANGUAGE mylang;
    - language mylang
ALTER LANGUAGE mylang OWNER TO lk_bob;
    ~ language mylang [owner: lockkeeper → lk_bob]
CREATE OR REPLACE TRUSTED LANGUAGE mylang HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
    ~ language mylang [trusted: none → yes]
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
    + built-in object LANGUAGE plpgsql
ALTER OPERATOR === (mood, mood) SET (RESTRICT = NONE);
    ~ operator ===(public.mood, public.mood) [definition]
ALTER OPERATOR === (mood, mood) OWNER TO lk_bob;
    ~ operator ===(public.mood, public.mood) [owner: lockkeeper → lk_bob]
CREATE OPERATOR @@@ (FUNCTION = same, LEFTARG = mood, RIGHTARG = mood);
    + operator @@@(public.mood, public.mood)
COMMENT ON OPERATOR === (mood, mood) IS NULL;
    ~ operator ===(public.mood, public.mood) [comment: alike → none]
ALTER OPERATOR FAMILY sales.integers USING btree DROP OPERATOR 1 (int2, int4);
    ~ operator family sales.integers USING btree [members: FUNCTION 1 (smallint, integer) btint24cmp(smallint,integer), OPERATOR 1 <(smallint,integer) → FUNCTION 1 (smallint, integer) btint24cmp(smallint,integer)]
ALTER OPERATOR FAMILY sales.integers USING btree ADD FUNCTION 1 (int4, int2) btint42cmp(int4, int2);
    ~ operator family sales.integers USING btree [members: FUNCTION 1 (smallint, integer) btint24cmp(smallint,integer), OPERATOR 1 <(smallint,integer) → FUNCTION 1 (integer, smallint) btint42cmp(integer,smallint), FUNCTION 1 (smallint, integer) btint24cmp(smallint,integer), OPERATOR 1 <(smallint,integer)]
CREATE OPERATOR FAMILY added USING hash;
    + operator family added USING hash
ALTER OPERATOR FAMILY sales.integers USING btree OWNER TO lk_bob;
    ~ operator family sales.integers USING btree [owner: lockkeeper → lk_bob]
ALTER OPERATOR CLASS backwards USING btree OWNER TO lk_bob;
    ~ operator class backwards USING btree [owner: lockkeeper → lk_bob]
ALTER OPERATOR CLASS backwards USING btree RENAME TO reversed;
    ~ index rep.rep_backwards [definition]
    ~ operator class backwards USING btree → reversed USING btree
DROP OPERATOR CLASS backwards USING btree CASCADE;
    - operator class backwards USING btree
    - index rep.rep_backwards
ALTER TEXT SEARCH DICTIONARY simple_de (STOPWORDS = english);
    ~ text search dictionary simple_de [options: stopwords = 'german' → stopwords = 'english']
ALTER TEXT SEARCH DICTIONARY simple_de OWNER TO lk_bob;
    ~ text search dictionary simple_de [owner: lockkeeper → lk_bob]
ALTER TEXT SEARCH CONFIGURATION search_de ADD MAPPING FOR email WITH simple;
    ~ text search configuration search_de [mappings: asciiword WITH public.simple_de, simple; word WITH public.simple_de, simple → asciiword WITH public.simple_de, simple; email WITH simple; word WITH public.simple_de, simple]
ALTER TEXT SEARCH CONFIGURATION search_de ALTER MAPPING FOR word WITH simple, simple_de;
    ~ text search configuration search_de [mappings: asciiword WITH public.simple_de, simple; word WITH public.simple_de, simple → asciiword WITH public.simple_de, simple; word WITH simple, public.simple_de]
ALTER TEXT SEARCH CONFIGURATION search_de DROP MAPPING FOR word;
    ~ text search configuration search_de [mappings: asciiword WITH public.simple_de, simple; word WITH public.simple_de, simple → asciiword WITH public.simple_de, simple]
DROP TEXT SEARCH CONFIGURATION search_de;
    - text search configuration search_de
DROP TEXT SEARCH PARSER own_parser;
    - text search parser own_parser
ALTER TEXT SEARCH TEMPLATE own_template RENAME TO other_template;
    ~ text search template own_template → other_template
ALTER FOREIGN DATA WRAPPER nothing OPTIONS (SET debug 'false');
    ~ foreign data wrapper nothing [options: debug 'true' → debug 'false']
ALTER FOREIGN DATA WRAPPER nothing VALIDATOR postgresql_fdw_validator;
    ~ foreign data wrapper nothing [validator: none → postgresql_fdw_validator]
GRANT USAGE ON FOREIGN DATA WRAPPER nothing TO lk_bob;
    ~ foreign data wrapper nothing [grants: none → OWNER: USAGE; lk_bob: USAGE]
ALTER SERVER elsewhere OPTIONS (SET host 'db2.example');
    ~ server elsewhere [options: dbname 'x', host 'db.example', port '5432' → dbname 'x', host 'db2.example', port '5432']
ALTER SERVER elsewhere VERSION '16';
    ~ server elsewhere [version: 15 → 16]
ALTER SERVER elsewhere OWNER TO lk_bob;
    ~ server elsewhere [grants: OWNER: USAGE; lk_bob: USAGE → none; owner: lockkeeper → lk_bob]
REVOKE USAGE ON FOREIGN SERVER elsewhere FROM lk_bob;
    ~ server elsewhere [grants: OWNER: USAGE; lk_bob: USAGE → none]
CREATE SERVER added FOREIGN DATA WRAPPER nothing;
    + server added
ALTER USER MAPPING FOR lk_bob SERVER elsewhere OPTIONS (SET user 'rob');
    ~ user mapping lk_bob on elsewhere [options: password 'hidden:546bb0a0', "user" 'bob' → password 'hidden:546bb0a0', "user" 'rob']
ALTER USER MAPPING FOR lk_bob SERVER elsewhere OPTIONS (SET password 'other');
    ~ user mapping lk_bob on elsewhere [options: password 'hidden:546bb0a0', "user" 'bob' → password 'hidden:d9298a10', "user" 'bob']
DROP USER MAPPING FOR PUBLIC SERVER elsewhere;
    - user mapping public on elsewhere
CREATE USER MAPPING FOR lk_alice SERVER elsewhere OPTIONS (user 'alice');
    + user mapping lk_alice on elsewhere
ALTER FOREIGN TABLE far_away OPTIONS (SET table_name 'far');
    ~ foreign table far_away [options: schema_name 'public', table_name 'near' → schema_name 'public', table_name 'far']
ALTER FOREIGN TABLE far_away ADD COLUMN more integer;
    + column far_away.more
ALTER FOREIGN TABLE far_away ALTER COLUMN id OPTIONS (SET column_name 'key');
    ~ column far_away.id [foreign options: column_name 'ident' → column_name 'key']
ALTER FOREIGN TABLE far_away ALTER COLUMN words SET DEFAULT 'x';
    ~ column far_away.words [default: none → 'x'::text]
DROP FOREIGN TABLE far_away;
    - foreign table far_away
CREATE FOREIGN TABLE added (id integer) SERVER elsewhere;
    + foreign table added
ALTER PUBLICATION partly ADD TABLE rep;
    ~ publication partly [tables: ONLY public.customers, ONLY public.orders (id, state) WHERE ((id > 5)) → ONLY public.customers, ONLY public.orders (id, state) WHERE ((id > 5)), ONLY public.rep]
ALTER PUBLICATION partly SET TABLE orders (id) WHERE (id > 5), customers;
    ~ publication partly [tables: ONLY public.customers, ONLY public.orders (id, state) WHERE ((id > 5)) → ONLY public.customers, ONLY public.orders (id) WHERE ((id > 5))]
ALTER PUBLICATION partly SET TABLE orders (id, state) WHERE (id > 6), customers;
    ~ publication partly [tables: ONLY public.customers, ONLY public.orders (id, state) WHERE ((id > 5)) → ONLY public.customers, ONLY public.orders (id, state) WHERE ((id > 6))]
ALTER PUBLICATION partly SET (publish = 'insert');
    ~ publication partly [publish: insert, update → insert]
ALTER PUBLICATION whole_schema SET (publish_via_partition_root = false);
    ~ publication whole_schema [via root: yes → none]
ALTER PUBLICATION whole_schema DROP TABLES IN SCHEMA sales;
    ~ publication whole_schema [schemas: sales → none]
ALTER PUBLICATION partly OWNER TO lk_bob;
    ~ publication partly [owner: lockkeeper → lk_bob]
CREATE PUBLICATION added FOR ALL TABLES;
    + publication added
ALTER PUBLICATION partly RENAME TO some_tables;
    ~ publication partly → some_tables
ALTER SUBSCRIPTION from_afar CONNECTION 'host=db2.example dbname=x user=u password=''very secret''';
    ~ subscription from_afar [connection: host=db.example dbname=x user=u password=hidden #d3d168bb → host=db2.example dbname=x user=u password=hidden #7a71a2a2]
ALTER SUBSCRIPTION from_afar CONNECTION 'host=db.example dbname=x user=u password=''other secret''';
    ~ subscription from_afar [connection: host=db.example dbname=x user=u password=hidden #d3d168bb → host=db.example dbname=x user=u password=hidden #9e928990]
ALTER SUBSCRIPTION from_afar SET (binary = true);
    ~ subscription from_afar [binary: none → yes]
ALTER SUBSCRIPTION from_afar SET (slot_name = 'other_slot');
    ~ subscription from_afar [slot: slot → other_slot]
ALTER EVENT TRIGGER watch DISABLE;
    ~ event trigger watch [enabled: none → no]
ALTER EVENT TRIGGER watch_off ENABLE ALWAYS;
    ~ event trigger watch_off [enabled: no → always]
ALTER EVENT TRIGGER watch RENAME TO guard;
    ~ event trigger watch → guard
DROP EVENT TRIGGER watch;
    - event trigger watch
DROP EVENT TRIGGER watch; CREATE EVENT TRIGGER watch ON ddl_command_end WHEN tag IN ('CREATE TABLE') EXECUTE FUNCTION on_ddl(); COMMENT ON EVENT TRIGGER watch IS 'sees tables';
    ~ event trigger watch [tags: CREATE TABLE, DROP TABLE → CREATE TABLE]
ALTER DEFAULT PRIVILEGES FOR ROLE lk_alice IN SCHEMA sales GRANT INSERT ON TABLES TO lk_bob;
    ~ default privileges sales.of lk_alice on TABLES [grants: lk_bob: SELECT → lk_bob: INSERT, SELECT]
ALTER DEFAULT PRIVILEGES FOR ROLE lk_alice IN SCHEMA sales REVOKE SELECT ON TABLES FROM lk_bob;
    - default privileges sales.of lk_alice on TABLES
ALTER DEFAULT PRIVILEGES FOR ROLE lk_bob GRANT SELECT ON SEQUENCES TO lk_alice;
    + default privileges of lk_bob everywhere on SEQUENCES
ALTER DEFAULT PRIVILEGES FOR ROLE lk_alice GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
    - default privileges of lk_alice everywhere on ROUTINES
CREATE STATISTICS added ON state, cents FROM orders;
    + statistics added
DROP STATISTICS order_expr;
    - statistics order_expr
ALTER STATISTICS order_expr SET STATISTICS 100;
    ~ statistics order_expr [target: 200 → 100]
ALTER STATISTICS order_expr RENAME TO order_expression;
    ~ statistics order_expr → order_expression
ALTER STATISTICS order_expr OWNER TO lk_bob;
    ~ statistics order_expr [owner: lockkeeper → lk_bob]
DROP STATISTICS sales.order_stats; CREATE STATISTICS sales.order_stats (dependencies) ON state, customer FROM orders;
    ~ statistics sales.order_stats [definition]
COMMENT ON STATISTICS order_expr IS NULL;
    ~ statistics order_expr [comment: expressions → none]
GRANT EXECUTE ON FUNCTION pg_sleep(double precision) TO lk_bob;
    ~ built-in object ROUTINE pg_catalog.pg_sleep(double precision) [grants: OWNER: EXECUTE → OWNER: EXECUTE; lk_bob: EXECUTE]
GRANT SELECT ON pg_authid TO lk_bob;
    + built-in object TABLE pg_catalog.pg_authid
GRANT EXECUTE ON FUNCTION citext_eq(citext, citext) TO lk_bob;
    + built-in object ROUTINE public.citext_eq(public.citext, public.citext)
REVOKE EXECUTE ON FUNCTION citext_eq(citext, citext) FROM PUBLIC;
    + built-in object ROUTINE public.citext_eq(public.citext, public.citext)
ALTER TABLE "Odd ""schema"."We""ird" ALTER COLUMN "select" SET DEFAULT 'y';
    ~ column Odd "schema.We"ird.select [default: 'back\slash ''quote'''::text → 'y'::text]
ALTER TABLE "Odd ""schema"."We""ird" RENAME COLUMN "Ü x" TO "Ä";
    ~ column Odd "schema.We"ird.Ü x → Ä
CREATE ACCESS METHOD added TYPE INDEX HANDLER bthandler;
    + access method added
CREATE ACCESS METHOD own_heap TYPE TABLE HANDLER heap_tableam_handler; ALTER TABLE animals SET ACCESS METHOD own_heap;
    ~ table animals [access method: none → own_heap]
    + access method own_heap
ALTER TABLE orders DROP CONSTRAINT by_customer; ALTER TABLE orders ADD CONSTRAINT by_customer FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE RESTRICT DEFERRABLE;
    ~ constraint orders.by_customer [on update: cascade → none]
ALTER MATERIALIZED VIEW named ALTER COLUMN name SET COMPRESSION lz4;
    ~ column named.name [compression: none → lz4]
ALTER SERVER elsewhere RENAME TO nowhere;
    ~ foreign table far_away [server: elsewhere → nowhere]
    - user mapping lk_bob on elsewhere
    + user mapping lk_bob on nowhere
    ~ server elsewhere → nowhere
    - user mapping public on elsewhere
    + user mapping public on nowhere
ALTER FOREIGN TABLE far_away RENAME TO far_off;
    - foreign table far_away
    + foreign table far_off
ALTER TABLE orders DISABLE TRIGGER ALL;
    ~ constraint orders.by_customer [not enforced by: none → public.orders]
    ~ trigger orders.orders_late [enabled: none → no]
    ~ trigger orders.orders_touch [enabled: none → no]
