-- expect: 0 caution
-- problem: long-revision passes something is odd about the file
SELECT 1;
