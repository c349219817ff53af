-- expect: 1 blocks destructive
-- expect: 2 blocks destructive
-- expect: 3 blocks destructive
-- expect: 4 blocks destructive
-- expect: 5 blocks destructive
UPDATE a SET b = 1; DELETE FROM a; DELETE FROM a WHERE 1; UPDATE a SET b = 1 WHERE (1 = 1); WITH x AS (SELECT 1 WHERE 1) DELETE FROM a WHERE true OR b = 1;
