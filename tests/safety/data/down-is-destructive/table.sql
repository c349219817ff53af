-- expect: 1 caution destructive
-- up: CREATE TABLE a (b)
DROP TABLE a;
