-- expect: 2 blocks destructive
ALTER TABLE a ADD COLUMN b INT; UPDATE a SET b = 1, c = 2;
