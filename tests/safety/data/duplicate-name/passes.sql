-- expect: 0 caution
-- problem: duplicate-name passes something is odd about the file
SELECT 1;
