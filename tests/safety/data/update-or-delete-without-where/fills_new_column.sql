-- expect: 2 caution
ALTER TABLE a ADD COLUMN b INT; UPDATE a SET b = 1;
