-- expect: 1 caution
-- set: no-transaction
CREATE TABLE a (b);
