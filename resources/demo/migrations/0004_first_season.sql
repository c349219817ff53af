-- The data of the first season: 300 customers, 120 products, 400 orders with their lines, 240 orders of the old shop.

-- Up
INSERT INTO categories (slug, title, parent) VALUES
    ('outdoor', 'Outdoor', NULL),
    ('tents', 'Tents', 'outdoor'),
    ('sleeping-bags', 'Sleeping bags', 'outdoor'),
    ('cooking', 'Cooking', 'outdoor'),
    ('boats', 'Boats', NULL),
    ('canoes', 'Canoes', 'boats'),
    ('paddles', 'Paddles; oars', 'boats'),
    ('clothing', 'Clothing', NULL);

WITH RECURSIVE
    n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300),
    first (i, name) AS (VALUES (0, 'Anna'), (1, 'Björn'), (2, 'Chiara'), (3, 'Dirk'), (4, 'Elif'), (5, 'François'), (6, 'Grete')),
    last (i, name) AS (VALUES (0, 'Albers'), (1, 'Böhm'), (2, 'Costa'), (3, 'Dubois'), (4, 'Eriksen'), (5, 'O''Neill'), (6, 'Frank'),
        (7, 'Güneş'), (8, 'Huber'), (9, 'Ivanova'), (10, 'Jansen')),
    country (i, code) AS (VALUES (0, 'DE'), (1, 'AT'), (2, 'CH'), (3, 'FR'), (4, 'NL'))
INSERT INTO customers (id, email, name, country, fax, created_at)
SELECT n.i,
    printf('customer%03d@shop.example', n.i),
    first.name || ' ' || last.name,
    country.code,
    CASE WHEN n.i % 6 = 0 THEN printf('+49 30 555 %04d', n.i * 7) END,
    datetime('2023-03-01 08:00:00', printf('+%d hours', n.i * 29))
FROM n
JOIN first ON first.i = n.i % 7
JOIN last ON last.i = n.i % 11
JOIN country ON country.i = n.i % 5;

WITH RECURSIVE
    n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120),
    kind (i, category, title) AS (VALUES (0, 'tents', 'Tent'), (1, 'sleeping-bags', 'Sleeping bag'), (2, 'cooking', 'Stove'),
        (3, 'canoes', 'Canoe'), (4, 'paddles', 'Paddle'), (5, 'clothing', 'Rain jacket'))
INSERT INTO products (id, sku, title, category, price_cents, stock, retired)
SELECT n.i,
    printf('LK-%04d', n.i),
    printf('%s "Model %d"', kind.title, n.i / 6 + 1),
    kind.category,
    990 + (n.i * 7919) % 50000,
    (n.i * 31) % 60,
    n.i % 20 = 0
FROM n
JOIN kind ON kind.i = n.i % 6;

WITH RECURSIVE
    n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400),
    status (i, name) AS (VALUES (0, 'new'), (1, 'paid'), (2, 'shipped'), (3, 'shipped'), (4, 'cancelled'))
INSERT INTO orders (id, customer_id, status, ordered_at)
SELECT n.i,
    1 + (n.i * 37) % 300,
    status.name,
    datetime('2024-04-01 09:30:00', printf('+%d hours', n.i * 17))
FROM n
JOIN status ON status.i = n.i % 5;

WITH RECURSIVE
    n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400),
    line (i) AS (VALUES (1), (2), (3))
INSERT INTO order_items (order_id, line, product_id, quantity, price_cents)
SELECT n.i, line.i, products.id, 1 + (n.i + line.i) % 3, products.price_cents
FROM n
JOIN line ON line.i <= 1 + n.i % 3
JOIN products ON products.id = 1 + (n.i * 13 + line.i * 41) % 120;

WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 240)
INSERT INTO old_shop_orders (number, customer, ordered, amount)
SELECT printf('2019/%04d', n.i),
    printf('customer%03d@shop.example', 1 + n.i % 300),
    date('2019-01-02', printf('+%d days', n.i)),
    printf('%.2f EUR', 9.9 + (n.i * 137) % 400)
FROM n;

-- Down
DELETE FROM old_shop_orders WHERE number LIKE '2019/%';
DELETE FROM order_items WHERE order_id BETWEEN 1 AND 400;
DELETE FROM orders WHERE id BETWEEN 1 AND 400;
DELETE FROM products WHERE sku LIKE 'LK-%';
DELETE FROM customers WHERE id BETWEEN 1 AND 300;
DELETE FROM categories
WHERE slug IN ('outdoor', 'tents', 'sleeping-bags', 'cooking', 'boats', 'canoes', 'paddles', 'clothing');
