-- What differs from: live <shop>
--              to: after 0011
-- Added objects are statements; removed, renamed and altered ones are comments: how to get there is for you to say.
-- 2 more changes left out by filters.

-- ~ table shop.orders
--   comment: none → all of them
-- before:
--   CREATE TABLE orders (
--     id INT,
--     sum INT,
--     note TEXT
--   )
--   -- comment: none
-- after:
--   CREATE TABLE orders (
--     id INT,
--     sum BIGINT
--   )
--   -- comment: all of them

-- - column shop.orders.note
--   destroys 1204 rows
-- before:
--   note TEXT

-- ~ column shop.orders.sum → total
--   the script says RENAME (0011, line 3)
-- before:
--   sum INT
-- after:
--   total INT

-- + view shop.<b>&*sales*
CREATE VIEW "<b>" AS SELECT 1 -- one
;

-- ~ function shop.f
--   definition
-- before:
--   -- ```
--   SELECT 1
-- after:
--   -- ```
--   SELECT 2
