-- The catalogue: categories, which may stand below each other, and the products in them. Prices are in cents.

-- Up
CREATE TABLE IF NOT EXISTS categories (
    slug   TEXT PRIMARY KEY,
    title  TEXT NOT NULL,
    parent TEXT REFERENCES categories (slug) ON DELETE SET NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS products (
    id          INTEGER PRIMARY KEY,
    sku         TEXT    NOT NULL UNIQUE,
    title       TEXT    NOT NULL,
    category    TEXT    NOT NULL REFERENCES categories (slug) ON UPDATE CASCADE,
    price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
    price       REAL    GENERATED ALWAYS AS (price_cents / 100.0) VIRTUAL,
    stock       INTEGER NOT NULL DEFAULT 0,
    retired     INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1))
);
CREATE INDEX IF NOT EXISTS products_on_sale ON products (category, price_cents) WHERE retired = 0;

-- Down
DROP INDEX IF EXISTS products_on_sale;
DROP TABLE IF EXISTS products;
DROP TABLE IF EXISTS categories;
