-- expect: 0 caution
-- problem: bad-annotation passes something is odd about the file
SELECT 1;
