CREATE TABLE a (b);
-- Down
DROP TABLE a;
