-- expect: 0 caution
-- problem: missing-semicolon passes something is odd about the file
SELECT 1;
