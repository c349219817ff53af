-- SPDX-FileCopyrightText: Lockkeeper contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Migrations whose way back is one (expect proven) or only looks like one (expect what differs). See tst_roundtrip.cpp.
-- @base
CREATE OR REPLACE USER clerk@'%';
CREATE OR REPLACE ROLE reader;
CREATE TABLE customers (
    id INT AUTO_INCREMENT PRIMARY KEY,
    email VARCHAR(190) NOT NULL,
    name VARCHAR(50) NOT NULL COMMENT 'as on the invoice',
    city VARCHAR(30) DEFAULT 'Bern',
    credit INT NOT NULL DEFAULT 0,
    UNIQUE KEY customers_email (email),
    KEY customers_name (name(10))
) AUTO_INCREMENT = 100 CHARSET utf8mb4 COLLATE utf8mb4_general_ci COMMENT 'who buys';
CREATE TABLE orders (
    id INT AUTO_INCREMENT PRIMARY KEY,
    customer INT NOT NULL,
    state ENUM ('new', 'paid', 'sent') NOT NULL DEFAULT 'new',
    cents INT UNSIGNED NOT NULL DEFAULT 0,
    placed DATE,
    changed TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    KEY orders_state (state, cents DESC),
    CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT orders_sane CHECK (cents < 1000000)
) CHARSET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE items (`order` INT NOT NULL, line INT NOT NULL, sku VARCHAR(20) NOT NULL, amount INT NOT NULL DEFAULT 1, PRIMARY KEY (`order`, line));
CREATE TABLE settings (`key` VARCHAR(50) PRIMARY KEY, value TEXT) CHARSET utf8mb4 COLLATE utf8mb4_general_ci;
CREATE TABLE log (at DATETIME, what TEXT);
CREATE TABLE history (at DATE NOT NULL, note VARCHAR(20)) PARTITION BY RANGE (YEAR(at)) (PARTITION old VALUES LESS THAN (2020), PARTITION p2025 VALUES LESS THAN (2026));
CREATE SEQUENCE invoice_numbers START WITH 1000 NOCACHE;
CREATE SQL SECURITY INVOKER VIEW open_orders AS SELECT id, customer, cents FROM orders WHERE state <> 'sent';
CREATE FUNCTION half(x INT) RETURNS INT DETERMINISTIC RETURN x DIV 2;
CREATE PROCEDURE tidy(IN before_date DATE) DELETE FROM history WHERE at < before_date;
CREATE TRIGGER orders_logged AFTER DELETE ON orders FOR EACH ROW INSERT INTO log VALUES (NULL, OLD.id);
CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00' DO DELETE FROM log WHERE at < '2020-01-01';
INSERT INTO customers VALUES (1, 'ann@shop', 'Ann', 'Bern', 10), (2, 'bob@shop', 'Bob', NULL, 0), (3, 'eve@shop', 'Eve', '', 7);
INSERT INTO orders VALUES (1, 1, 'new', 1200, '2026-01-01', '2026-01-01 10:00:00'), (2, 1, 'paid', 300, '2026-01-02', '2026-01-02 10:00:00'), (3, 2, 'sent', 4500, '2026-01-03', '2026-01-03 10:00:00');
INSERT INTO items VALUES (1, 1, 'tea', 2), (1, 2, 'cup', 1), (3, 1, 'tea', 9);
INSERT INTO settings VALUES ('mail.from', 'shop@shop'), ('mail.host', 'localhost'), ('currency', 'CHF'), ('vat', '7.7');
INSERT INTO history VALUES ('2019-05-01', 'a'), ('2025-05-01', 'b');
SELECT SETVAL(invoice_numbers, 1041);
GRANT SELECT ON customers TO reader;
GRANT SELECT, INSERT, UPDATE ON orders TO clerk@'%' WITH GRANT OPTION;

-- @migration column
-- @expect proven
-- @up
ALTER TABLE orders ADD COLUMN note TEXT;
-- @down
ALTER TABLE orders DROP COLUMN note;

-- @migration columns among others
-- @expect proven
-- @up
ALTER TABLE customers ADD COLUMN language CHAR(2) NOT NULL DEFAULT 'de' AFTER name, ADD COLUMN title VARCHAR(10) FIRST;
-- @down
ALTER TABLE customers DROP COLUMN language, DROP COLUMN title;

-- @migration generated column with its index
-- @expect proven
-- @up
ALTER TABLE orders ADD COLUMN francs DECIMAL(12, 2) AS (cents / 100) STORED;
CREATE INDEX orders_francs ON orders (francs);
-- @down
DROP INDEX orders_francs ON orders;
ALTER TABLE orders DROP COLUMN francs;

-- @migration type made wider
-- @expect proven
-- @up
ALTER TABLE customers MODIFY name VARCHAR(100) NOT NULL COMMENT 'as on the invoice';
-- @down
ALTER TABLE customers MODIFY name VARCHAR(50) NOT NULL COMMENT 'as on the invoice';

-- @migration column renamed
-- @expect proven
-- @up
ALTER TABLE customers RENAME COLUMN city TO town;
-- @down
ALTER TABLE customers CHANGE town city VARCHAR(30) DEFAULT 'Bern';

-- @migration column moved
-- @expect proven
-- @up
ALTER TABLE customers MODIFY city VARCHAR(30) DEFAULT 'Bern' FIRST;
-- @down
ALTER TABLE customers MODIFY city VARCHAR(30) DEFAULT 'Bern' AFTER name;

-- @migration default
-- @expect proven
-- @up
ALTER TABLE customers ALTER city SET DEFAULT 'Basel', ALTER credit DROP DEFAULT;
-- @down
ALTER TABLE customers ALTER city SET DEFAULT 'Bern', ALTER credit SET DEFAULT 0;

-- @migration collation
-- @expect proven
-- @up
ALTER TABLE customers MODIFY city VARCHAR(30) COLLATE utf8mb4_bin DEFAULT 'Bern';
-- @down
ALTER TABLE customers MODIFY city VARCHAR(30) COLLATE utf8mb4_general_ci DEFAULT 'Bern';

-- @migration column nobody sees
-- @expect proven
-- @up
ALTER TABLE items MODIFY amount INT NOT NULL INVISIBLE DEFAULT 1;
-- @down
ALTER TABLE items MODIFY amount INT NOT NULL DEFAULT 1;

-- @migration enum value at the end
-- @expect proven
-- @up
ALTER TABLE orders MODIFY state ENUM ('new', 'paid', 'sent', 'void') NOT NULL DEFAULT 'new';
-- @down
ALTER TABLE orders MODIFY state ENUM ('new', 'paid', 'sent') NOT NULL DEFAULT 'new';

-- @migration index
-- @expect proven
-- @up
CREATE INDEX items_sku ON items (sku, amount) COMMENT 'for the search';
-- @down
DROP INDEX items_sku ON items;

-- @migration index dropped and made again
-- @expect proven
-- @up
ALTER TABLE customers DROP INDEX customers_name;
-- @down
create index `customers_name` on customers(name(10));

-- @migration unique and full-text index
-- @expect proven
-- @up
ALTER TABLE settings ADD FULLTEXT KEY settings_words (value), ADD UNIQUE KEY settings_once (value(40));
-- @down
ALTER TABLE settings DROP KEY settings_words, DROP KEY settings_once;

-- @migration index renamed
-- @expect proven
-- @up
ALTER TABLE customers RENAME INDEX customers_name TO customers_by_name;
-- @down
ALTER TABLE customers RENAME INDEX customers_by_name TO customers_name;

-- @migration index ignored
-- @expect proven
-- @up
ALTER TABLE orders ALTER INDEX orders_state IGNORED;
-- @down
ALTER TABLE orders ALTER INDEX orders_state NOT IGNORED;

-- @migration check
-- @expect proven
-- @up
ALTER TABLE items ADD CONSTRAINT items_some CHECK (amount > 0);
-- @down
ALTER TABLE items DROP CONSTRAINT items_some;

-- @migration reference with its index
-- @expect proven
-- @up
ALTER TABLE items ADD CONSTRAINT items_order FOREIGN KEY (`order`) REFERENCES orders (id) ON DELETE CASCADE;
-- @down
ALTER TABLE items DROP FOREIGN KEY items_order;

-- @migration reference with another action
-- @expect proven
-- @up
ALTER TABLE orders DROP FOREIGN KEY orders_customer;
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE RESTRICT;
-- @down
ALTER TABLE orders DROP FOREIGN KEY orders_customer;
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE CASCADE;

-- @migration view
-- @expect proven
-- @up
CREATE VIEW debts (customer, cents) AS SELECT customer, SUM(cents) FROM orders WHERE state = 'new' GROUP BY customer;
-- @down
DROP VIEW debts;

-- @migration view replaced
-- @expect proven
-- @up
CREATE OR REPLACE SQL SECURITY INVOKER VIEW open_orders AS SELECT id, customer, cents, placed FROM orders WHERE state <> 'sent';
-- @down
CREATE OR REPLACE SQL SECURITY INVOKER VIEW open_orders AS SELECT id, customer, cents FROM orders WHERE state <> 'sent';

-- @migration procedure with a body
-- @expect proven
-- @up
DELIMITER //
CREATE PROCEDURE move_all(IN a INT, IN b INT)
BEGIN
    DECLARE n INT DEFAULT 0;
    UPDATE orders SET customer = b WHERE customer = a;
    SET n = ROW_COUNT();
    INSERT INTO log VALUES (NOW(), CONCAT(n, '; moved'));
END//
DELIMITER ;
-- @down
DROP PROCEDURE move_all;

-- @migration function replaced
-- @expect proven
-- @up
CREATE OR REPLACE FUNCTION half(x BIGINT) RETURNS BIGINT DETERMINISTIC RETURN FLOOR(x / 2);
-- @down
CREATE OR REPLACE FUNCTION half(x INT) RETURNS INT DETERMINISTIC RETURN x DIV 2;

-- @migration trigger
-- @expect proven
-- @up
CREATE TRIGGER orders_kept BEFORE DELETE ON orders FOR EACH ROW BEGIN
    IF OLD.state = 'paid' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'paid; stays'; END IF;
END;
-- @down
DROP TRIGGER orders_kept;

-- @migration trigger replaced
-- @expect proven
-- @up
DROP TRIGGER orders_logged;
CREATE TRIGGER orders_logged AFTER DELETE ON orders FOR EACH ROW INSERT INTO log VALUES (NOW(), OLD.id);
-- @down
CREATE OR REPLACE TRIGGER orders_logged AFTER DELETE ON orders FOR EACH ROW INSERT INTO log VALUES (NULL, OLD.id);

-- @migration event
-- @expect proven
-- @up
CREATE EVENT yearly ON SCHEDULE EVERY 1 YEAR STARTS '2037-01-01 00:00:00' DO TRUNCATE TABLE log;
-- @down
DROP EVENT yearly;

-- @migration event at another hour
-- @expect proven
-- @up
ALTER EVENT nightly ON SCHEDULE EVERY 2 DAY STARTS '2037-01-01 03:00:00';
-- @down
ALTER EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00';

-- @migration sequence
-- @expect proven
-- @up
CREATE SEQUENCE parcels START WITH 500 INCREMENT BY -1 MINVALUE 1 MAXVALUE 500 CYCLE;
ALTER TABLE orders ADD COLUMN parcel BIGINT DEFAULT NEXTVAL(parcels);
-- @down
ALTER TABLE orders DROP COLUMN parcel;
DROP SEQUENCE parcels;

-- @migration sequence with another step
-- @expect proven
-- @up
ALTER SEQUENCE invoice_numbers INCREMENT BY 10 CACHE 20;
-- @down
ALTER SEQUENCE invoice_numbers INCREMENT BY 1 NOCACHE;

-- @migration table with rows and references
-- @expect proven
-- @up
CREATE TABLE payments (id INT AUTO_INCREMENT PRIMARY KEY, `order` INT NOT NULL, cents INT NOT NULL, FOREIGN KEY (`order`) REFERENCES orders (id));
INSERT INTO payments (`order`, cents) SELECT id, cents FROM orders WHERE state = 'paid';
-- @down
DROP TABLE payments;

-- @migration tables swapped
-- @expect proven
-- @up
CREATE TABLE settings_new LIKE settings;
INSERT INTO settings_new SELECT * FROM settings;
ALTER TABLE settings_new ADD COLUMN since DATE;
RENAME TABLE settings TO settings_old, settings_new TO settings;
-- @down
RENAME TABLE settings TO settings_new, settings_old TO settings;
DROP TABLE settings_new;

-- @migration shadow table that carries the counter over
-- @expect proven
-- @up
CREATE TABLE tickets (id INT AUTO_INCREMENT PRIMARY KEY, subject VARCHAR(50)) AUTO_INCREMENT = 50;
ALTER TABLE customers ADD COLUMN phone VARCHAR(20);
-- @down
DROP TABLE tickets;
ALTER TABLE customers DROP COLUMN phone, ALGORITHM = COPY;

-- @migration partition
-- @expect proven
-- @up
ALTER TABLE history ADD PARTITION (PARTITION p2026 VALUES LESS THAN (2027), PARTITION later VALUES LESS THAN MAXVALUE);
-- @down
ALTER TABLE history DROP PARTITION p2026, later;

-- @migration partition split
-- @expect proven
-- @up
ALTER TABLE history REORGANIZE PARTITION old INTO (PARTITION older VALUES LESS THAN (2010), PARTITION old VALUES LESS THAN (2020));
-- @down
ALTER TABLE history REORGANIZE PARTITION older, old INTO (PARTITION old VALUES LESS THAN (2020));

-- @migration comments
-- @expect proven
-- @up
ALTER TABLE customers COMMENT = 'who buys, and who did', MODIFY name VARCHAR(50) NOT NULL COMMENT 'as on the letter';
-- @down
ALTER TABLE customers COMMENT = 'who buys', MODIFY name VARCHAR(50) NOT NULL COMMENT 'as on the invoice';

-- @migration storage engine and versions of rows
-- @expect proven
-- @up
ALTER TABLE log ENGINE = MyISAM;
ALTER TABLE settings ADD SYSTEM VERSIONING;
-- @down
ALTER TABLE settings DROP SYSTEM VERSIONING;
ALTER TABLE log ENGINE = InnoDB;

-- @migration grants
-- @expect proven
-- @up
GRANT SELECT ON orders TO reader;
GRANT UPDATE (city, name), DELETE ON customers TO 'clerk'@'%', reader;
REVOKE INSERT ON orders FROM clerk;
GRANT EXECUTE ON FUNCTION half TO reader;
-- @down
revoke execute on function `half` from `reader`;
GRANT INSERT ON TABLE orders TO clerk@'%';
REVOKE DELETE, UPDATE (name, city) ON customers FROM reader, clerk;
REVOKE SELECT ON orders FROM reader;

-- @migration rows that move a counter on
-- @expect proven
-- @up
INSERT INTO customers (email, name) VALUES ('new@shop', 'New'), ('two@shop', 'Two');
-- @down
DELETE FROM customers WHERE email IN ('new@shop', 'two@shop');

-- @migration rows deleted and put back, with commits
-- @expect proven
-- @up
-- no-transaction
START TRANSACTION;
DELETE FROM settings WHERE `key` LIKE 'mail.%';
COMMIT;
START TRANSACTION;
UPDATE items SET amount = amount + 100;
COMMIT;
-- @down
-- no-transaction
START TRANSACTION;
UPDATE items SET amount = amount - 100;
COMMIT;
INSERT INTO settings (value, `key`) VALUES ('localhost', 'mail.host'), ('shop@shop', 'mail.from');

-- @migration backfilled column
-- @expect proven
-- @up
ALTER TABLE customers ADD COLUMN orders INT;
UPDATE customers SET orders = (SELECT COUNT(*) FROM orders WHERE customer = customers.id);
ALTER TABLE customers MODIFY orders INT NOT NULL;
-- @down
ALTER TABLE customers DROP COLUMN orders;

-- @migration last column moves to a table of its own
-- @expect proven
-- @up
CREATE TABLE amounts AS SELECT `order`, line, amount FROM items;
ALTER TABLE items DROP COLUMN amount;
-- @down
ALTER TABLE items ADD COLUMN amount INT NOT NULL DEFAULT 1;
UPDATE items AS i JOIN amounts AS a ON a.`order` = i.`order` AND a.line = i.line SET i.amount = a.amount;
DROP TABLE amounts;

-- @migration index comes back under another name
-- @expect ~ index customers.customers_name → customers_by_name
-- @up
ALTER TABLE customers DROP INDEX customers_name;
-- @down
CREATE INDEX customers_by_name ON customers (name(10));

-- @migration index comes back over the whole column
-- @expect index customers.customers_name
-- @up
ALTER TABLE customers DROP INDEX customers_name;
-- @down
CREATE INDEX customers_name ON customers (name);

-- @migration index comes back not unique
-- @expect index customers.customers_email
-- @up
DROP INDEX customers_email ON customers;
-- @down
CREATE INDEX customers_email ON customers (email);

-- @migration MODIFY forgets the default
-- @expect column customers.city (default: 'Bern' → NULL)
-- @up
ALTER TABLE customers MODIFY city VARCHAR(60) DEFAULT 'Bern';
-- @down
ALTER TABLE customers MODIFY city VARCHAR(30);

-- @migration MODIFY forgets NOT NULL
-- @expect not null: yes → none
-- @up
ALTER TABLE customers MODIFY credit BIGINT NOT NULL DEFAULT 0;
-- @down
ALTER TABLE customers MODIFY credit INT DEFAULT 0;

-- @migration MODIFY forgets the comment
-- @expect comment: as on the invoice → none
-- @up
ALTER TABLE customers MODIFY name VARCHAR(80) NOT NULL COMMENT 'as on the invoice';
-- @down
ALTER TABLE customers MODIFY name VARCHAR(50) NOT NULL;

-- @migration MODIFY forgets the sign
-- @expect type: int(10) unsigned → int(11)
-- @up
ALTER TABLE orders MODIFY cents BIGINT UNSIGNED NOT NULL DEFAULT 0;
-- @down
ALTER TABLE orders MODIFY cents INT NOT NULL DEFAULT 0;

-- @migration time of change is kept no longer
-- @expect on update: current_timestamp() → none
-- @up
ALTER TABLE orders MODIFY changed DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP;
-- @down
ALTER TABLE orders MODIFY changed TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- @migration texts grow on their way through another character set
-- @expect type: text → mediumtext
-- @up
ALTER TABLE settings CONVERT TO CHARACTER SET latin1;
-- @down
ALTER TABLE settings CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

-- @migration column comes back as the last
-- @expect table customers (column order)
-- @up
ALTER TABLE customers ADD COLUMN town VARCHAR(30) DEFAULT 'Bern';
UPDATE customers SET town = city;
ALTER TABLE customers DROP COLUMN city;
-- @down
ALTER TABLE customers RENAME COLUMN town TO city;

-- @migration keys begin anew behind the last row
-- @expect customers: the next number was 100, is 4
-- @up
ALTER TABLE customers ADD COLUMN phone VARCHAR(20);
-- @down
ALTER TABLE customers DROP COLUMN phone;
ALTER TABLE customers AUTO_INCREMENT = 1;

-- @migration sequence begins anew
-- @expect sequence invoice_numbers: the next number was 1042, is 1000
-- @up
ALTER SEQUENCE invoice_numbers MAXVALUE 9999;
-- @down
CREATE OR REPLACE SEQUENCE invoice_numbers START WITH 1000 NOCACHE;

-- @migration right stays
-- @expect reader keeps DELETE on customers
-- @up
GRANT SELECT, DELETE ON customers TO reader;
-- @down
REVOKE SELECT ON customers FROM reader;

-- @migration way back takes more rights than were given
-- @expect clerk loses ALL on orders
-- @up
GRANT DELETE ON orders TO clerk@'%';
-- @down
REVOKE ALL PRIVILEGES ON orders FROM clerk@'%';

-- @migration reference comes back without its cascade
-- @expect constraint orders.orders_customer
-- @up
ALTER TABLE orders DROP FOREIGN KEY orders_customer;
-- @down
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer) REFERENCES customers (id);

-- @migration check comes back one wider
-- @expect constraint orders.orders_sane
-- @up
ALTER TABLE orders DROP CONSTRAINT orders_sane;
-- @down
ALTER TABLE orders ADD CONSTRAINT orders_sane CHECK (cents <= 1000000);

-- @migration view comes back with its maker's rights
-- @expect security: INVOKER → DEFINER
-- @up
DROP VIEW open_orders;
-- @down
CREATE VIEW open_orders AS SELECT id, customer, cents FROM orders WHERE state <> 'sent';

-- @migration column comes back empty
-- @expect orders: same count, other values
-- @up
ALTER TABLE orders DROP COLUMN placed;
-- @down
ALTER TABLE orders ADD COLUMN placed DATE AFTER cents;

-- @migration NULL comes back as an empty text
-- @expect customers: same count, other values
-- @up
UPDATE customers SET city = 'unknown' WHERE city IS NULL;
-- @down
UPDATE customers SET city = '' WHERE city = 'unknown';

-- @migration value comes back, its time does not
-- @expect orders: same count, other values
-- @up
UPDATE orders SET state = 'sent' WHERE id = 2;
-- @down
UPDATE orders SET state = 'paid' WHERE id = 2;
