-- expect: 0 caution
-- problem: program-without-down passes something is odd about the file
SELECT 1;
