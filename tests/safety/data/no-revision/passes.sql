-- expect: 0 caution
-- problem: no-revision passes something is odd about the file
SELECT 1;
