-- engine: mariadb
-- expect: 1 blocks destructive
-- expect: 2 blocks destructive
DROP DATABASE shop; DROP SCHEMA IF EXISTS other;
