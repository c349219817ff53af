-- "My orders", newest first.
SELECT id, status, ordered_at FROM orders WHERE customer_id = 7 ORDER BY ordered_at DESC;

-- The report of the last twelve months.
SELECT month, orders, turnover_cents FROM sales_by_month ORDER BY month DESC LIMIT 12;
