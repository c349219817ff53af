-- expect: 1 blocks
-- expect: 3 blocks
-- expect: 4 blocks
-- expect: 5 blocks
BEGIN; SELECT 1; COMMIT; END TRANSACTION; ROLLBACK;
