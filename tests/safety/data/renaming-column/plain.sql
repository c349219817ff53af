-- expect: 1 blocks
-- expect: 2 blocks
ALTER TABLE a RENAME COLUMN b TO c; ALTER TABLE a RENAME d TO e;
