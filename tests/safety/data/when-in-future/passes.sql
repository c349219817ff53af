-- expect: 0 caution
-- problem: when-in-future passes something is odd about the file
SELECT 1;
