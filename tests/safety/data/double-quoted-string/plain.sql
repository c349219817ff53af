-- expect: 1 note 4:32
-- expect: 2 note
-- expect: 3 note
INSERT INTO a (b) VALUES ('x', "y");
CREATE TABLE t ("a" TEXT DEFAULT "none");
ALTER TABLE a ADD COLUMN b TEXT DEFAULT "x";
