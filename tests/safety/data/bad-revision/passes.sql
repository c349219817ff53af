-- expect: 0 caution
-- problem: bad-revision passes something is odd about the file
SELECT 1;
