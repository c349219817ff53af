-- expect: 3 note
-- before: CREATE INDEX a_b ON a (b)
CREATE TABLE a_new (id INTEGER PRIMARY KEY, b TEXT);
INSERT INTO a_new (id, b) SELECT id, b FROM a;
DROP TABLE a;
ALTER TABLE a_new RENAME TO a;
CREATE INDEX a_b ON a (b);
