-- expect: 1 blocks destructive
DROP TABLE IF EXISTS a;
CREATE TABLE a (b);
