-- expect: 1 caution
ALTER TABLE a DROP COLUMN b;
