-- engine: postgresql
CREATE TABLE a (x INT); TRUNCATE a; SELECT 'TRUNCATE b';
