-- column added at the end
ALTER TABLE orders ADD COLUMN remark VARCHAR(20)
--> + column orders.remark

-- column added in the middle
ALTER TABLE orders ADD COLUMN channel INT AFTER id
--> + column orders.channel

-- column added first
ALTER TABLE orders ADD COLUMN shard INT FIRST
--> + column orders.shard

-- column moved
ALTER TABLE orders MODIFY COLUMN shard INT AFTER amount
--> ~ table orders (column order)

-- column removed from the middle
ALTER TABLE orders DROP COLUMN channel
--> - column orders.channel

-- column renamed
ALTER TABLE orders RENAME COLUMN shard TO part
--> ~ column orders.shard → part

-- column renamed in letter case only
ALTER TABLE orders RENAME COLUMN part TO Part
--> ~ column orders.part → Part

-- type
ALTER TABLE orders MODIFY COLUMN amount BIGINT NOT NULL DEFAULT 1
--> ~ column orders.amount (type: int(11) → bigint(20))

-- unsigned
ALTER TABLE orders MODIFY COLUMN amount BIGINT UNSIGNED NOT NULL DEFAULT 1
--> ~ column orders.amount (type: bigint(20) → bigint(20) unsigned)

-- zerofill
ALTER TABLE orders MODIFY COLUMN amount BIGINT UNSIGNED ZEROFILL NOT NULL DEFAULT 1
--> ~ column orders.amount (default: 1 → 00000000000000000001; type: bigint(20) unsigned → bigint(20) unsigned zerofill)

-- length
ALTER TABLE orders MODIFY COLUMN remark VARCHAR(21)
--> ~ column orders.remark (type: varchar(20) → varchar(21))

-- fraction of seconds
ALTER TABLE customers MODIFY COLUMN seen TIMESTAMP(4) NOT NULL DEFAULT CURRENT_TIMESTAMP(4) ON UPDATE CURRENT_TIMESTAMP(4)
--> ~ column customers.seen (default: current_timestamp(3) → current_timestamp(4); on update: current_timestamp(3) → current_timestamp(4); type: timestamp(3) → timestamp(4))

-- nullable
ALTER TABLE customers MODIFY COLUMN balance DECIMAL(12,4) DEFAULT -1.5
--> ~ column customers.balance (not null: yes → none)

-- scale
ALTER TABLE customers MODIFY COLUMN balance DECIMAL(12,3) DEFAULT -1.5
--> ~ column customers.balance (default: -1.5000 → -1.500; type: decimal(12,4) → decimal(12,3))

-- value of an enum added
ALTER TABLE customers MODIFY COLUMN state ENUM('new','gold','it''s','silver') NOT NULL DEFAULT 'new'
--> ~ column customers.state (type: enum('new','gold','it''s') → enum('new','gold','it''s','silver'))

-- value of a set added
ALTER TABLE customers MODIFY COLUMN tags SET('a','b','c') DEFAULT 'a,b'
--> ~ column customers.tags (type: set('a','b') → set('a','b','c'))

-- default: a literal
ALTER TABLE customers ALTER COLUMN born SET DEFAULT '1980-02-29'
--> ~ column customers.born (default: '1970-01-01' → '1980-02-29')

-- default dropped
ALTER TABLE customers ALTER COLUMN born DROP DEFAULT
--> ~ column customers.born (default: '1980-02-29' → NULL)

-- default: a text with quotes and backslashes
ALTER TABLE customers ALTER COLUMN name SET DEFAULT 'it''s \\ "x"\n'
--> ~ column customers.name (default: 'no\\name' → 'it''s \\ "x"\n')

-- default: a literal that looks like an expression
ALTER TABLE customers ALTER COLUMN name SET DEFAULT 'uuid()'
--> ~ column customers.name (default: 'it''s \\ "x"\n' → 'uuid()')

-- default: an expression
ALTER TABLE customers MODIFY COLUMN name VARCHAR(80) DEFAULT (uuid())
--> ~ column customers.name (default: 'uuid()' → uuid())

-- default: bits
ALTER TABLE customers MODIFY COLUMN flags BIT(5) DEFAULT b'111'
--> ~ column customers.flags (default: b'101' → b'111')

-- default: the number and not the text
ALTER TABLE customers MODIFY COLUMN ratio DOUBLE DEFAULT 0.25
--> ~ column customers.ratio (default: 0.1 → 0.25)

-- ON UPDATE removed
ALTER TABLE customers MODIFY COLUMN seen TIMESTAMP(4) NOT NULL DEFAULT CURRENT_TIMESTAMP(4)
--> ~ column customers.seen (on update: current_timestamp(4) → none)

-- ON UPDATE added
ALTER TABLE orders MODIFY COLUMN placed DATETIME(6) DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6)
--> ~ column orders.placed (on update: none → current_timestamp(6))

-- comment of a column
ALTER TABLE customers MODIFY COLUMN id INT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT 'who\\is; "who"'
--> ~ column customers.id (comment: who's who → who\is; "who")

-- column's character set
ALTER TABLE customers MODIFY COLUMN secret VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_swedish_ci INVISIBLE DEFAULT NULL
--> ~ column customers.secret (collation: utf8mb4_general_ci → latin1_swedish_ci)

-- column's collation
ALTER TABLE customers MODIFY COLUMN secret VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_german1_ci INVISIBLE DEFAULT NULL
--> ~ column customers.secret (collation: latin1_swedish_ci → latin1_german1_ci)

-- column becomes visible
ALTER TABLE customers MODIFY COLUMN secret VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_german1_ci DEFAULT NULL
--> ~ column customers.secret (invisible: yes → none)

-- column becomes invisible
ALTER TABLE customers MODIFY COLUMN ratio DOUBLE INVISIBLE DEFAULT 0.25
--> ~ column customers.ratio (invisible: none → yes)

-- column no longer compressed
ALTER TABLE customers MODIFY COLUMN notes TEXT DEFAULT NULL
--> ~ column customers.notes (type: text /*M!100301 COMPRESSED*/ → text)

-- column compressed
ALTER TABLE customers MODIFY COLUMN about TEXT COMPRESSED, DROP KEY words
--> ~ column customers.about (type: text → text /*M!100301 COMPRESSED*/)
--> - index customers.words

-- full-text index
ALTER TABLE customers ADD FULLTEXT KEY words (name, notes)
--> + index customers.words

-- expression of a virtual column
ALTER TABLE customers MODIFY COLUMN lower_email VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci GENERATED ALWAYS AS (trim(email)) VIRTUAL
--> ~ column customers.lower_email (generated: virtual: lcase(`email`) → virtual: trim(`email`))

-- virtual column becomes stored
ALTER TABLE customers DROP COLUMN lower_email, ADD COLUMN lower_email VARCHAR(190) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci GENERATED ALWAYS AS (trim(email)) STORED AFTER notes
--> ~ column customers.lower_email (generated: virtual: trim(`email`) → stored: trim(`email`))

-- expression of a stored column
ALTER TABLE customers MODIFY COLUMN name_length INT GENERATED ALWAYS AS (octet_length(name)) STORED COMMENT 'cached'
--> ~ column customers.name_length (generated: stored: char_length(`name`) → stored: octet_length(`name`))

-- check of a column
ALTER TABLE products MODIFY COLUMN cents BIGINT NOT NULL CHECK (cents >= 1)
--> ~ column products.cents (check: `cents` >= 0 → `cents` >= 1)

-- check of a column removed
ALTER TABLE products MODIFY COLUMN cents BIGINT NOT NULL
--> ~ column products.cents (check: `cents` >= 1 → none)

-- JSON becomes plain text
ALTER TABLE customers MODIFY COLUMN profile LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
--> ~ column customers.profile (check: json_valid(`profile`) → none)

-- reference system of a geometry
ALTER TABLE products MODIFY COLUMN place POINT REF_SYSTEM_ID=3857 NOT NULL
--> ~ column products.place (srid: 4326 → 3857)

-- AUTO_INCREMENT of a column removed
ALTER TABLE orders MODIFY COLUMN id BIGINT NOT NULL
--> ~ column orders.id (auto_increment: yes → none)

-- AUTO_INCREMENT of a column added
ALTER TABLE orders MODIFY COLUMN id BIGINT NOT NULL AUTO_INCREMENT
--> ~ column orders.id (auto_increment: none → yes)

-- the counter itself is data
ALTER TABLE orders AUTO_INCREMENT = 5000

-- blob's size
ALTER TABLE products MODIFY COLUMN picture LONGBLOB
--> ~ column products.picture (type: mediumblob → longblob)

-- primary key: other columns
ALTER TABLE hashed MODIFY v INT NOT NULL, DROP PRIMARY KEY, ADD PRIMARY KEY (id, v)
--> ~ column hashed.v (default: NULL → none; not null: none → yes)
--> ~ constraint hashed.PRIMARY (columns: `id` → `id`, `v`)

-- primary key added
ALTER TABLE regions ADD PRIMARY KEY (code)
--> + constraint regions.PRIMARY

-- primary key removed
ALTER TABLE regions DROP PRIMARY KEY
--> - constraint regions.PRIMARY

-- index added
CREATE INDEX by_amount ON orders (amount)
--> + index orders.by_amount

-- index made unique
ALTER TABLE orders DROP KEY by_amount, ADD UNIQUE KEY by_amount (amount)
--> ~ index orders.by_amount (unique: none → yes)

-- index: another column
ALTER TABLE orders DROP KEY by_amount, ADD UNIQUE KEY by_amount (amount, remark)
--> ~ index orders.by_amount (columns: `amount` → `amount`, `remark`)

-- index: columns in another order
ALTER TABLE orders DROP KEY by_amount, ADD UNIQUE KEY by_amount (remark, amount)
--> ~ index orders.by_amount (columns: `amount`, `remark` → `remark`, `amount`)

-- index: direction
ALTER TABLE orders DROP KEY by_amount, ADD UNIQUE KEY by_amount (remark DESC, amount)
--> ~ index orders.by_amount (columns: `remark`, `amount` → `remark` DESC, `amount`)

-- index: prefix
ALTER TABLE orders DROP KEY by_amount, ADD UNIQUE KEY by_amount (remark(5) DESC, amount)
--> ~ index orders.by_amount (columns: `remark` DESC, `amount` → `remark`(5) DESC, `amount`)

-- index ignored
ALTER TABLE orders ALTER INDEX by_amount IGNORED
--> ~ index orders.by_amount (ignored: none → yes)

-- index no longer ignored
ALTER TABLE customers ALTER INDEX ignored NOT IGNORED
--> ~ index customers.ignored (ignored: yes → none)

-- index renamed
ALTER TABLE customers RENAME INDEX ignored TO by_state
--> ~ index customers.ignored → by_state

-- index: comment
ALTER TABLE customers DROP KEY by_name, ADD KEY by_name (name(10), born) COMMENT 'first letters'
--> ~ index customers.by_name (comment: prefix → first letters)

-- index removed
DROP INDEX by_balance ON customers
--> - index customers.by_balance

-- index of a table in memory: method
ALTER TABLE cache DROP KEY bt, ADD KEY bt (v) USING HASH
--> ~ index cache.bt (method: BTREE → HASH)

-- spatial index removed
ALTER TABLE products DROP KEY where_is
--> - index products.where_is

-- spatial index added
ALTER TABLE products ADD SPATIAL KEY spot (place)
--> + index products.spot

-- full-text index: other columns
ALTER TABLE customers DROP KEY words, ADD FULLTEXT KEY words (name)
--> ~ index customers.words (columns: `name`, `notes` → `name`)

-- unique index over a long text
ALTER TABLE long_unique DROP KEY u
--> - index long_unique.u

-- unique index added
ALTER TABLE long_unique ADD UNIQUE KEY u2 (t)
--> + index long_unique.u2

-- foreign key removed
ALTER TABLE orders DROP FOREIGN KEY tree
--> - constraint orders.tree

-- foreign key added
ALTER TABLE orders ADD CONSTRAINT tree FOREIGN KEY (parent) REFERENCES orders (id) ON DELETE CASCADE
--> + constraint orders.tree

-- foreign key: ON UPDATE
ALTER TABLE orders DROP FOREIGN KEY buys;
ALTER TABLE orders ADD CONSTRAINT buys FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE CASCADE
--> ~ constraint orders.buys (on update: CASCADE → RESTRICT)

-- foreign key: ON DELETE
ALTER TABLE orders DROP FOREIGN KEY buys;
ALTER TABLE orders ADD CONSTRAINT buys FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE NO ACTION
--> ~ constraint orders.buys (on delete: CASCADE → NO ACTION)

-- foreign key without a name of its own
ALTER TABLE orders ADD FOREIGN KEY (customer) REFERENCES customers (id)
--> + constraint orders.orders_ibfk_1

-- check removed
ALTER TABLE customers DROP CONSTRAINT sane
--> - constraint customers.sane

-- check added
ALTER TABLE customers ADD CONSTRAINT sane CHECK (balance > -100)
--> + constraint customers.sane

-- check altered
ALTER TABLE customers DROP CONSTRAINT sane, ADD CONSTRAINT sane CHECK (balance > -200)
--> ~ constraint customers.sane (check: `balance` > -100 → `balance` > -200)

-- check renamed
ALTER TABLE customers DROP CONSTRAINT sane, ADD CONSTRAINT wise CHECK (balance > -200)
--> ~ constraint customers.sane → wise

-- table added
CREATE TABLE fresh (id INT NOT NULL PRIMARY KEY, v VARCHAR(10), KEY by_v (v), CHECK (v <> ''))
--> + table fresh

-- table renamed
RENAME TABLE fresh TO ripe
--> ~ table fresh → ripe

-- table removed
DROP TABLE ripe
--> - table ripe

-- comment of a table
ALTER TABLE customers COMMENT 'Those who\npay'
--> ~ table customers (comment: People who buy → Those who pay)

-- comment of a table removed
ALTER TABLE customers COMMENT ''
--> ~ table customers (comment: Those who pay → none)

-- engine
ALTER TABLE myisam ENGINE=Aria
--> ~ table myisam (engine: MyISAM → Aria; options: max_rows=1000 pack_keys=1 checksum=1 delay_key_write=1 → max_rows=1000 pack_keys=1 checksum=1 delay_key_write=1 transactional=1)

-- row format
ALTER TABLE tickets ROW_FORMAT=COMPRESSED
--> ~ table tickets (options: none → row_format=COMPRESSED; row format: Dynamic → Compressed)

-- row format said that was meant
ALTER TABLE leases ROW_FORMAT=DYNAMIC
--> ~ table leases (options: none → row_format=DYNAMIC)

-- key block size
ALTER TABLE tickets KEY_BLOCK_SIZE=4
--> ~ table tickets (options: row_format=COMPRESSED → row_format=COMPRESSED key_block_size=4)

-- statistics option
ALTER TABLE customers STATS_PERSISTENT=0
--> ~ table customers (options: stats_persistent=1 row_format=DYNAMIC → stats_persistent=0 row_format=DYNAMIC)

-- page checksums
ALTER TABLE log PAGE_CHECKSUM=0
--> ~ table log (options: transactional=0 → page_checksum=0 transactional=0)

-- most rows
ALTER TABLE log MAX_ROWS=77
--> ~ table log (options: page_checksum=0 transactional=0 → max_rows=77 page_checksum=0 transactional=0)

-- page compression
ALTER TABLE long_unique PAGE_COMPRESSED=1
--> ~ table long_unique (options: none → `PAGE_COMPRESSED`='1')

-- collation of a table
ALTER TABLE hashed DEFAULT COLLATE utf8mb4_bin
--> ~ table hashed (collation: utf8mb4_general_ci → utf8mb4_bin)

-- character set of a table
ALTER TABLE tickets DEFAULT CHARACTER SET ascii
--> ~ table tickets (collation: utf8mb4_general_ci → ascii_general_ci)

-- partition added
ALTER TABLE regions ADD PARTITION (PARTITION asia VALUES IN ('jp'))
--> + partition regions.asia

-- partition removed
ALTER TABLE regions DROP PARTITION us
--> - partition regions.us

-- partition: values
ALTER TABLE regions REORGANIZE PARTITION asia INTO (PARTITION asia VALUES IN ('jp','cn'))
--> ~ partition regions.asia (definition)

-- partition: comment
ALTER TABLE regions REORGANIZE PARTITION asia INTO (PARTITION asia VALUES IN ('jp','cn') COMMENT 'east')
--> ~ partition regions.asia (definition)

-- partition: most rows
ALTER TABLE regions REORGANIZE PARTITION asia INTO (PARTITION asia VALUES IN ('jp','cn') MAX_ROWS 10 COMMENT 'east')
--> ~ partition regions.asia (definition)

-- partition split
ALTER TABLE audit REORGANIZE PARTITION later INTO (PARTITION p2021 VALUES LESS THAN (738156), PARTITION later VALUES LESS THAN MAXVALUE)
--> + partition audit.p2021

-- number of partitions
ALTER TABLE hashed ADD PARTITION PARTITIONS 1
--> ~ table hashed (partitioning: PARTITION BY LINEAR KEY (`id`) PARTITIONS 3 → PARTITION BY LINEAR KEY (`id`) PARTITIONS 4)

-- partitioning: method
ALTER TABLE hashed PARTITION BY KEY (id) PARTITIONS 4
--> ~ table hashed (partitioning: PARTITION BY LINEAR KEY (`id`) PARTITIONS 4 → PARTITION BY KEY (`id`) PARTITIONS 4)

-- partitioning: expression
ALTER TABLE audit PARTITION BY RANGE (year(at)) SUBPARTITION BY HASH (who) SUBPARTITIONS 2 (PARTITION p2020 VALUES LESS THAN (737791) COMMENT = 'old', PARTITION p2021 VALUES LESS THAN (738156), PARTITION later VALUES LESS THAN MAXVALUE)
--> ~ table audit (partitioning: PARTITION BY RANGE (to_days(`at`)) SUBPARTITION BY HASH (`who`) SUBPARTITIONS 2 → PARTITION BY RANGE (year(`at`)) SUBPARTITION BY HASH (`who`) SUBPARTITIONS 2)

-- partitioning removed
ALTER TABLE hashed REMOVE PARTITIONING
--> ~ table hashed (partitioning: PARTITION BY KEY (`id`) PARTITIONS 4 → none)

-- system versioning removed
ALTER TABLE versions DROP SYSTEM VERSIONING
--> ~ table versions (system versioning: yes → none)

-- system versioning added
ALTER TABLE hashed ADD SYSTEM VERSIONING
--> ~ table hashed (system versioning: none → yes)

-- column without versions
SET system_versioning_alter_history = KEEP;
ALTER TABLE hashed MODIFY v INT NOT NULL WITHOUT SYSTEM VERSIONING
--> ~ column hashed.v (system versioning: none → without)

-- partitions by system time
ALTER TABLE hashed PARTITION BY SYSTEM_TIME LIMIT 1000 (PARTITION p0 HISTORY, PARTITION pc CURRENT)
--> ~ table hashed (partitioning: none → PARTITION BY SYSTEM_TIME LIMIT 1000)
--> + partition hashed.p0
--> + partition hashed.pc

-- partitions by system time: limit
ALTER TABLE hashed PARTITION BY SYSTEM_TIME LIMIT 2000 (PARTITION p0 HISTORY, PARTITION pc CURRENT)
--> ~ table hashed (partitioning: PARTITION BY SYSTEM_TIME LIMIT 1000 → PARTITION BY SYSTEM_TIME LIMIT 2000)

-- period: may overlap
ALTER TABLE leases DROP KEY one_each;
ALTER TABLE leases ADD UNIQUE KEY one_each (id, ends)
--> ~ index leases.one_each (columns: `id`, `ends`, `starts` → `id`, `ends`)

-- period removed
ALTER TABLE leases DROP PERIOD FOR lease
--> ~ table leases (period: PERIOD FOR `lease` (`starts`, `ends`) → none)

-- sequence: increment
ALTER SEQUENCE numbers INCREMENT BY 7
--> ~ sequence numbers (increment: 5 → 7)

-- sequence: maximum
ALTER SEQUENCE numbers MAXVALUE 200000
--> ~ sequence numbers (maximum: 100000 → 200000)

-- sequence: minimum
ALTER SEQUENCE numbers MINVALUE 5
--> ~ sequence numbers (minimum: 10 → 5)

-- sequence: start
ALTER SEQUENCE numbers START WITH 200
--> ~ sequence numbers (start: 100 → 200)

-- sequence: cache
ALTER SEQUENCE numbers NOCACHE
--> ~ sequence numbers (cache: 20 → 0)

-- sequence: cycle
ALTER SEQUENCE numbers NOCYCLE
--> ~ sequence numbers (cycle: yes → no)

-- sequence's value is data
DO nextval(plain)

-- sequence removed
DROP SEQUENCE plain
--> - sequence plain

-- sequence added
CREATE SEQUENCE steps
--> + sequence steps

-- default from another sequence
ALTER TABLE tickets MODIFY id BIGINT NOT NULL DEFAULT nextval(steps)
--> ~ column tickets.id (default: nextval(`numbers`) → nextval(`steps`))

-- view: text
CREATE OR REPLACE VIEW golden AS SELECT id, email, euros(balance) AS money FROM customers WHERE state = 'silver'
--> ~ view golden (definition)

-- view: column
CREATE OR REPLACE VIEW checked AS SELECT id, amount, parent FROM orders WHERE amount > 0 WITH LOCAL CHECK OPTION
--> ~ view checked (definition)

-- view: check option
CREATE OR REPLACE VIEW checked AS SELECT id, amount, parent FROM orders WHERE amount > 0 WITH CASCADED CHECK OPTION
--> ~ view checked (check option: LOCAL → CASCADED)

-- view: no check option
CREATE OR REPLACE VIEW checked AS SELECT id, amount, parent FROM orders WHERE amount > 0
--> ~ view checked (check option: CASCADED → none)

-- view: security
CREATE OR REPLACE SQL SECURITY INVOKER VIEW checked AS SELECT id, amount, parent FROM orders WHERE amount > 0
--> ~ view checked (security: DEFINER → INVOKER)

-- view: algorithm
CREATE OR REPLACE ALGORITHM=TEMPTABLE SQL SECURITY INVOKER VIEW checked AS SELECT id, amount, parent FROM orders WHERE amount > 0
--> ~ view checked (algorithm: UNDEFINED → TEMPTABLE)

-- view: definer
CREATE OR REPLACE ALGORITHM=TEMPTABLE DEFINER=`nobody`@`%` SQL SECURITY INVOKER VIEW checked AS SELECT id, amount, parent FROM orders WHERE amount > 0
--> ~ view checked (definer: lockkeeper@% → nobody@%)

-- view removed
DROP VIEW small
--> - view small

-- view added
CREATE VIEW big AS WITH c AS (SELECT id FROM orders) SELECT c.id FROM c
--> + view big

-- function: body
CREATE OR REPLACE FUNCTION euros(cents BIGINT) RETURNS DECIMAL(20,2) DETERMINISTIC NO SQL COMMENT 'money' RETURN cents / 100.0
--> ~ function euros (definition)

-- function: result
CREATE OR REPLACE FUNCTION euros(cents BIGINT) RETURNS DECIMAL(22,2) DETERMINISTIC NO SQL COMMENT 'money' RETURN cents / 100.0
--> ~ function euros (returns: decimal(20,2) → decimal(22,2))

-- function: parameter's type
CREATE OR REPLACE FUNCTION euros(cents INT) RETURNS DECIMAL(22,2) DETERMINISTIC NO SQL COMMENT 'money' RETURN cents / 100.0
--> ~ function euros (parameters: `cents` bigint(20) → `cents` int(11))

-- function: parameter's name
CREATE OR REPLACE FUNCTION euros(Cents INT) RETURNS DECIMAL(22,2) DETERMINISTIC NO SQL COMMENT 'money' RETURN cents / 100.0
--> ~ function euros (parameters: `cents` int(11) → `Cents` int(11))

-- function: not deterministic
CREATE OR REPLACE FUNCTION euros(Cents INT) RETURNS DECIMAL(22,2) NO SQL COMMENT 'money' RETURN cents / 100.0
--> ~ function euros (deterministic: YES → NO)

-- function: data access
ALTER FUNCTION euros CONTAINS SQL
--> ~ function euros (data access: NO SQL → CONTAINS SQL)

-- function: comment
ALTER FUNCTION euros COMMENT 'it''s money'
--> ~ function euros (comment: money → it's money)

-- function: security
ALTER FUNCTION euros SQL SECURITY INVOKER
--> ~ function euros (security: DEFINER → INVOKER)

-- function: sql_mode
SET sql_mode = 'STRICT_ALL_TABLES';
CREATE OR REPLACE FUNCTION euros(Cents INT) RETURNS DECIMAL(22,2) SQL SECURITY INVOKER COMMENT 'it''s money' RETURN cents / 100.0
--> ~ function euros (sql mode: STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION → STRICT_ALL_TABLES)

-- function: aggregate removed
DROP FUNCTION total
--> - function total

-- procedure: only a comment in its body
CREATE OR REPLACE PROCEDURE empty() SELECT /* one */ 1
--> ~ procedure empty (definition)

-- procedure: parameter's mode
CREATE OR REPLACE PROCEDURE empty(IN a INT) SELECT /* one */ 1;
CREATE OR REPLACE PROCEDURE empty(INOUT a INT) SELECT /* one */ 1
--> ~ procedure empty (parameters: none → INOUT `a` int(11))

-- procedure: definer
CREATE OR REPLACE DEFINER=`nobody`@`%` PROCEDURE empty(INOUT a INT) SELECT /* one */ 1
--> ~ procedure empty (definer: lockkeeper@% → nobody@%)

-- procedure: literals with escapes
CREATE OR REPLACE DEFINER=`nobody`@`%` PROCEDURE empty(INOUT a INT) SELECT 'it\'s \n "ä" \\', _latin1'x', X'00ff', "d"
--> ~ procedure empty (definition)

-- procedure: character set of a literal
CREATE OR REPLACE DEFINER=`nobody`@`%` PROCEDURE empty(INOUT a INT) SELECT 'it\'s \n "ä" \\', _utf8mb3'x', X'00ff', "d"
--> ~ procedure empty (definition)

-- view with literals added
CREATE VIEW literals AS SELECT 'it\'s' AS a, _latin1'x' AS b
--> + view literals

-- view: character set of a literal
CREATE OR REPLACE VIEW literals AS SELECT 'it\'s' AS a, _utf8mb3'x' AS b
--> ~ view literals (definition)

-- procedure added
CREATE PROCEDURE more() BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN END; CASE WHEN 1 THEN SELECT 1; END CASE; END
--> + procedure more

-- procedure removed
DROP PROCEDURE more
--> - procedure more

-- function added
CREATE FUNCTION one() RETURNS INT RETURN 1
--> + function one

-- trigger: body
CREATE OR REPLACE TRIGGER orders_ad AFTER DELETE ON orders FOR EACH ROW INSERT INTO audit VALUES (now(), OLD.customer, 'removed')
--> ~ trigger orders.orders_ad (definition)

-- trigger: literals with escapes
CREATE OR REPLACE TRIGGER orders_ad AFTER DELETE ON orders FOR EACH ROW INSERT INTO audit VALUES (now(), OLD.customer, 'it\'s \\')
--> ~ trigger orders.orders_ad (definition)

-- trigger: time
CREATE OR REPLACE TRIGGER orders_ad BEFORE DELETE ON orders FOR EACH ROW INSERT INTO audit VALUES (now(), OLD.customer, 'removed')
--> ~ trigger orders.orders_ad (when: AFTER DELETE → BEFORE DELETE)

-- trigger: event
CREATE OR REPLACE TRIGGER orders_ad BEFORE UPDATE ON orders FOR EACH ROW INSERT INTO audit VALUES (now(), OLD.customer, 'removed')
--> ~ trigger orders.orders_ad (when: BEFORE DELETE → BEFORE UPDATE)

-- trigger: definer
CREATE OR REPLACE DEFINER=`nobody`@`%` TRIGGER orders_ad BEFORE UPDATE ON orders FOR EACH ROW INSERT INTO audit VALUES (now(), OLD.customer, 'removed')
--> ~ trigger orders.orders_ad (definer: lockkeeper@% → nobody@%)

-- trigger in front of others
CREATE TRIGGER orders_first BEFORE INSERT ON orders FOR EACH ROW PRECEDES orders_bi SET NEW.remark = 'x'
--> + trigger orders.orders_first

-- triggers in another order
DROP TRIGGER orders_first;
CREATE TRIGGER orders_first BEFORE INSERT ON orders FOR EACH ROW FOLLOWS orders_bi SET NEW.remark = 'x'
--> ~ table orders (trigger order)

-- trigger removed
DROP TRIGGER orders_bi_second
--> - trigger orders.orders_bi_second

-- trigger: sql_mode
SET sql_mode = 'NO_ZERO_DATE';
CREATE OR REPLACE DEFINER=`nobody`@`%` TRIGGER orders_ad BEFORE UPDATE ON orders FOR EACH ROW INSERT INTO audit VALUES (now(), OLD.customer, 'removed')
--> ~ trigger orders.orders_ad (sql mode: STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION → NO_ZERO_DATE)

-- trigger: sql_mode that reads text otherwise
--! client
SET sql_mode = 'ANSI_QUOTES';
CREATE OR REPLACE DEFINER=`nobody`@`%` TRIGGER orders_ad BEFORE UPDATE ON orders FOR EACH ROW INSERT INTO audit VALUES (now(), OLD.customer, 'removed');
--> ~ trigger orders.orders_ad (sql mode: NO_ZERO_DATE → ANSI_QUOTES)

-- trigger of that kind removed
DROP TRIGGER orders_ad
--> - trigger orders.orders_ad

-- event: schedule
ALTER EVENT nightly ON SCHEDULE EVERY 2 DAY STARTS '2030-01-01 03:00:00' ENDS '2035-01-01 03:00:00'
--> ~ event nightly (schedule: EVERY 1 DAY → EVERY 2 DAY)

-- event: schedule of two units
ALTER EVENT nightly ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 03:00:00' ENDS '2035-01-01 03:00:00'
--> ~ event nightly (schedule: EVERY 2 DAY → EVERY '1:30' HOUR_MINUTE)

-- event: start
ALTER EVENT nightly ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 04:00:00' ENDS '2035-01-01 03:00:00'
--> ~ event nightly (starts: 2030-01-01 03:00:00 → 2030-01-01 04:00:00)

-- event: end
ALTER EVENT nightly ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 04:00:00' ENDS '2034-01-01 03:00:00'
--> ~ event nightly (ends: 2035-01-01 03:00:00 → 2034-01-01 03:00:00)

-- event: status
ALTER EVENT nightly ENABLE
--> ~ event nightly (status: DISABLED → ENABLED)

-- event: completion
ALTER EVENT nightly ON COMPLETION NOT PRESERVE
--> ~ event nightly (on completion: PRESERVE → NOT PRESERVE)

-- event: comment
ALTER EVENT nightly COMMENT 'tidy'
--> ~ event nightly (comment: clean → tidy)

-- event: body
ALTER EVENT nightly DO DELETE FROM audit
--> ~ event nightly (definition)

-- event: body with escapes
ALTER EVENT nightly DO DELETE FROM audit WHERE what = 'it\'s \n \\'
--> ~ event nightly (definition)

-- event: time of a single one
ALTER EVENT once ON SCHEDULE AT '2036-06-06 06:06:06'
--> ~ event once (schedule: AT '2035-05-05 05:05:05' → AT '2036-06-06 06:06:06')

-- event: definer
ALTER DEFINER=`nobody`@`%` EVENT once COMMENT ''
--> ~ event once (definer: lockkeeper@% → nobody@%)

-- event: time zone
SET time_zone = '+02:00';
ALTER EVENT nightly ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 04:00:00'
--> ~ event nightly (ends: 2034-01-01 03:00:00 → 2034-01-01 05:00:00; time zone: SYSTEM → +02:00)

-- event renamed
ALTER DEFINER=`nobody`@`%` EVENT once RENAME TO only
--> ~ event once → only

-- event removed
DROP EVENT only
--> - event only

-- event added, its start noted by the server
CREATE EVENT hourly ON SCHEDULE EVERY 1 HOUR DISABLE DO SELECT 1
--> + event hourly

-- grant on the database
GRANT SELECT, INSERT ON * TO lk_app@localhost
--> + grant 'lk_app'@'localhost'

-- grant on the database: privilege
GRANT DELETE ON * TO lk_app@localhost
--> ~ grant 'lk_app'@'localhost' (privileges: INSERT, SELECT → DELETE, INSERT, SELECT)

-- grant on a table
GRANT SELECT ON orders TO lk_app@localhost
--> + grant orders.'lk_app'@'localhost'

-- grant on columns
GRANT UPDATE (amount, parent) ON orders TO lk_app@localhost
--> ~ grant orders.'lk_app'@'localhost' (privileges: SELECT → SELECT, UPDATE (`amount`, `parent`))

-- grant that may be handed on
GRANT SELECT ON orders TO lk_app@localhost WITH GRANT OPTION
--> ~ grant orders.'lk_app'@'localhost' (grant option: none → yes)

-- grant on a routine
GRANT EXECUTE ON FUNCTION euros TO lk_app@localhost
--> + grant 'lk_app'@'localhost' on function euros

-- grant to a role
GRANT SELECT ON customers TO lk_role
--> + grant customers.'lk_role'

-- grant taken back
REVOKE ALL PRIVILEGES ON orders FROM lk_app@localhost
--> ~ grant orders.'lk_app'@'localhost' (privileges: SELECT, UPDATE (`amount`, `parent`) → USAGE)

-- collation of the database
ALTER DATABASE COLLATE utf8mb4_bin
--> ~ database settings (collation: utf8mb4_general_ci → utf8mb4_bin)

-- comment of the database
ALTER DATABASE COMMENT 'shop'
--> ~ database settings (comment: none → shop)

-- package
--! client
SET sql_mode = 'ORACLE';
DELIMITER //
CREATE PACKAGE pack AS FUNCTION f1 RETURN INT; END //
--> + package pack

-- package: text
--! client
SET sql_mode = 'ORACLE';
DELIMITER //
CREATE OR REPLACE PACKAGE pack AS FUNCTION f1(a INT) RETURN INT; END //
--> ~ package pack (definition)

-- package: body
--! client
SET sql_mode = 'ORACLE';
DELIMITER //
CREATE PACKAGE BODY pack AS FUNCTION f1(a INT) RETURN INT AS BEGIN RETURN a; END; END //
--> + package body pack

-- package removed
--! client
SET sql_mode = 'ORACLE';
DROP PACKAGE pack;
--> - package pack
--> - package body pack
