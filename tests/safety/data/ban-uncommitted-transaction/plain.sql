-- expect: 2 blocks
-- set: no-transaction
SELECT 1; BEGIN; CREATE TABLE a (b);
