-- expect: 1 blocks destructive
-- before: CREATE TABLE a (id INTEGER PRIMARY KEY)
-- before: CREATE TABLE c (a_id INTEGER REFERENCES A (id) ON DELETE CASCADE)
DROP TABLE a;
