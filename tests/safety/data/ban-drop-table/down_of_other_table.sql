-- expect: 1 blocks destructive
-- up: CREATE TABLE a (b)
DROP TABLE c;
