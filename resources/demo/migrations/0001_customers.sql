-- Customers of the shop: one row a person, found by e-mail address whatever its case.

-- Up
CREATE TABLE IF NOT EXISTS customers (
    id         INTEGER PRIMARY KEY,
    email      TEXT    NOT NULL COLLATE NOCASE,
    name       TEXT    NOT NULL,
    country    TEXT    NOT NULL DEFAULT 'DE' CHECK (length(country) = 2),
    fax        TEXT,
    created_at TEXT    NOT NULL DEFAULT (datetime('now'))
);
CREATE UNIQUE INDEX IF NOT EXISTS customers_email ON customers (email);

-- Down
DROP INDEX IF EXISTS customers_email;
DROP TABLE IF EXISTS customers;
