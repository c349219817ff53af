-- expect: 0 caution
-- problem: not-in-journal passes something is odd about the file
SELECT 1;
