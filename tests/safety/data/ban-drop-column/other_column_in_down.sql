-- expect: 1 blocks destructive
-- up: ALTER TABLE a ADD COLUMN b TEXT
ALTER TABLE a DROP COLUMN c;
