-- set: whole-file
-- Slow down the queue before this runs
CREATE TABLE a (b);
-- rollback is not possible here at all
CREATE TABLE c (d);
