-- expect: 1 blocks
-- expect: 2 blocks
-- expect: 3 blocks
ALTER TABLE a ADD COLUMN IF NOT EXISTS b TEXT; ALTER TABLE a DROP COLUMN IF EXISTS b; ALTER TABLE IF EXISTS a RENAME TO b;
