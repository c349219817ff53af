-- engine: mariadb
-- expect: 1 blocks destructive
TRUNCATE a;
