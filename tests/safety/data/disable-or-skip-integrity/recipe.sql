-- expect: 1 note
PRAGMA foreign_keys = OFF;
CREATE TABLE a_new (id INTEGER PRIMARY KEY, b TEXT);
INSERT INTO a_new (id, b) SELECT id, b FROM a;
DROP TABLE a;
ALTER TABLE a_new RENAME TO a;
PRAGMA foreign_key_check; PRAGMA foreign_keys = ON;
