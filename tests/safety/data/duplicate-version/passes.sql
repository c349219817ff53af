-- expect: 0 caution
-- problem: duplicate-version passes something is odd about the file
SELECT 1;
