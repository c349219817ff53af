-- up: CREATE TABLE a (b)
-- rows: a 0
DROP TABLE a;
