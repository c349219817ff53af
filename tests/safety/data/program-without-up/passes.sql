-- expect: 0 caution
-- problem: program-without-up passes something is odd about the file
SELECT 1;
