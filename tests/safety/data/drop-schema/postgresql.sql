-- engine: postgresql
-- expect: 1 blocks destructive
DROP SCHEMA IF EXISTS app CASCADE;
