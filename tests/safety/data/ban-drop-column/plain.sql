-- expect: 1 blocks destructive
-- expect: 2 blocks destructive
ALTER TABLE a DROP COLUMN b; ALTER TABLE a DROP c;
