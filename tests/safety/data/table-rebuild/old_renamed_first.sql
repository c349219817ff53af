-- expect: 1 caution
ALTER TABLE a RENAME TO a_old; CREATE TABLE a (id, b); INSERT INTO a SELECT id, 0 FROM a_old; DROP TABLE a_old;
