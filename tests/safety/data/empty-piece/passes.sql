-- expect: 0 caution
-- problem: empty-piece passes something is odd about the file
SELECT 1;
