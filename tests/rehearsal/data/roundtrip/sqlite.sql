-- SPDX-FileCopyrightText: Lockkeeper contributors
-- SPDX-License-Identifier: GPL-3.0-or-later
-- Migrations whose way back is one (expect proven) or only looks like one (expect what differs). See tst_roundtrip.cpp.
-- @base
CREATE TABLE customers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL COLLATE NOCASE,
    city TEXT DEFAULT 'Bern',
    credit INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    state TEXT NOT NULL DEFAULT 'new' CONSTRAINT known_state CHECK (state IN ('new', 'paid', 'sent')),
    cents INTEGER NOT NULL DEFAULT 0,
    placed TEXT
);
CREATE TABLE items (
    "order" INTEGER NOT NULL REFERENCES orders (id),
    line INTEGER NOT NULL,
    sku TEXT NOT NULL,
    amount INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY ("order", line)
) WITHOUT ROWID;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE log (at TEXT, what);
CREATE INDEX customers_name ON customers (name);
CREATE INDEX orders_customer ON orders (customer, placed DESC);
CREATE UNIQUE INDEX orders_unpaid ON orders (customer) WHERE state = 'new';
CREATE VIEW open_orders AS SELECT id, customer, cents FROM orders WHERE state <> 'sent';
CREATE TRIGGER orders_logged AFTER UPDATE OF state ON orders BEGIN INSERT INTO log VALUES ('now', new.state); END;
INSERT INTO customers (id, email, name, city, credit) VALUES (1, 'ann@shop', 'Ann', 'Bern', 10), (2, 'bob@shop', 'Bob', NULL, 0), (3, 'eve@shop', 'Eve', '', 7), (9, 'x@shop', 'Gone', 'Chur', 0);
DELETE FROM customers WHERE id = 9;
INSERT INTO orders VALUES (1, 1, 'new', 1200, '2026-01-01'), (2, 1, 'paid', 300, '2026-01-02'), (3, 2, 'sent', 4500, '2026-01-03');
INSERT INTO items VALUES (1, 1, 'tea', 2), (1, 2, 'cup', 1), (3, 1, 'tea', 9);
INSERT INTO settings VALUES ('mail.from', 'shop@shop'), ('mail.host', 'localhost'), ('currency', 'CHF'), ('vat', '7.7');
INSERT INTO log VALUES ('begin', 7);

-- @migration column
-- @expect proven
-- @up
ALTER TABLE orders ADD COLUMN note TEXT;
-- @down
ALTER TABLE orders DROP COLUMN note;

-- @migration column with a default
-- @expect proven
-- @up
ALTER TABLE customers ADD COLUMN language TEXT NOT NULL DEFAULT 'de';
-- @down
ALTER TABLE customers DROP COLUMN language;

-- @migration several columns, taken away in the other order
-- @expect proven
-- @up
ALTER TABLE customers ADD COLUMN phone TEXT;
ALTER TABLE customers ADD COLUMN fax TEXT COLLATE NOCASE;
-- @down
ALTER TABLE customers DROP COLUMN fax;
ALTER TABLE customers DROP COLUMN phone;

-- @migration generated column with its index
-- @expect proven
-- @up
ALTER TABLE orders ADD COLUMN francs REAL GENERATED ALWAYS AS (cents / 100.0) VIRTUAL;
CREATE INDEX orders_francs ON orders (francs);
-- @down
DROP INDEX orders_francs;
ALTER TABLE orders DROP COLUMN francs;

-- @migration last column moves to a table of its own
-- @expect proven
-- @up
CREATE TABLE order_times ("order" INTEGER PRIMARY KEY REFERENCES orders (id), placed TEXT);
INSERT INTO order_times SELECT id, placed FROM orders;
DROP INDEX orders_customer;
ALTER TABLE orders DROP COLUMN placed;
CREATE INDEX orders_customer ON orders (customer);
-- @down
DROP INDEX orders_customer;
ALTER TABLE orders ADD COLUMN placed TEXT;
UPDATE orders SET placed = (SELECT placed FROM order_times WHERE "order" = orders.id);
CREATE INDEX orders_customer ON orders (customer, placed DESC);
DROP TABLE order_times;

-- @migration index
-- @expect proven
-- @up
CREATE INDEX orders_state ON orders (state);
-- @down
DROP INDEX orders_state;

-- @migration index dropped and made again, written otherwise
-- @expect proven
-- @up
DROP INDEX orders_customer;
-- @down
create index "orders_customer" on orders(customer,
    placed desc);

-- @migration unique index on an expression of some rows
-- @expect proven
-- @up
CREATE UNIQUE INDEX customers_mail ON customers (lower(email)) WHERE credit > 0;
-- @down
DROP INDEX customers_mail;

-- @migration index replaced by a wider one
-- @expect proven
-- @up
DROP INDEX customers_name;
CREATE INDEX customers_name ON customers (name, city COLLATE NOCASE DESC);
-- @down
DROP INDEX customers_name;
CREATE INDEX customers_name ON customers (name);

-- @migration table
-- @expect proven
-- @up
CREATE TABLE coupons (code TEXT PRIMARY KEY, percent INTEGER CHECK (percent BETWEEN 1 AND 100)) STRICT, WITHOUT ROWID;
-- @down
DROP TABLE coupons;

-- @migration table with rows, index and trigger
-- @expect proven
-- @up
CREATE TABLE stock (sku TEXT PRIMARY KEY, amount INTEGER NOT NULL);
CREATE INDEX stock_amount ON stock (amount);
INSERT INTO stock SELECT DISTINCT sku, 100 FROM items;
CREATE TRIGGER stock_falls AFTER INSERT ON items BEGIN UPDATE stock SET amount = amount - new.amount WHERE sku = new.sku; END;
-- @down
DROP TRIGGER stock_falls;
DROP TABLE stock;

-- @migration table with a counter of its own
-- @expect proven
-- @up
CREATE TABLE tickets (id INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT);
INSERT INTO tickets (subject) VALUES ('first'), ('second');
-- @down
DROP TABLE tickets;

-- @migration copy of a table
-- @expect proven
-- @up
CREATE TABLE orders_2025 AS SELECT * FROM orders;
-- @down
DROP TABLE orders_2025;

-- @migration full-text search
-- @expect proven
-- @up
CREATE VIRTUAL TABLE found USING fts5 (name, content='customers', content_rowid='id');
-- @down
DROP TABLE found;

-- @migration view
-- @expect proven
-- @up
CREATE VIEW debts (customer, cents) AS SELECT customer, sum(cents) FROM orders WHERE state = 'new' GROUP BY customer;
-- @down
DROP VIEW debts;

-- @migration view replaced
-- @expect proven
-- @up
DROP VIEW open_orders;
CREATE VIEW open_orders AS SELECT id, customer, cents, state FROM orders WHERE state <> 'sent';
-- @down
DROP VIEW open_orders;
CREATE VIEW open_orders AS SELECT id, customer, cents FROM orders WHERE state <> 'sent'; -- as it was

-- @migration trigger
-- @expect proven
-- @up
CREATE TRIGGER orders_kept BEFORE DELETE ON orders WHEN old.state = 'paid' BEGIN SELECT raise(ABORT, 'paid; stays'); END;
-- @down
DROP TRIGGER orders_kept;

-- @migration trigger replaced
-- @expect proven
-- @up
DROP TRIGGER orders_logged;
CREATE TRIGGER orders_logged AFTER UPDATE OF state, cents ON orders BEGIN INSERT INTO log VALUES ('now', new.state || new.cents); END;
-- @down
DROP TRIGGER orders_logged;
CREATE TRIGGER orders_logged AFTER UPDATE OF state ON orders BEGIN INSERT INTO log VALUES ('now', new.state); END;

-- @migration table renamed
-- @expect proven
-- @up
ALTER TABLE settings RENAME TO preferences;
-- @down
ALTER TABLE preferences RENAME TO settings;

-- @migration column renamed, under a view and a trigger
-- @expect proven
-- @up
ALTER TABLE orders RENAME COLUMN state TO status;
-- @down
ALTER TABLE orders RENAME COLUMN status TO state;

-- @migration rows
-- @expect proven
-- @up
INSERT INTO settings VALUES ('theme', 'dark'), ('beta', NULL);
-- @down
DELETE FROM settings WHERE key IN ('theme', 'beta');

-- @migration rows that move a counter on
-- @expect proven
-- @up
INSERT INTO customers (email, name) VALUES ('new@shop', 'New');
-- @down
DELETE FROM customers WHERE email = 'new@shop';

-- @migration rows deleted and put back
-- @expect proven
-- @up
DELETE FROM settings WHERE key LIKE 'mail.%';
-- @down
INSERT INTO settings (value, key) VALUES ('localhost', 'mail.host'), ('shop@shop', 'mail.from');

-- @migration rows kept aside
-- @expect proven
-- @up
CREATE TABLE kept AS SELECT * FROM items WHERE sku = 'tea';
DELETE FROM items WHERE sku = 'tea';
-- @down
INSERT INTO items SELECT * FROM kept;
DROP TABLE kept;

-- @migration numbers moved and moved back
-- @expect proven
-- @up
UPDATE orders SET cents = cents + 100;
-- @down
UPDATE orders SET cents = cents - 100;

-- @migration values swapped
-- @expect proven
-- @up
UPDATE items SET line = -line;
-- @down
UPDATE items SET line = -line;

-- @migration value known to both sides
-- @expect proven
-- @up
UPDATE settings SET value = '8.1' WHERE key = 'vat';
INSERT INTO settings VALUES ('currency', 'EUR') ON CONFLICT (key) DO UPDATE SET value = excluded.value;
-- @down
UPDATE settings SET value = CASE key WHEN 'vat' THEN '7.7' ELSE 'CHF' END WHERE key IN ('vat', 'currency');

-- @migration empty text becomes NULL in a column of its own
-- @expect proven
-- @up
ALTER TABLE customers ADD COLUMN had_empty_city INTEGER NOT NULL DEFAULT 0;
UPDATE customers SET had_empty_city = 1, city = NULL WHERE city = '';
-- @down
UPDATE customers SET city = '' WHERE had_empty_city;
ALTER TABLE customers DROP COLUMN had_empty_city;

-- @migration backfilled column
-- @expect proven
-- @up
ALTER TABLE customers ADD COLUMN orders INTEGER;
UPDATE customers SET orders = (SELECT count(*) FROM orders WHERE customer = customers.id);
CREATE INDEX customers_orders ON customers (orders);
-- @down
DROP INDEX customers_orders;
ALTER TABLE customers DROP COLUMN orders;

-- @migration primary key with a hole filled
-- @expect proven
-- @up
INSERT INTO customers (id, email, name, credit) VALUES (5, 'five@shop', 'Five', 5);
UPDATE orders SET customer = 5 WHERE id = 2;
-- @down
UPDATE orders SET customer = 1 WHERE id = 2;
DELETE FROM customers WHERE id = 5;

-- @migration check widened by a rebuild
-- @expect proven
-- @up
PRAGMA foreign_keys = OFF;
CREATE TABLE orders_new (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    state TEXT NOT NULL DEFAULT 'new' CONSTRAINT known_state CHECK (state IN ('new', 'paid', 'sent', 'void')), cents INTEGER NOT NULL DEFAULT 0, placed TEXT);
INSERT INTO orders_new SELECT id, customer, state, cents, placed FROM orders;
DROP VIEW open_orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
CREATE INDEX orders_customer ON orders (customer, placed DESC);
CREATE UNIQUE INDEX orders_unpaid ON orders (customer) WHERE state = 'new';
CREATE VIEW open_orders AS SELECT id, customer, cents FROM orders WHERE state <> 'sent';
CREATE TRIGGER orders_logged AFTER UPDATE OF state ON orders BEGIN INSERT INTO log VALUES ('now', new.state); END;
-- @down
PRAGMA foreign_keys = OFF;
CREATE TABLE orders_old (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    state TEXT NOT NULL DEFAULT 'new' CONSTRAINT known_state CHECK (state IN ('new', 'paid', 'sent')), cents INTEGER NOT NULL DEFAULT 0, placed TEXT);
INSERT INTO orders_old SELECT id, customer, state, cents, placed FROM orders;
DROP VIEW open_orders;
DROP TABLE orders;
ALTER TABLE orders_old RENAME TO orders;
CREATE INDEX orders_customer ON orders (customer, placed DESC);
CREATE UNIQUE INDEX orders_unpaid ON orders (customer) WHERE state = 'new';
CREATE VIEW open_orders AS SELECT id, customer, cents FROM orders WHERE state <> 'sent';
CREATE TRIGGER orders_logged AFTER UPDATE OF state ON orders BEGIN INSERT INTO log VALUES ('now', new.state); END;

-- @migration default changed by a rebuild
-- @expect proven
-- @up
CREATE TABLE settings_new (key TEXT PRIMARY KEY, value TEXT DEFAULT 'off');
INSERT INTO settings_new SELECT * FROM settings;
DROP TABLE settings;
ALTER TABLE settings_new RENAME TO settings;
-- @down
CREATE TABLE settings_new (key TEXT PRIMARY KEY, value TEXT);
INSERT INTO settings_new SELECT * FROM settings;
DROP TABLE settings;
ALTER TABLE settings_new RENAME TO settings;

-- @migration column order changed by a rebuild
-- @expect proven
-- @up
CREATE TABLE settings_new (value TEXT, key TEXT PRIMARY KEY);
INSERT INTO settings_new (key, value) SELECT key, value FROM settings;
DROP TABLE settings;
ALTER TABLE settings_new RENAME TO settings;
-- @down
CREATE TABLE settings_new (key TEXT PRIMARY KEY, value TEXT);
INSERT INTO settings_new (key, value) SELECT key, value FROM settings;
DROP TABLE settings;
ALTER TABLE settings_new RENAME TO settings;

-- @migration row ids dropped by a rebuild
-- @expect proven
-- @up
CREATE TABLE settings_new (key TEXT NOT NULL PRIMARY KEY, value TEXT) STRICT, WITHOUT ROWID;
INSERT INTO settings_new SELECT * FROM settings;
DROP TABLE settings;
ALTER TABLE settings_new RENAME TO settings;
-- @down
ALTER TABLE settings RENAME TO settings_strict;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT);
INSERT INTO settings SELECT * FROM settings_strict;
DROP TABLE settings_strict;

-- @migration reference added by a rebuild
-- @expect proven
-- @up
ALTER TABLE log RENAME TO log_old;
CREATE TABLE log (at TEXT, what, "order" INTEGER REFERENCES orders (id) ON DELETE SET NULL);
INSERT INTO log (at, what) SELECT at, what FROM log_old;
DROP TRIGGER orders_logged;
DROP TABLE log_old;
CREATE TRIGGER orders_logged AFTER UPDATE OF state ON orders BEGIN INSERT INTO log VALUES ('now', new.state, new.id); END;
-- @down
DROP TRIGGER orders_logged;
CREATE TABLE log_new (at TEXT, what);
INSERT INTO log_new SELECT at, what FROM log;
DROP TABLE log;
ALTER TABLE log_new RENAME TO log;
CREATE TRIGGER orders_logged AFTER UPDATE OF state ON orders BEGIN INSERT INTO log VALUES ('now', new.state); END;

-- @migration rebuild that carries the counter over
-- @expect proven
-- @up
PRAGMA foreign_keys = OFF;
CREATE TABLE customers_new (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL COLLATE NOCASE, city TEXT DEFAULT 'Bern', credit INTEGER NOT NULL DEFAULT 0 CHECK (credit >= 0));
INSERT INTO customers_new SELECT * FROM customers;
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'customers') WHERE name = 'customers_new';
DROP TABLE customers;
ALTER TABLE customers_new RENAME TO customers;
CREATE INDEX customers_name ON customers (name);
-- @down
PRAGMA foreign_keys = OFF;
CREATE TABLE customers_new (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL COLLATE NOCASE, city TEXT DEFAULT 'Bern', credit INTEGER NOT NULL DEFAULT 0);
INSERT INTO customers_new SELECT * FROM customers;
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'customers') WHERE name = 'customers_new';
DROP TABLE customers;
ALTER TABLE customers_new RENAME TO customers;
CREATE INDEX customers_name ON customers (name);

-- @migration table, view, index and trigger in one
-- @expect proven
-- @up
CREATE TABLE payments (id INTEGER PRIMARY KEY, "order" INTEGER NOT NULL REFERENCES orders (id), cents INTEGER NOT NULL);
CREATE INDEX payments_order ON payments ("order");
CREATE VIEW paid AS SELECT "order", sum(cents) AS cents FROM payments GROUP BY "order";
INSERT INTO payments ("order", cents) VALUES (2, 300);
CREATE TRIGGER payments_made AFTER INSERT ON payments BEGIN UPDATE orders SET state = 'paid' WHERE id = new."order"; END;
-- @down
DROP VIEW paid;
DROP TABLE payments;

-- @migration trigger's trace taken away
-- @expect proven
-- @up
UPDATE orders SET state = 'sent' WHERE id = 2;
-- @down
UPDATE orders SET state = 'paid' WHERE id = 2;
DELETE FROM log WHERE rowid > 1;

-- @migration table dropped and built again with its rows
-- @expect proven
-- @up
DROP TABLE settings;
-- @down
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT);
INSERT INTO settings VALUES ('currency', 'CHF'), ('mail.from', 'shop@shop'), ('mail.host', 'localhost'), ('vat', '7.7');

-- @migration view on a view
-- @expect proven
-- @up
CREATE VIEW large_open_orders AS SELECT * FROM open_orders WHERE cents > 1000;
CREATE VIEW largest AS SELECT max(cents) AS cents FROM large_open_orders;
-- @down
DROP VIEW largest;
DROP VIEW large_open_orders;

-- @migration index comes back under another name
-- @expect customers_name → customers_by_name
-- @up
DROP INDEX customers_name;
-- @down
CREATE INDEX customers_by_name ON customers (name);

-- @migration index comes back without its order
-- @expect columns: customer, placed DESC → customer, placed
-- @up
DROP INDEX orders_customer;
-- @down
CREATE INDEX orders_customer ON orders (customer, placed);

-- @migration index comes back not unique
-- @expect unique: yes → none
-- @up
DROP INDEX orders_unpaid;
-- @down
CREATE INDEX orders_unpaid ON orders (customer) WHERE state = 'new';

-- @migration index comes back for all rows
-- @expect partial: yes → none
-- @up
DROP INDEX orders_unpaid;
DELETE FROM orders WHERE id = 2;
-- @down
CREATE UNIQUE INDEX orders_unpaid ON orders (customer, id);
INSERT INTO orders VALUES (2, 1, 'paid', 300, '2026-01-02');

-- @migration default is forgotten
-- @expect column customers.credit (default: 0 → none)
-- @up
ALTER TABLE customers ADD COLUMN note TEXT;
-- @down
PRAGMA foreign_keys = OFF;
CREATE TABLE customers_new (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL COLLATE NOCASE, city TEXT DEFAULT 'Bern', credit INTEGER NOT NULL);
INSERT INTO customers_new SELECT id, email, name, city, credit FROM customers;
UPDATE sqlite_sequence SET seq = 9 WHERE name = 'customers_new';
DROP TABLE customers;
ALTER TABLE customers_new RENAME TO customers;
CREATE INDEX customers_name ON customers (name);

-- @migration default is written as a text
-- @expect default: none → '7.7'
-- @up
CREATE TABLE settings_new (key TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO settings_new SELECT * FROM settings;
DROP TABLE settings;
ALTER TABLE settings_new RENAME TO settings;
-- @down
CREATE TABLE settings_new (key TEXT PRIMARY KEY, value TEXT DEFAULT '7.7');
INSERT INTO settings_new SELECT * FROM settings;
DROP TABLE settings;
ALTER TABLE settings_new RENAME TO settings;

-- @migration collation is forgotten
-- @expect collation: NOCASE → none
-- @up
PRAGMA foreign_keys = OFF;
CREATE TABLE customers_new (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL COLLATE NOCASE, city TEXT DEFAULT 'Bern', credit INTEGER NOT NULL DEFAULT 1);
INSERT INTO customers_new SELECT * FROM customers;
UPDATE sqlite_sequence SET seq = 9 WHERE name = 'customers_new';
DROP TABLE customers;
ALTER TABLE customers_new RENAME TO customers;
CREATE INDEX customers_name ON customers (name);
-- @down
PRAGMA foreign_keys = OFF;
CREATE TABLE customers_new (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, city TEXT DEFAULT 'Bern', credit INTEGER NOT NULL DEFAULT 0);
INSERT INTO customers_new SELECT * FROM customers;
UPDATE sqlite_sequence SET seq = 9 WHERE name = 'customers_new';
DROP TABLE customers;
ALTER TABLE customers_new RENAME TO customers;
CREATE INDEX customers_name ON customers (name);

-- @migration rebuild resets the counter
-- @expect customers: the next number was 10, is 4
-- @up
PRAGMA foreign_keys = OFF;
CREATE TABLE customers_new (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL COLLATE NOCASE, city TEXT DEFAULT 'Bern', credit INTEGER NOT NULL DEFAULT 0 CHECK (credit >= 0));
INSERT INTO customers_new SELECT * FROM customers;
UPDATE sqlite_sequence SET seq = 9 WHERE name = 'customers_new';
DROP TABLE customers;
ALTER TABLE customers_new RENAME TO customers;
CREATE INDEX customers_name ON customers (name);
-- @down
PRAGMA foreign_keys = OFF;
CREATE TABLE customers_new (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL COLLATE NOCASE, city TEXT DEFAULT 'Bern', credit INTEGER NOT NULL DEFAULT 0);
INSERT INTO customers_new SELECT * FROM customers;
DROP TABLE customers;
ALTER TABLE customers_new RENAME TO customers;
CREATE INDEX customers_name ON customers (name);

-- @migration column comes back as the last
-- @expect column order
-- @up
ALTER TABLE items RENAME TO items_old;
CREATE TABLE items ("order" INTEGER NOT NULL REFERENCES orders (id), line INTEGER NOT NULL, amount INTEGER NOT NULL DEFAULT 1, PRIMARY KEY ("order", line)) WITHOUT ROWID;
CREATE TABLE items_sku AS SELECT "order", line, sku FROM items_old;
INSERT INTO items SELECT "order", line, amount FROM items_old;
DROP TABLE items_old;
-- @down
ALTER TABLE items RENAME TO items_old;
CREATE TABLE items ("order" INTEGER NOT NULL REFERENCES orders (id), line INTEGER NOT NULL, amount INTEGER NOT NULL DEFAULT 1, sku TEXT NOT NULL, PRIMARY KEY ("order", line)) WITHOUT ROWID;
INSERT INTO items SELECT o."order", o.line, o.amount, s.sku FROM items_old AS o JOIN items_sku AS s ON s."order" = o."order" AND s.line = o.line;
DROP TABLE items_old;
DROP TABLE items_sku;

-- @migration column comes back empty
-- @expect orders: same count, other values
-- @up
DROP INDEX orders_customer;
ALTER TABLE orders DROP COLUMN placed;
-- @down
ALTER TABLE orders ADD COLUMN placed TEXT;
CREATE INDEX orders_customer ON orders (customer, placed DESC);

-- @migration letters made large
-- @expect customers: same count, other values
-- @up
UPDATE customers SET name = upper(name);
-- @down
UPDATE customers SET name = substr(name, 1, 1) || lower(substr(name, 2)) WHERE id < 3;

-- @migration NULL comes back as an empty text
-- @expect customers: same count, other values
-- @up
UPDATE customers SET city = 'unknown' WHERE city IS NULL;
-- @down
UPDATE customers SET city = '' WHERE city = 'unknown';

-- @migration number comes back as a text
-- @expect log: same count, other values
-- @up
UPDATE log SET what = what + 1;
-- @down
UPDATE log SET what = CAST(what - 1 AS TEXT);

-- @migration way back deletes too much
-- @expect settings: 4 rows before, 2 after
-- @up
INSERT INTO settings VALUES ('mail.port', '25');
-- @down
DELETE FROM settings WHERE key LIKE 'mail.%';

-- @migration trigger fires before instead of after
-- @expect ~ trigger orders.orders_logged
-- @up
DROP TRIGGER orders_logged;
-- @down
CREATE TRIGGER orders_logged BEFORE UPDATE OF state ON orders BEGIN INSERT INTO log VALUES ('now', new.state); END;

-- @migration trigger goes with its table
-- @expect - trigger orders.orders_logged
-- @up
ALTER TABLE orders ADD COLUMN note TEXT;
-- @down
PRAGMA foreign_keys = OFF;
CREATE TABLE orders_old (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    state TEXT NOT NULL DEFAULT 'new' CONSTRAINT known_state CHECK (state IN ('new', 'paid', 'sent')), cents INTEGER NOT NULL DEFAULT 0, placed TEXT);
INSERT INTO orders_old SELECT id, customer, state, cents, placed FROM orders;
DROP VIEW open_orders;
DROP TABLE orders;
ALTER TABLE orders_old RENAME TO orders;
CREATE INDEX orders_customer ON orders (customer, placed DESC);
CREATE UNIQUE INDEX orders_unpaid ON orders (customer) WHERE state = 'new';
CREATE VIEW open_orders AS SELECT id, customer, cents FROM orders WHERE state <> 'sent';

-- @migration check is forgotten by the rebuild
-- @expect - constraint orders.known_state
-- @up
ALTER TABLE orders ADD COLUMN note TEXT;
-- @down
PRAGMA foreign_keys = OFF;
CREATE TABLE orders_old (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    state TEXT NOT NULL DEFAULT 'new', cents INTEGER NOT NULL DEFAULT 0, placed TEXT);
INSERT INTO orders_old SELECT id, customer, state, cents, placed FROM orders;
DROP VIEW open_orders;
DROP TABLE orders;
ALTER TABLE orders_old RENAME TO orders;
CREATE INDEX orders_customer ON orders (customer, placed DESC);
CREATE UNIQUE INDEX orders_unpaid ON orders (customer) WHERE state = 'new';
CREATE VIEW open_orders AS SELECT id, customer, cents FROM orders WHERE state <> 'sent';
CREATE TRIGGER orders_logged AFTER UPDATE OF state ON orders BEGIN INSERT INTO log VALUES ('now', new.state); END;

-- @migration reference comes back without its cascade
-- @expect constraint orders.
-- @up
ALTER TABLE orders ADD COLUMN note TEXT;
-- @down
PRAGMA foreign_keys = OFF;
CREATE TABLE orders_old (id INTEGER PRIMARY KEY, customer INTEGER NOT NULL REFERENCES customers (id),
    state TEXT NOT NULL DEFAULT 'new' CONSTRAINT known_state CHECK (state IN ('new', 'paid', 'sent')), cents INTEGER NOT NULL DEFAULT 0, placed TEXT);
INSERT INTO orders_old SELECT id, customer, state, cents, placed FROM orders;
DROP VIEW open_orders;
DROP TABLE orders;
ALTER TABLE orders_old RENAME TO orders;
CREATE INDEX orders_customer ON orders (customer, placed DESC);
CREATE UNIQUE INDEX orders_unpaid ON orders (customer) WHERE state = 'new';
CREATE VIEW open_orders AS SELECT id, customer, cents FROM orders WHERE state <> 'sent';
CREATE TRIGGER orders_logged AFTER UPDATE OF state ON orders BEGIN INSERT INTO log VALUES ('now', new.state); END;

-- @migration table loses what keeps its numbers from being used again
-- @expect autoincrement: yes → none
-- @up
ALTER TABLE customers ADD COLUMN phone TEXT;
-- @down
PRAGMA foreign_keys = OFF;
CREATE TABLE customers_new (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL COLLATE NOCASE, city TEXT DEFAULT 'Bern', credit INTEGER NOT NULL DEFAULT 0);
INSERT INTO customers_new SELECT id, email, name, city, credit FROM customers;
DROP TABLE customers;
ALTER TABLE customers_new RENAME TO customers;
CREATE INDEX customers_name ON customers (name);

-- @migration view comes back with other rows
-- @expect view open_orders
-- @up
DROP VIEW open_orders;
-- @down
CREATE VIEW open_orders AS SELECT id, customer, cents FROM orders WHERE state = 'new';
