-- expect: 1 blocks
-- expect: 2 blocks
-- expect: 3 blocks
-- expect: 4 blocks
-- expect: 5 blocks
-- expect: 6 blocks
-- expect: 7 blocks
CREATE DATABASE a; CREATE TYPE t AS ENUM ('a'); CREATE OR REPLACE VIEW v AS SELECT 1; DROP SEQUENCE s; CREATE INDEX CONCURRENTLY i ON a (b); CREATE MATERIALIZED VIEW v AS SELECT 1; DROP INDEX CONCURRENTLY i;
