-- Orders and their lines, and the orders of the old shop as they were exported in 2019.

-- Up
CREATE TABLE IF NOT EXISTS orders (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    status      TEXT    NOT NULL DEFAULT 'new',
    ordered_at  TEXT    NOT NULL,
    total_cents INTEGER
);

CREATE TABLE IF NOT EXISTS order_items (
    order_id    INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
    line        INTEGER NOT NULL,
    product_id  INTEGER NOT NULL REFERENCES products (id),
    quantity    INTEGER NOT NULL CHECK (quantity > 0),
    price_cents INTEGER NOT NULL,
    PRIMARY KEY (order_id, line)
);

CREATE TABLE IF NOT EXISTS old_shop_orders (
    number   TEXT PRIMARY KEY,
    customer TEXT NOT NULL,
    ordered  TEXT NOT NULL,
    amount   TEXT NOT NULL
);

-- Down
DROP TABLE IF EXISTS old_shop_orders;
DROP TABLE IF EXISTS order_items;
DROP TABLE IF EXISTS orders;
