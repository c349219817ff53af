-- expect: 1 blocks
-- expect: 2 blocks
-- expect: 3 blocks
-- expect: 4 blocks
-- expect: 5 blocks
ALTER TABLE a ADD COLUMN b TEXT UNIQUE; ALTER TABLE a ADD COLUMN c INTEGER PRIMARY KEY; ALTER TABLE a ADD d TEXT DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE a ADD e TEXT DEFAULT (datetime('now')); ALTER TABLE a ADD f AS (b) STORED;
