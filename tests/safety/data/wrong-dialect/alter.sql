-- expect: 1 blocks 6:15
-- expect: 2 blocks 7:15
-- expect: 3 blocks 8:15
-- expect: 4 blocks 9:31
-- expect: 5 blocks
ALTER TABLE a ALTER COLUMN b SET NOT NULL;
ALTER TABLE a MODIFY b VARCHAR(500);
ALTER TABLE a ADD CONSTRAINT c UNIQUE (b);
ALTER TABLE a ADD COLUMN b INT, ADD COLUMN c INT;
ALTER TABLE a DROP CONSTRAINT c;
