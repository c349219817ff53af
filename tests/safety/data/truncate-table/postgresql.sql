-- engine: postgresql
-- expect: 1 blocks destructive
-- expect: 2 blocks destructive
TRUNCATE TABLE ONLY a RESTART IDENTITY CASCADE; TRUNCATE b;
