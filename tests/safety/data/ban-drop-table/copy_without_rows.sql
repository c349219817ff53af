-- expect: 2 blocks destructive
CREATE TABLE a_new (b); DROP TABLE a; ALTER TABLE a_new RENAME TO a;
