-- expect: 1 blocks
-- expect: 2 blocks
UPDATE a SET b = 1 WHERE c LIMIT 100; DELETE FROM a WHERE b ORDER BY c LIMIT 10;
