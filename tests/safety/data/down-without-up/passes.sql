-- expect: 0 caution
-- problem: down-without-up passes something is odd about the file
SELECT 1;
