-- set: no-transaction
BEGIN; CREATE TABLE a (b); COMMIT; BEGIN; SELECT 1; END;
