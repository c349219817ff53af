-- expect: 1 caution destructive
-- up: ALTER TABLE a ADD COLUMN b
ALTER TABLE a DROP COLUMN b;
