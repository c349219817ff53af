-- expect: 1 caution
-- up: ALTER TABLE a RENAME TO b
ALTER TABLE b RENAME TO a;
