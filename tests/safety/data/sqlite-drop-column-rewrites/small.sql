-- expect: 1 note
-- rows: a 50
ALTER TABLE a DROP COLUMN b;
