-- expect: 1 caution
-- before: CREATE UNIQUE INDEX i ON a (b)
DROP INDEX i;
