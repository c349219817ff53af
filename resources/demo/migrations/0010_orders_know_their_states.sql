-- Only known states for an order, and a currency. SQLite cannot add a CHECK to a table, so the table is built anew:
-- new table, copy, drop, rename, then the index and the view that went with the old one.

-- Up
PRAGMA foreign_keys = OFF;

DROP VIEW IF EXISTS sales_by_month;

CREATE TABLE orders_new (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    status      TEXT    NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'paid', 'shipped', 'cancelled')),
    ordered_at  TEXT    NOT NULL,
    total_cents INTEGER,
    currency    TEXT    NOT NULL DEFAULT 'EUR'
);
INSERT INTO orders_new (id, customer_id, status, ordered_at, total_cents)
SELECT id, customer_id, status, ordered_at, total_cents FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;

CREATE INDEX orders_by_customer ON orders (customer_id, ordered_at DESC);

CREATE VIEW sales_by_month (month, orders, pieces, turnover_cents) AS
SELECT strftime('%Y-%m', orders.ordered_at), count(DISTINCT orders.id), sum(items.quantity), sum(items.quantity * items.price_cents)
FROM orders
JOIN order_items AS items ON items.order_id = orders.id
WHERE orders.status <> 'cancelled'
GROUP BY 1;

PRAGMA foreign_key_check;
PRAGMA foreign_keys = ON;

-- Down
PRAGMA foreign_keys = OFF;

DROP VIEW IF EXISTS sales_by_month;

CREATE TABLE orders_old (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    status      TEXT    NOT NULL DEFAULT 'new',
    ordered_at  TEXT    NOT NULL,
    total_cents INTEGER
);
INSERT INTO orders_old (id, customer_id, status, ordered_at, total_cents)
SELECT id, customer_id, status, ordered_at, total_cents FROM orders;
DROP TABLE orders;
ALTER TABLE orders_old RENAME TO orders;

CREATE INDEX orders_by_customer ON orders (customer_id, ordered_at DESC);

CREATE VIEW sales_by_month (month, orders, pieces, turnover_cents) AS
SELECT strftime('%Y-%m', orders.ordered_at), count(DISTINCT orders.id), sum(items.quantity), sum(items.quantity * items.price_cents)
FROM orders
JOIN order_items AS items ON items.order_id = orders.id
WHERE orders.status <> 'cancelled'
GROUP BY 1;

PRAGMA foreign_key_check;
PRAGMA foreign_keys = ON;
