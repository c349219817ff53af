-- expect: 0 blocks destructive
-- set: whole-file
CREATE TABLE a (b);
-- ====== Rollback ======
DROP TABLE a;
