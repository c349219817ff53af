-- expect: 2 blocks destructive
-- before: CREATE TABLE a (b)
CREATE TABLE IF NOT EXISTS a (b); DROP TABLE a;
