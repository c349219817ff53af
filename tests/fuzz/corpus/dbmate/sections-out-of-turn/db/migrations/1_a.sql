-- migrate:down
DROP TABLE a;
-- migrate:up transaction:false transaction:true
CREATE TABLE a (x INT);
-- migrate:up
