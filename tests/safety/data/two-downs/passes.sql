-- expect: 0 caution
-- problem: two-downs passes something is odd about the file
SELECT 1;
