-- Reviews of products: one to five stars, at most one of a customer for a product.
CREATE TABLE IF NOT EXISTS reviews (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    product_id  INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
    customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
    stars       INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    words       TEXT    NOT NULL DEFAULT '',
    written_at  TEXT    NOT NULL DEFAULT (datetime('now')),
    UNIQUE (product_id, customer_id)
) STRICT;

CREATE INDEX IF NOT EXISTS reviews_by_stars ON reviews (product_id, stars DESC);
