-- expect: 0 caution
-- problem: unknown-placeholder passes something is odd about the file
SELECT 1;
