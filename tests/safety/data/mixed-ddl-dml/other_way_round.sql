-- expect: 3 caution
DELETE FROM a WHERE b; SELECT 1; CREATE INDEX i ON a (b);
