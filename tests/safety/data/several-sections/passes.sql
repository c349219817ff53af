-- expect: 0 caution
-- problem: several-sections passes something is odd about the file
SELECT 1;
