-- expect: 0 caution
-- problem: python-syntax passes something is odd about the file
SELECT 1;
