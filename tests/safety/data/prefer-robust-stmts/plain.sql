-- expect: 1 note
-- expect: 2 note
-- expect: 3 note
CREATE TABLE a (b); CREATE INDEX i ON a (b); DROP VIEW v;
