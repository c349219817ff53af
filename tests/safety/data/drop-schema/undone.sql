-- engine: postgresql
-- up: CREATE SCHEMA app
DROP SCHEMA app;
