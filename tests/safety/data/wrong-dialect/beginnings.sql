-- expect: 1 blocks
-- expect: 2 blocks
-- expect: 3 blocks
-- expect: 4 blocks
-- expect: 5 blocks
-- expect: 6 blocks
-- expect: 7 blocks
-- expect: 8 blocks
TRUNCATE TABLE a; COMMENT ON TABLE a IS 'x'; GRANT SELECT ON a TO b; SET search_path = x; START TRANSACTION; RENAME TABLE a TO b; CALL f(); USE shop;
