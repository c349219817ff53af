-- expect: 1 caution
-- expect: 2 caution
-- up: DROP TABLE a; ALTER TABLE b DROP COLUMN c;
CREATE TABLE a (x); ALTER TABLE b ADD COLUMN c TEXT;
