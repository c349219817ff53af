-- expect: 0 caution
-- problem: journal-entry passes something is odd about the file
SELECT 1;
