-- expect: 0 caution
-- problem: not-literal passes something is odd about the file
SELECT 1;
