-- expect: 1 caution
-- up: ALTER TABLE a RENAME COLUMN b TO c
ALTER TABLE a RENAME COLUMN c TO b;
