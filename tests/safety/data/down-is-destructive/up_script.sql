-- down: CREATE TABLE a (b)
DROP TABLE a;
