-- expect: 0 caution
-- problem: not-utf8 passes something is odd about the file
SELECT 1;
