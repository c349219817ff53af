-- The total of each order, from its lines. The column has stood there, empty, since the first orders.

-- Up
UPDATE orders
SET total_cents = (SELECT sum(quantity * price_cents) FROM order_items WHERE order_id = orders.id)
WHERE total_cents IS NULL;

-- Down
UPDATE orders SET total_cents = NULL WHERE total_cents IS NOT NULL;
