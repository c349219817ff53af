-- "My orders" reads the whole table for each customer; with this index it reads only theirs, newest first.
CREATE INDEX IF NOT EXISTS orders_by_customer ON orders (customer_id, ordered_at DESC);
