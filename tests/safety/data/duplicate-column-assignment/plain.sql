-- expect: 1 blocks
-- expect: 2 blocks
-- expect: 3 blocks
UPDATE a SET b = 1, c = 2, B = 3 WHERE d; CREATE TABLE x (a, "b", A); UPDATE a SET (b, c) = (1, 2), c = 3 WHERE d;
