-- expect: 2 caution
ALTER TABLE a ADD COLUMN b; UPDATE a SET b = 1 WHERE c;
