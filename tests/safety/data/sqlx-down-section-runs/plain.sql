-- expect: 0 blocks destructive 6:1
-- set: whole-file
-- Up
ALTER TABLE a ADD COLUMN b;

-- Down
ALTER TABLE a DROP COLUMN b;
