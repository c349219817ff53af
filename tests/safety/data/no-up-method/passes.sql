-- expect: 0 caution
-- problem: no-up-method passes something is odd about the file
SELECT 1;
