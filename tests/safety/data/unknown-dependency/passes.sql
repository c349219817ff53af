-- expect: 0 caution
-- problem: unknown-dependency passes something is odd about the file
SELECT 1;
