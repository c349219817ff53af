-- expect: 3 blocks destructive
-- before: CREATE TABLE a (id INTEGER PRIMARY KEY)
-- before: CREATE TABLE c (a_id INTEGER REFERENCES A (id) ON DELETE CASCADE)
PRAGMA foreign_keys = OFF; PRAGMA foreign_keys = ON; DROP TABLE a;
