-- What the office looks at on Mondays: orders, pieces and turnover of each month, without cancelled orders.

-- Up
CREATE VIEW IF NOT EXISTS sales_by_month (month, orders, pieces, turnover_cents) AS
SELECT strftime('%Y-%m', orders.ordered_at), count(DISTINCT orders.id), sum(items.quantity), sum(items.quantity * items.price_cents)
FROM orders
JOIN order_items AS items ON items.order_id = orders.id
WHERE orders.status <> 'cancelled'
GROUP BY 1;

-- Down
DROP VIEW IF EXISTS sales_by_month;
