-- expect: 3 blocks destructive
-- before: CREATE TABLE a (id INTEGER PRIMARY KEY)
-- before: CREATE TABLE c (a_id INTEGER REFERENCES A (id) ON DELETE CASCADE)
CREATE TABLE a_new (id INTEGER PRIMARY KEY, b TEXT);
INSERT INTO a_new (id, b) SELECT id, b FROM a;
DROP TABLE a;
ALTER TABLE a_new RENAME TO a;
